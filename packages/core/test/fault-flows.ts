import { publicRingFormat, signedFormat } from '@ztoken/token'
import { type CodeRequestInput, type CoreOptions, createCore } from '../src/index.ts'
import { authenticatorOf, enrol, ticketOf, wrongCode } from './authenticator.ts'
import { adminId, oldPassword, type Scene, userId } from './fault-scene.ts'
import { otherThan } from './inbox.ts'
import { password, phone, secrets } from './open.ts'
import { addPasskey, url } from './passkey-scene.ts'
import { type SoftAuthenticator, softAuthenticator } from './soft-authenticator.ts'

/** Makes everything ready in a scene; what comes back is the flow, to be run under a fault. */
type Flow = (scene: Scene) => Run | Promise<Run>
export type Run = () => Promise<unknown>

const newPassword = 'another long phrase'
const actor = { actorId: adminId }
const login = { phone, password }
const from = { address: '192.0.2.7', device: 'phone' }
const newcomer = { phone: '13700137000', password }

/** What the core does with its store. */
const plainly: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
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

/** A code that has arrived, as somebody shows it. */
async function codeFor(
  { core, inbox }: Scene,
  purpose: CodeRequestInput['purpose'],
  whom: { readonly phone?: string; readonly email?: string } = { phone },
) {
  const { challengeId } = await core.requestCode({ purpose, ...whom })
  return { ...whom, challengeId, code: await inbox.code() }
}

/** The user has an authenticator: their session as it goes on, and what the app shows next. */
async function enrolled(scene: Scene) {
  const { core, user, advance, now } = scene
  await core.addIdentity(user, await codeFor(scene, 'verify'))
  const { caller, app } = await enrol({ core, now }, scene.one)
  advance(30)
  return { caller, app }
}

/** The same with a device that is trusted. */
async function trusting(scene: Scene) {
  const { caller, app } = await enrolled(scene)
  const ticket = await ticketOf(scene.core.login(login, from))
  const shown = { ticket, kind: 'totp', code: app.code(), trustDevice: true } as const
  await scene.core.loginWithFactor(shown)
  return { caller }
}

/** Somebody has said that the authenticator is lost. */
async function recovering(scene: Scene) {
  const { caller } = await enrolled(scene)
  await scene.core.askFactorRecovery(await ticketOf(scene.core.login(login, from)))
  return { caller }
}

/** The user has a passkey: their session as it goes on, and what shows it. */
async function withPasskey(scene: Scene, device?: SoftAuthenticator) {
  const { core, user, one } = scene
  await core.addIdentity(user, await codeFor(scene, 'verify'))
  return addPasskey({ core }, one, device)
}

/** A second factor is required of the user, who has none. */
async function enrolmentTicket(scene: Scene): Promise<string> {
  await scene.core.addIdentity(scene.user, await codeFor(scene, 'verify'))
  return ticketOf(scene.core.login(login, from), 'factor_enrolment_required')
}

