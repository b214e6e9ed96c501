import { describe, expect, it } from 'vitest'
import { newAccount } from '../src/ground/account/new-accounts.ts'
import { open } from './open.ts'

describe('an entry of a change tells', () => {
  /** Somebody as an older version or an import may have kept them: the roles in any order. */
  async function somebody(name: string | null = 'Zhang 13800138000') {
    const { core, store } = await open()
    for (const role of ['editor', 'support']) await core.putRole({ name: role, permissions: [] })
    const found = { phone: null, email: null, username: 'zhang' }
    const shown = { name, level: 2, roles: ['support', 'editor'] }
    const rest = { avatar: null, intro: null, ban: null, createdAt: 1 }
    await store.addAccount(newAccount({ id: '7', ...found, ...shown, ...rest }, null))
    return async (changes: Parameters<typeof core.updateManagedUser>[1]) => {
      await core.updateManagedUser('7', changes)
      const { items } = await core.searchAudit({ event: 'user_updated' })
      return items[0]?.detail
    }
  }

  it('how roles were where they are others, and not where they are the same in another order', async () => {
    const told = await somebody()
    const same = { fields: 'roles', roles: 'editor support' }
    expect(await told({ roles: ['support', 'editor'] })).toEqual(same)
    expect(await told({ roles: ['editor', 'support', 'editor'] })).toEqual(same)
    const fewer = { fields: 'roles', roles: 'editor', roles_before: 'editor support' }
    expect(await told({ roles: ['editor'] })).toEqual(fewer)
    const none = { fields: 'roles', roles: '', roles_before: 'editor' }
    expect(await told({ roles: [] })).toEqual(none)
  })

  it('how a name and a level were where they are others, without a number that somebody is found by', async () => {
    const told = await somebody()
    expect(await told({ name: 'Zhang 13800138000', level: 2 })).toEqual({ fields: 'name level' })
    expect(await told({ name: 'Li 139-0013.9000', level: 3 })).toEqual({
      fields: 'name level',
      name: 'Li ****',
      name_before: 'Zhang ****',
      level: '3',
      level_before: '2',
    })
    expect(await told({ name: 'Li 123456', level: null })).toMatchObject({
      ...{ name: 'Li 123456', name_before: 'Li ****', level: '', level_before: '3' },
    })
    const unnamed = await somebody(null)
    expect(await unnamed({ name: 'Li', level: 0 })).toMatchObject({
      ...{ name: 'Li', name_before: '', level: '0' },
    })
  })

  it('no such number however it is parted, and numbers that find nobody', async () => {
    const told = await somebody()
    const parted = [
      '(139) 0013-9000',
      '139 – 0013 – 9000',
      '１３９・００１３・９０００',
      '1.3.9.0.0.1.3',
    ]
    for (const number of parted) {
      expect((await told({ name: `Li ${number}` }))?.name, number).toMatch(/^Li \(?\*{4}$/)
    }
    for (const name of ['Li 2026', 'Li 1a2b3c4d5e6f7g', 'Li 123456']) {
      expect((await told({ name }))?.name).toBe(name)
    }
  })
})
