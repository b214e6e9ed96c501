import { authenticatorOf, enrol, ticketOf, wrongCode } from '../authenticator.ts'
import { type Scene, userId } from '../fault-scene.ts'
import { actor, codeFor, type Flows, from, login } from './flow.ts'

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

/** A second factor is required of the user, who has none. */
export async function enrolmentTicket(scene: Scene): Promise<string> {
  await scene.core.addIdentity(scene.user, await codeFor(scene, 'verify'))
  return ticketOf(scene.core.login(login, from), 'factor_enrolment_required')
}

/** By a second factor, and what becomes of one. */
export const byFactor: Flows = {
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
}