/** What has to be made ready first. */
const prepared: Readonly<Record<string, Flow>> = {
  'loginWithCode that registers': async (scene) => {
    const shown = await codeFor(scene, 'login', { phone: newcomer.phone })
    return async () => scene.granted(await scene.core.loginWithCode(shown, from))
  },
  'loginWithCode that proves a phone for the first time': async (scene) => {
    const shown = await codeFor(scene, 'login')
    return async () => scene.granted(await scene.core.loginWithCode(shown, from))
  },
  'loginWithCode with a wrong one': async (scene) => {
    const shown = await codeFor(scene, 'login')
    return () => scene.core.loginWithCode({ ...shown, code: otherThan(shown.code) }, from)
  },
  resetPasswordWithCode: async (scene) => {
    const shown = await codeFor(scene, 'password_reset')
    return () => scene.core.resetPasswordWithCode({ ...shown, newPassword })
  },
  verifyIdentityWithCode: async (scene) => {
    const { core, user, granted } = scene
    await core.addIdentity(user, await codeFor(scene, 'verify'))
    scene.advance(60)
    const shown = await codeFor(scene, 'verify')
    return async () => granted(await core.verifyIdentityWithCode(user, shown))
  },
  'addIdentity of another kind': async (scene) => {
    const { core, user } = scene
    await core.addIdentity(user, await codeFor(scene, 'verify'))
    const shown = await codeFor(scene, 'verify', { email: 'a@example.com' })
    return async () => (await core.addIdentity(user, shown)).kind
  },
  denyNotice: async (scene) => {
    const { core, user, inbox } = scene
    await core.addIdentity(user, await codeFor(scene, 'verify'))
    scene.advance(60)
    await core.setPassword(userId, newPassword)
    await inbox.messages()
    const token = scene.noticeTokens.pop() ?? ''
    return async () => (await core.denyNotice(token)).expiresInSeconds
  },
  removeIdentity: async (scene) => {
    const { core, user } = scene
    await core.addIdentity(user, await codeFor(scene, 'verify'))
    const shown = await codeFor(scene, 'verify', { email: 'a@example.com' })
    const { id } = await core.addIdentity(user, shown)
    return () => core.removeIdentity(user, id)
  },
  'login that ends at the second factor': async (scene) => {
    await enrolled(scene)
    return () => scene.core.login(login, from)
  },
  loginWithFactor: async (scene) => {
    const { core, granted } = scene
    const { app } = await enrolled(scene)
    const ticket = await ticketOf(core.login(login, from))
    const shown = { ticket, kind: 'totp', code: app.code() } as const
    return async () => granted(await core.loginWithFactor(shown))
  },
  'loginWithFactor by a recovery code': async (scene) => {
    const { core, granted } = scene
    const { caller } = await enrolled(scene)
    const [code = ''] = await core.makeRecoveryCodes(caller)
    const ticket = await ticketOf(core.login(login, from))
    return async () => granted(await core.loginWithFactor({ ticket, kind: 'recovery_codes', code }))
  },
  'loginWithFactor with a wrong one': async (scene) => {
    const { app } = await enrolled(scene)
    const ticket = await ticketOf(scene.core.login(login, from))
    const shown = { ticket, kind: 'totp', code: wrongCode(app) } as const
    return () => scene.core.loginWithFactor(shown)
  },
  verifyIdentityWithFactor: async (scene) => {
    const { caller, app } = await enrolled(scene)
    const shown = { kind: 'totp', code: app.code() } as const
    return async () => scene.granted(await scene.core.verifyIdentityWithFactor(caller, shown))
  },
  beginTotp: async (scene) => {
    const { core, user } = scene
    await core.addIdentity(user, await codeFor(scene, 'verify'))
    return async () => (await core.beginTotp(user)).expiresInSeconds
  },
  confirmTotp: async (scene) => {
    const { core, user, now, granted } = scene
    await core.addIdentity(user, await codeFor(scene, 'verify'))
    const { enrolment, secret } = await core.beginTotp(user)
    const code = authenticatorOf(secret, now).code()
    return async () => granted(await core.confirmTotp(user, { enrolment, code }))
  },
  beginTotpWithTicket: async (scene) => {
    const ticket = await enrolmentTicket(scene)
    return async () => (await scene.core.beginTotpWithTicket(ticket)).expiresInSeconds
  },
  confirmTotpWithTicket: async (scene) => {
    const { core, now, granted } = scene
    const ticket = await enrolmentTicket(scene)
    const { enrolment, secret } = await core.beginTotpWithTicket(ticket)
    const code = authenticatorOf(secret, now).code()
    return async () => granted(await core.confirmTotpWithTicket({ ticket, enrolment, code }))
  },
  beginPasskeyWithTicket: async (scene) => {
    const ticket = await enrolmentTicket(scene)
    return async () => (await scene.core.beginPasskeyWithTicket(ticket)).rp.id
  },
  addPasskeyWithTicket: async (scene) => {
    const { core, granted } = scene
    const ticket = await enrolmentTicket(scene)
    const credential = softAuthenticator(url).create(await core.beginPasskeyWithTicket(ticket))
    const added = { ticket, credential, name: 'a phone' }
    return async () => granted(await core.addPasskeyWithTicket(added))
  },
  askFactorRecovery: async (scene) => {
    await enrolled(scene)
    const ticket = await ticketOf(scene.core.login(login, from))
    return async () => (await scene.core.askFactorRecovery(ticket, from.address)).from
  },
  'askFactorRecovery where it waits': async (scene) => {
    await recovering(scene)
    const ticket = await ticketOf(scene.core.login(login, from))
    return async () => (await scene.core.askFactorRecovery(ticket)).from
  },
  finishFactorRecovery: async (scene) => {
    await recovering(scene)
    scene.advance(72 * 3600)
    const ticket = await ticketOf(scene.core.login(login, from))
    return async () => scene.granted(await scene.core.finishFactorRecovery(ticket))
  },
  factorRecovery: async (scene) => {
    const { caller } = await recovering(scene)
    return async () => (await scene.core.factorRecovery(caller))?.from
  },
  cancelFactorRecovery: async (scene) => {
    const { caller } = await recovering(scene)
    return () => scene.core.cancelFactorRecovery(caller)
  },
  redeemOneTimeUrl: async (scene) => {
    const { url } = await scene.core.createOneTimeUrl(scene.user, '/files/7.pdf')
    return async () => (await scene.core.redeemOneTimeUrl(url)).userId
  },
  loginWithPasskey: async (scene) => {
    const { core, granted } = scene
    const { device } = await withPasskey(scene)
    const credential = device.get(await core.beginPasskeyLogin())
    return async () => granted(await core.loginWithPasskey({ credential }, from))
  },
  'loginWithPasskey with a ticket': async (scene) => {
    const { core, granted } = scene
    const { device } = await withPasskey(scene)
    const ticket = await ticketOf(core.login(login, from))
    const credential = device.get(await core.beginPasskeyLogin({ ticket }))
    return async () => granted(await core.loginWithPasskey({ ticket, credential }))
  },
  'loginWithPasskey by one that was copied': async (scene) => {
    const { device } = await withPasskey(scene, softAuthenticator(url, { counter: 5 }))
    const ticket = await ticketOf(scene.core.login(login, from))
    const options = await scene.core.beginPasskeyLogin({ ticket })
    const credential = device.get(options, { counter: 1 })
    return () => scene.core.loginWithPasskey({ ticket, credential })
  },
  passkeysLeftBehind: async (scene) => {
    await withPasskey(scene)
    return async () => (await scene.core.passkeysLeftBehind()).passkeys
  },
  passkeyDomainMoved: (scene) => () => scene.core.passkeyDomainMoved(),
  beginPasskeyLogin: (scene) => async () =>
    (await scene.core.beginPasskeyLogin({}, from.address)).rpId,
  beginPasskeyVerification: async (scene) => {
    const { caller } = await withPasskey(scene)
    return async () => (await scene.core.beginPasskeyVerification(caller)).rpId
  },
  verifyIdentityWithPasskey: async (scene) => {
    const { core, granted } = scene
    const { caller, device } = await withPasskey(scene)
    const credential = device.get(await core.beginPasskeyVerification(caller))
    return async () => granted(await core.verifyIdentityWithPasskey(caller, credential))
  },
  beginPasskey: async (scene) => {
    const { core, user } = scene
    await core.addIdentity(user, await codeFor(scene, 'verify'))
    return async () => (await core.beginPasskey(user)).rp.id
  },
  addPasskey: async (scene) => {
    const { core, user, granted } = scene
    await core.addIdentity(user, await codeFor(scene, 'verify'))
    const credential = softAuthenticator(url).create(await core.beginPasskey(user))
    return async () => granted(await core.addPasskey(user, { credential, name: 'a phone' }))
  },
  passkeys: async (scene) => {
    const { caller } = await withPasskey(scene)
    return async () => (await scene.core.passkeys(caller)).length
  },
  renamePasskey: async (scene) => {
    const { core } = scene
    const { caller } = await withPasskey(scene)
    const [kept] = await core.passkeys(caller)
    return () => core.renamePasskey(caller, kept?.id ?? '', 'another')
  },
  makeRecoveryCodes: async (scene) => {
    const { caller } = await enrolled(scene)
    return async () => (await scene.core.makeRecoveryCodes(caller)).length
  },
  'loginWithFactor on a device that is trusted': async (scene) => {
    const { core, granted } = scene
    const { app } = await enrolled(scene)
    const ticket = await ticketOf(core.login(login, from))
    const shown = { ticket, kind: 'totp', code: app.code(), trustDevice: true } as const
    return async () => granted(await core.loginWithFactor(shown))
  },
  trustedDevices: async (scene) => {
    const { caller } = await trusting(scene)
    return async () => (await scene.core.trustedDevices(caller)).length
  },
  distrustDevice: async (scene) => {
    const { caller } = await trusting(scene)
    const [one] = await scene.core.trustedDevices(caller)
    return () => scene.core.distrustDevice(caller, one?.id ?? '')
  },
  factors: async (scene) => {
    const { caller } = await enrolled(scene)
    return async () => (await scene.core.factors(caller)).map(({ kind }) => kind)
  },
  factorsOf: async (scene) => {
    await enrolled(scene)
    return async () => (await scene.core.factorsOf(userId)).map(({ kind }) => kind)
  },
  removeFactor: async (scene) => {
    const { caller } = await enrolled(scene)
    const [totp] = await scene.core.factors(caller)
    return () => scene.core.removeFactor(caller, totp?.id ?? '')
  },
  removeFactors: async (scene) => {
    await enrolled(scene)
    return () => scene.core.removeFactors(userId, actor)
  },
  'the start of a server': startOf,
  'the start of the first server with signing keys': startOf,
  setUp: async ({ core, inner, granted }) => {
    await inner.changeAccount(adminId, { roles: [] })
    const { setupToken = '' } = (await core.requestSetup()) ?? {}
    return async () => granted(await core.setUp({ setupToken, ...newcomer }, from))
  },
  checkSetupToken: async ({ core, inner }) => {
    await inner.changeAccount(adminId, { roles: [] })
    const { setupToken = '' } = (await core.requestSetup()) ?? {}
    return () => core.checkSetupToken(setupToken)
  },
  'login with a hash from elsewhere': ({ core, granted }) => {
    const input = { phone: '13900000000', password: oldPassword }
    return async () => granted(await core.login(input, from))
  },
  'login of somebody banned': async ({ core }) => {
    await core.ban(userId)
    return () => core.login(login, from)
  },
  'login at the limit, from a known address': async ({ core, granted }) => {
    for (let n = 0; n < 2; n += 1) {
      await core.login({ phone, password: 'a wrong guess' }).catch(() => undefined)
    }
    return async () => granted(await core.login(login, from))
  },
  'authenticateAsking after somebody else has ended it': async ({ core, inner, one, now }) => {
    const end = { reason: 'kicked_out', at: now(), revokedUntil: now() / 1000 + 3600 } as const
    await inner.endSessions({ sessionId: one.sessionId ?? '' }, end)
    return () => core.authenticateAsking(one.accessToken)
  },
  'requireRecentPassword, too long ago': ({ core, user, advance }) => {
    advance(1000)
    return () => core.requireRecentPassword(user)
  },
  'kickout of a crowd': async ({ core, inner, one, now }) => {
    const session = await inner.findSession(one.sessionId ?? '')
    if (session === null) throw new Error('there is no session')
    const bounds = { now: 0, usedBefore: 0, openedBefore: 0, oneForEachKind: false }
    for (let n = 0; n < 120; n += 1) {
      await inner.openSession({
        session: { ...session, id: `crowd-${n}`, createdAt: now() - 1000 * n - 500 },
        epoch: 0,
        policy: { ...bounds, maximum: null, whenFull: 'refuse' },
        end: { reason: 'replaced', at: 0, revokedUntil: 0 },
        recordEnd: () => {
          throw new Error('nothing ends')
        },
      })
    }
    return async () => void (await core.kickOut(userId, actor))
  },
  'A173 refresh with the token before': async ({ core, one, granted }) => {
    await core.refresh(one.refreshToken ?? '')
    return async () => granted(await core.refresh(one.refreshToken ?? ''))
  },
  'refresh with a token used before': async ({ core, one, advance }) => {
    await core.refresh(one.refreshToken ?? '')
    advance(11)
    return () => core.refresh(one.refreshToken ?? '')
  },
  'refresh of a session that was idle': ({ core, one, advance }) => {
    advance(31 * 86_400)
    return () => core.refresh(one.refreshToken ?? '')
  },
  'refresh of somebody banned': async ({ core, one, inner, now }) => {
    await inner.changeAccount(userId, { ban: { since: now(), until: null, reason: null } })
    return () => core.refresh(one.refreshToken ?? '')
  },
  verifyIdentity: ({ core, user, advance, granted }) => {
    advance(1000)
    return async () => granted(await core.verifyIdentity(user, password))
  },
  checkResetToken: async ({ core }) => {
    const { resetToken } = await core.requestPasswordReset(userId)
    return () => core.checkResetToken(resetToken)
  },
  resetPassword: async ({ core }) => {
    const { resetToken } = await core.requestPasswordReset(userId)
    return () => core.resetPassword(resetToken, newPassword)
  },
  unban: async ({ core }) => {
    await core.ban(userId)
    return () => core.unban(userId, actor)
  },
  deleteRole: async ({ core }) => {
    await core.putRole({ name: 'editor', permissions: ['post:*'] })
    return () => core.deleteRole('editor', actor)
  },
  countDeliveries: ({ core }) => core.countDeliveries,
  settleDelivery: async ({ core, now }) => {
    const claim = { now: now(), leaseUntil: now() + 60_000, limit: 1 }
    const [taken] = await core.claimDeliveries(claim)
    return () => core.settleDelivery(taken?.entry.id ?? '', taken?.endpoint ?? '', null)
  },
  'rotateKeys at once': ({ core, advance }) => {
    advance(1)
    return async () => (await core.rotateKeys({ immediately: true }, actor)).keys.length
  },
  revokeKey: ({ core }) => {
    const kid = core.keys()[0]?.kid ?? ''
    return async () => (await core.revokeKey(kid, actor)).keys.length
  },
  syncKeys: ({ core, advance }) => {
    advance(90 * 86_400)
    return () => core.syncKeys()
  },
  sweep: ({ core, advance }) => {
    advance(31 * 86_400)
    // How many rows it removes depends on what a sweep before it came to.
    return async () => void (await core.sweep())
  },
}

