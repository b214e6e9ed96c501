import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import type { Core } from '../src/index.ts'
import { authenticatorOf, enrol, ticketOf } from './authenticator.ts'
import { interrupted } from './interrupted.ts'
import { failsWith, open, password, phone } from './open.ts'

/** Somebody with an authenticator, on a store in which an account can be said to have changed. */
async function opened() {
  const inner = memoryStore()
  const state = { isChanged: false }
  const store: typeof inner = {
    ...inner,
    changeAccount: async (...how) =>
      state.isChanged ? { outcome: 'conflict' } : inner.changeAccount(...how),
  }
  const all = await open({ store })
  const enrolled = await enrol(all, await all.core.register({ phone, password }))
  return { ...all, ...enrolled, state }
}

describe('a second factor of an account that changes meanwhile', () => {
  it('is neither added nor removed, and both say so', async () => {
    const { core, caller, state, now } = await opened()
    const [factor] = await core.factors(caller)
    const { enrolment, secret } = await core.beginTotp(caller)
    state.isChanged = true
    const code = authenticatorOf(secret, now).code()
    const conflict = failsWith('conflict')
    await expect(core.confirmTotp(caller, { enrolment, code })).rejects.toMatchObject(conflict)
    const removing = core.removeFactor(caller, factor?.id ?? '')
    await expect(removing).rejects.toMatchObject(conflict)
    const takingAway = core.removeFactors(caller.userId)
    await expect(takingAway).rejects.toMatchObject(conflict)
    expect(await core.factors(caller)).toHaveLength(1)
  })

  it('is listed for nobody who is gone, and nothing of theirs is taken away', async () => {
    const { core, caller } = await opened()
    await core.deleteAccount(caller.userId)
    await expect(core.factors(caller)).rejects.toMatchObject(failsWith('token_invalid'))
    await expect(core.factorsOf(caller.userId)).rejects.toMatchObject(failsWith('not_found'))
    const takingAway = core.removeFactors(caller.userId)
    await expect(takingAway).rejects.toMatchObject(failsWith('not_found'))
  })
})

describe('a code of an account that changes while it is looked at', () => {
  it('opens nothing where the account is gone, or the password another', async () => {
    for (const end of [
      (core: Core, id: string) => core.deleteAccount(id),
      (core: Core, id: string) => core.setPassword(id, 'another long phrase'),
    ]) {
      const { store, before } = interrupted()
      const all = await open({ store })
      const { core, advance } = all
      const { app, caller } = await enrol(all, await core.register({ phone, password }))
      advance(30)
      const ticket = await ticketOf(core.login({ phone, password }))
      before(() => end(core, caller.userId))
      const answered = core.loginWithFactor({ ticket, kind: 'totp', code: app.code() })
      await expect(answered).rejects.toMatchObject(failsWith('code_wrong'))
      expect(await core.sessions(caller.userId)).toEqual([])
    }
  })
})

describe('taking a second factor away', () => {
  it('from who has none is nothing, by an id that is none is not found, and from oneself refused', async () => {
    const { core, caller } = await opened()
    const other = await core.createUser({ phone: '13800138001', password })
    expect(await core.removeFactors(other.id)).toBe(0)
    const unknown = core.removeFactor(caller, 'none')
    await expect(unknown).rejects.toMatchObject(failsWith('not_found'))
    const own = core.removeFactors(caller.userId, { actorId: caller.userId, caller })
    await expect(own).rejects.toMatchObject(failsWith('permission_denied'))
  })
})
