import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import { ticketOf } from './authenticator.ts'
import { interrupted } from './interrupted.ts'
import { failsWith, password, phone } from './open.ts'
import { passkeyScene, url } from './passkey-scene.ts'
import { softAuthenticator } from './soft-authenticator.ts'

/** Somebody with a passkey, on a store in which an account can be said to have changed. */
async function opened() {
  const inner = memoryStore()
  /** How often from now on. */
  const state = { changes: 0 }
  const store: typeof inner = {
    ...inner,
    async changeAccount(...how) {
      if (state.changes === 0) return inner.changeAccount(...how)
      state.changes -= 1
      return { outcome: 'conflict' }
    },
  }
  return { ...(await passkeyScene({ store })), state }
}

describe('a passkey of an account that changes meanwhile', () => {
  it('is neither added nor renamed, and both say so', async () => {
    const { core, caller, state } = await opened()
    const [kept] = await core.passkeys(caller)
    const credential = softAuthenticator(url).create(await core.beginPasskey(caller))
    state.changes = 2
    const conflict = failsWith('conflict')
    const adding = core.addPasskey(caller, { credential, name: 'x' })
    await expect(adding).rejects.toMatchObject(conflict)
    const renaming = core.renamePasskey(caller, kept?.id ?? '', 'x')
    await expect(renaming).rejects.toMatchObject(conflict)
    expect(await core.passkeys(caller)).toEqual([kept])
  })

  it('is judged anew, three times and no more', async () => {
    const { signIn, state, grant } = await opened()
    state.changes = 2
    expect((await signIn()).user.id).toBe(grant.user.id)
    state.changes = 3
    await expect(signIn()).rejects.toMatchObject(failsWith('passkey_wrong'))
  })

  it('opens nothing for a ticket of another password', async () => {
    const { core, device, caller } = await opened()
    const ticket = await ticketOf(core.login({ phone, password }))
    const credential = device.get(await core.beginPasskeyLogin({ ticket }))
    await core.setPassword(caller.userId, 'another long phrase')
    const shown = core.loginWithPasskey({ ticket, credential })
    await expect(shown).rejects.toMatchObject(failsWith('factor_ticket_invalid'))
    const asked = core.beginPasskeyLogin({ ticket })
    await expect(asked).rejects.toMatchObject(failsWith('factor_ticket_invalid'))
  })

  it('opens nothing where the password changes while the passkey is looked at', async () => {
    const { store, before } = interrupted()
    const { core, device, caller } = await passkeyScene({ store })
    const ticket = await ticketOf(core.login({ phone, password }))
    const credential = device.get(await core.beginPasskeyLogin({ ticket }))
    before(() => core.setPassword(caller.userId, 'another long phrase'))
    const shown = core.loginWithPasskey({ ticket, credential })
    await expect(shown).rejects.toMatchObject(failsWith('factor_ticket_invalid'))
    expect(await core.sessions(caller.userId)).toEqual([])
  })

  it('is nobody’s once its account is deleted', async () => {
    const { core, caller, signIn } = await opened()
    await core.deleteAccount(caller.userId)
    await expect(signIn()).rejects.toMatchObject(failsWith('passkey_wrong'))
    await expect(core.passkeys(caller)).rejects.toMatchObject(failsWith('token_invalid'))
    await expect(core.beginPasskey(caller)).rejects.toMatchObject({ status: 401 })
    await expect(core.beginPasskeyVerification(caller)).rejects.toMatchObject({ status: 401 })
  })
})
