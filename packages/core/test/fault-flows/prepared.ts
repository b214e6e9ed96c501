import { publicRingFormat } from '@ztoken/token'
import { createCore } from '../../src/index.ts'
import { adminId, oldPassword, type Scene, userId } from '../fault-scene.ts'
import { password, phone } from '../open.ts'
import { actor, type Flows, from, login, newcomer, newPassword, type Run } from './flow.ts'

/** What else has to be made ready first. */
export const prepared: Flows = {
  redeemOneTimeUrl: async (scene) => {
    const { url } = await scene.core.createOneTimeUrl(scene.user, '/files/7.pdf')
    return async () => (await scene.core.redeemOneTimeUrl(url)).userId
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

/** Another server, with signing keys of its own in memory. */
function startOf({ options }: Scene): Run {
  return async () => {
    const core = await createCore({ ...options, issueFormat: publicRingFormat() })
    await core.close()
  }
}
