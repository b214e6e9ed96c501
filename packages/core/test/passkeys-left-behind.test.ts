import { describe, expect, it } from 'vitest'
import { newAccount } from '../src/index.ts'
import { enrol } from './authenticator.ts'
import { open, password, start } from './open.ts'
import { addPasskey, passkeyScene } from './passkey-scene.ts'

describe('passkeys of a domain from before', () => {
  it('A358 those of another domain are counted, of whoever has any', async () => {
    const { core, store, grant, advance } = await passkeyScene()
    await enrol({ core, now: () => start }, await core.register({ phone: '13900139000', password }))
    advance(60)
    await addPasskey({ core }, grant)
    expect(await core.passkeysLeftBehind()).toEqual({ passkeys: 0, orMore: false })
    const moved = await open({ store, passkeys: { url: 'https://new.example' } })
    expect(await moved.core.passkeysLeftBehind()).toEqual({ passkeys: 2, orMore: false })
    const none = await open({ store })
    expect(await none.core.passkeysLeftBehind()).toEqual({ passkeys: 0, orMore: false })
  })

  it('A358 a crowd with other factors hides none of them', async () => {
    const { store, now } = await passkeyScene()
    const nothing = { actorId: null, sessionId: null, address: null, device: null, deliverTo: [] }
    const entry = { ...nothing, event: 'factor_added', detail: { kind: 'totp' } } as const
    const people = Array.from({ length: 1100 }, (_, n) => `somebody-${n}`)
    await store.addAudit(people.map((id) => ({ ...entry, id, at: now(), userId: id })))
    const moved = await open({ store, passkeys: { url: 'https://new.example' } })
    expect(await moved.core.passkeysLeftBehind()).toEqual({ passkeys: 1, orMore: false })
  })

  it('A358 of a crowd at least so many are counted, and no more is read than a start can wait for', async () => {
    const { store, caller, now } = await passkeyScene()
    const held = await store.findAccount(caller.userId)
    const made = held?.credentials.find(({ kind }) => kind === 'passkey')
    if (made === undefined) throw new Error('there is no passkey')
    const nothing = { actorId: null, sessionId: null, address: null, device: null, deliverTo: [] }
    const entry = { ...nothing, event: 'factor_added', detail: { kind: 'passkey' } } as const
    const people = Array.from({ length: 1100 }, (_, n) => `somebody-${n}`)
    for (const id of people) {
      const profile = { name: null, avatar: null, intro: null, level: 0, roles: [], ban: null }
      const found = { phone: null, email: null, username: id, createdAt: now() }
      const account = newAccount({ id, ...profile, ...found }, null)
      await store.addAccount({ ...account, credentials: [{ ...made, id: `${id} key` }] }, [
        { ...entry, id, at: now(), userId: id },
      ])
    }
    const moved = await open({ store, passkeys: { url: 'https://new.example' } })
    expect(await moved.core.passkeysLeftBehind()).toEqual({ passkeys: 1000, orMore: true })
  })
})
