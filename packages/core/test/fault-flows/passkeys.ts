import { ticketOf } from '../authenticator.ts'
import type { Scene } from '../fault-scene.ts'
import { addPasskey, url } from '../passkey-scene.ts'
import { type SoftAuthenticator, softAuthenticator } from '../soft-authenticator.ts'
import { enrolmentTicket } from './factors.ts'
import { codeFor, type Flows, from, login } from './flow.ts'

/** The user has a passkey: their session as it goes on, and what shows it. */
async function withPasskey(scene: Scene, device?: SoftAuthenticator) {
  const { core, user, one } = scene
  await core.addIdentity(user, await codeFor(scene, 'verify'))
  return addPasskey({ core }, one, device)
}

/** By a passkey, and what becomes of one. */
export const byPasskey: Flows = {
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
}
