import { userId } from '../fault-scene.ts'
import { otherThan } from '../inbox.ts'
import { codeFor, type Flows, from, newcomer, newPassword } from './flow.ts'

/** By a one-time code, and what proves an identity or denies a notice. */
export const byCode: Flows = {
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
}
