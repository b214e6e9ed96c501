import { adminId, type Scene, userId } from '../fault-scene.ts'
import { password, phone } from '../open.ts'
import { actor, from, login, newcomer, newPassword } from './flow.ts'

/** What the core does with its store. */
export const plainly: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
  ready: ({ core }) => core.ready(),
  register: async ({ core, granted }) => granted(await core.register(newcomer, from)),
  'register of a taken phone': ({ core }) => core.register(login, from),
  requestSetup: ({ core }) => core.requestSetup(),
  login: async ({ core, granted }) => granted(await core.login(login, from)),
  'login at the maximum of sessions': async ({ core, granted }) =>
    granted(await core.login(login, from)),
  'login beyond the maximum of sessions': ({ core }) => core.login(login, from),
  'login with a wrong password': ({ core }) =>
    core.login({ phone, password: 'a wrong guess' }, from),
  'login of a stranger': ({ core }) => core.login({ ...newcomer }, from),
  signIn: async ({ core, granted }) => granted(await core.signIn(userId, from)),
  createToken: async ({ core, doors, one }) => {
    const accessToken = await core.createToken(userId, from)
    const { sessionId } = core.authenticate(accessToken)
    doors.push({ ...one, name: 'created', accessToken, refreshToken: null, sessionId })
  },
  verifyToken: ({ core, one }) => core.verifyToken(one.accessToken),
  authenticateAsking: async ({ core, one }) =>
    (await core.authenticateAsking(one.accessToken)).userId,
  requireUser: ({ core, user }) => core.requireUser(user),
  requirePermission: ({ core }) => core.requirePermission({ userId: adminId }, 'user:edit'),
  'requirePermission of somebody who may not': ({ core, user }) =>
    core.requirePermission(user, 'user:edit'),
  requireRole: ({ core }) => core.requireRole({ userId: adminId }, 'admin'),
  readAccess: ({ core }) => core.readAccess(adminId),
  'requireRole of somebody who has not': ({ core, user }) => core.requireRole(user, 'admin'),
  requireRecentPassword: ({ core, user }) => core.requireRecentPassword(user),
  'A173 refresh': async ({ core, one, granted }) =>
    granted(await core.refresh(one.refreshToken ?? '')),
  logout: ({ core, one }) => core.logout(one.accessToken),
  'logout of a token without a session': ({ core, foreign }) => core.logout(foreign.accessToken),
  endOwnSession: ({ core, user, two }) => core.endOwnSession(user, two.sessionId ?? ''),
  endOtherSessions: ({ core, user }) => core.endOtherSessions(user),
  updateUser: ({ core, user }) => core.updateUser(user, { name: 'another' }),
  'updateUser with own fields': ({ core, user }) =>
    core.updateUser(user, { fields: { department: 'R&D' } }),
  setAvatar: ({ core, user }) => core.setAvatar(user, '/pictures/1.png'),
  changePassword: async ({ core, user, granted }) => {
    const change = { password, newPassword }
    const { ended, grant } = await core.changePassword(user, change, '192.0.2.7')
    return { ended, granted: granted(grant) }
  },
  'changePassword with a wrong one': ({ core, user }) =>
    core.changePassword(user, { password: 'a wrong guess', newPassword }),
  requestCode: async ({ core }) =>
    (await core.requestCode({ purpose: 'login', phone }, '192.0.2.7')).resendInSeconds,
  identitiesOf: async ({ core }) => (await core.identitiesOf(userId)).identities.length,
  identities: async ({ core, user }) => (await core.identities(user)).identities.length,
  exportAccount: ({ core, user }) => core.exportAccount(user),
  deleteOwnAccount: ({ core, user }) => core.deleteOwnAccount(user),
  sessions: async ({ core }) => (await core.sessions(userId)).map(({ device }) => device),
  countSessions: ({ core }) => core.countSessions(),
  kickOut: ({ core }) => core.kickOut(userId, actor),
  endEverything: async ({ core }) => (await core.endEverything({}, actor)).sessions,
  kickOutOfSession: ({ core, two }) => core.kickOutOfSession(userId, two.sessionId ?? '', actor),
  ban: ({ core }) => core.ban(userId, { reason: 'spam' }, actor),
  createUser: async ({ core }) => {
    const added = await core.createUser({ ...newcomer, roles: ['admin'] }, actor)
    return added.phone
  },
  updateManagedUser: ({ core }) =>
    core.updateManagedUser(userId, { roles: ['admin'], level: 3 }, actor),
  deleteAccount: ({ core }) => core.deleteAccount(userId, actor),
  'mergeUsers, as a dry run': ({ core }) =>
    core.mergeUsers({ keep: adminId, from: userId, dryRun: true }),
  mergeUsers: ({ core }) => core.mergeUsers({ keep: adminId, from: userId }),
  setPassword: ({ core }) => core.setPassword(userId, newPassword),
  requestPasswordReset: async ({ core }) =>
    (await core.requestPasswordReset(userId, actor)).expiresInSeconds,
  'findUser by id': ({ core }) => core.findUser(userId),
  'findUser by phone': ({ core }) => core.findUser(phone),
  listUsers: ({ core }) => core.listUsers({ after: null, limit: 9 }),
  searchUsers: ({ core }) => core.searchUsers({ search: '138' }),
  createOneTimeUrl: async ({ core, user }) =>
    (await core.createOneTimeUrl(user, '/files/7.pdf')).expiresInSeconds,
  readDays: ({ core }) => core.readDays(),
  roles: ({ core }) => core.roles(),
  rolesWithHolders: ({ core }) => core.rolesWithHolders(),
  putRole: ({ core }) => core.putRole({ name: 'editor', permissions: ['post:*'] }, actor),
  peopleOf: async ({ core }) => (await core.peopleOf((await core.searchAudit({})).items)).length,
  searchAudit: async ({ core }) =>
    (await core.searchAudit({ userId })).items.map(({ event }) => event),
  import: ({ core }) => {
    const profile = { name: null, avatar: null, intro: null, level: null }
    const row = { id: '18', phone: newcomer.phone, passwordHash: null, ...profile }
    return core.createImport({ dryRun: false }).add(row)
  },
  claimDeliveries: async ({ core, now }) => {
    const claim = { now: now(), leaseUntil: now() + 60_000, limit: 3 }
    return (await core.claimDeliveries(claim)).length
  },
  readRevocations: async ({ core }) =>
    (await core.readRevocations({ after: 0 })).revocations.length,
  'readRevocations with what changes': async ({ core }) =>
    (await core.readRevocations({ after: 0, withInvalidations: true })).invalidations?.length,
  syncRevocations: ({ core }) => core.syncRevocations(),
  'lookForKey of a key that nobody has': async ({ core }) => {
    const kid = 'x'.repeat(43)
    const header = Buffer.from(`{"alg":"EdDSA","typ":"at+jwt","kid":"${kid}"}`)
    await core.lookForKey(`${header.toString('base64url')}.payload.signature`)
  },
  rotateKeys: async ({ core }) => (await core.rotateKeys({}, actor)).keys.length,
}