/** Everything, by what it is. */
export const flows: Readonly<Record<string, Flow>> = {
  ...prepared,
  ...Object.fromEntries(
    Object.entries(plainly).map(([name, run]): [string, Flow] => [
      name,
      (scene) => () => run(scene),
    ]),
  ),
}

/** What a scene has to be for a flow. */
export const optionsOf: Readonly<Record<string, Partial<CoreOptions>>> = {
  beginTotpWithTicket: { factorsRequired: 'all' },
  confirmTotpWithTicket: { factorsRequired: 'all' },
  beginPasskeyWithTicket: { factorsRequired: 'all' },
  addPasskeyWithTicket: { factorsRequired: 'all' },
  askFactorRecovery: { notify: {} },
  'askFactorRecovery where it waits': { notify: {} },
  finishFactorRecovery: { notify: {} },
  factorRecovery: { notify: {} },
  cancelFactorRecovery: { notify: {} },
  'the start of the first server with signing keys': {
    issueFormat: signedFormat(secrets, 'HS256'),
  },
  'login at the maximum of sessions': { sessionsPerUser: 2 },
  'login beyond the maximum of sessions': { sessionsPerUser: 2, whenSessionsFull: 'refuse' },
  'login at the limit, from a known address': { failuresPerPhone: 2 },
  denyNotice: { notify: {} },
  'updateUser with own fields': {
    userFields: { type: 'object', properties: { department: { type: 'string' } } },
  },
}

/** Flows that are more than one transaction, and why what is half done is in order. */
export const usedUp = 'the code is used up before anything else is done: another is asked for'

export const factorUsedUp =
  'the second factor is used up before the session opens: the next is shown'

const ticketUsedUp = 'the ticket is used up first: the login begins again'

export const passkeyUsedUp = 'what a passkey signs is used up first: it is asked once more'

export const inSteps: Readonly<Record<string, string>> = {
  'loginWithCode that registers': usedUp,
  'loginWithCode that proves a phone for the first time': usedUp,
  'loginWithCode with a wrong one': 'a try is gone before it is on the record',
  resetPasswordWithCode: usedUp,
  verifyIdentityWithCode: usedUp,
  'addIdentity of another kind': usedUp,
  loginWithFactor: factorUsedUp,
  confirmTotpWithTicket: factorUsedUp,
  'loginWithFactor on a device that is trusted': factorUsedUp,
  'loginWithFactor by a recovery code': factorUsedUp,
  verifyIdentityWithFactor: factorUsedUp,
  loginWithPasskey: passkeyUsedUp,
  'loginWithPasskey with a ticket': passkeyUsedUp,
  'loginWithPasskey by one that was copied': passkeyUsedUp,
  verifyIdentityWithPasskey: passkeyUsedUp,
  addPasskey: passkeyUsedUp,
  addPasskeyWithTicket: passkeyUsedUp,
  askFactorRecovery: ticketUsedUp,
  'askFactorRecovery where it waits': ticketUsedUp,
  finishFactorRecovery: ticketUsedUp,
  requestCode: 'it is counted first, and sent only when all is kept',
  denyNotice: 'the token is used up before anything else is done: other channels have theirs',
  register: 'the account is there and its owner signs in, where the session could not be opened',
  setUp: 'the account is there and its owner signs in, where the session could not be opened',
  'login with a hash from elsewhere': 'the old hash opens the door until the next login',
  'kickout of a crowd': 'the oldest have ended, and the epoch has not moved',
  endEverything: 'every token is refused first; sessions and epochs follow, or are ended again',
  sweep: 'each kind of thing is swept by itself, and what is over matters to nobody',
}

/** Promises without which a flow is done all the same. */
export const spared: Readonly<Record<string, readonly string[]>> = {
  'login with a hash from elsewhere': ['changeAccount'],
}

/** Another server, with signing keys of its own in memory. */
function startOf({ options }: Scene): Run {
  return async () => {
    const core = await createCore({ ...options, issueFormat: publicRingFormat() })
    await core.close()
  }
}
