import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import { type Account, dayOf, newAccount, type User } from '../src/index.ts'
import { failsWith, open, password, start } from './open.ts'

function somebody(id: string, user: Partial<User> = {}): Account {
  const profile = { name: null, avatar: null, intro: null, level: null, roles: [], ban: null }
  return newAccount({ id, phone: `+86${id}`, ...profile, createdAt: 1, ...user }, null)
}

describe('users, as an administrator looks for them', () => {
  it('a part of a phone is found in groups, with dashes and in wide digits', async () => {
    const { core } = await open()
    const { id } = await core.createUser({ phone: '13800138000', password })
    await core.createUser({ phone: '13900001111', password, name: '138' })
    const written = [
      '138 0013',
      '138-0013 8',
      '（138）',
      '1380 0138 000',
      '0013 8000',
      '８０００',
      '+86 138',
    ]
    for (const search of written) {
      const { items } = await core.searchUsers({ search })
      expect(
        items.map((user) => user.id),
        search,
      ).toContain(id)
    }
    expect((await core.searchUsers({ search: '8 000' })).items).toHaveLength(1)
  })

  it('pages in an order go on in it, and a cursor of one order is none of another', async () => {
    const { core, advance } = await open()
    const ids: string[] = []
    for (const end of ['0', '1', '2']) {
      ids.push((await core.register({ phone: `1380013800${end}`, password })).user.id)
      advance(60)
    }
    const [first = '', second = '', third = ''] = ids
    await core.login({ phone: '13800138000', password })
    const listed = async (order: 'newest' | 'oldest' | 'last_sign_in'): Promise<string[]> => {
      const seen: string[] = []
      let after: string | null = null
      do {
        const page = await core.searchUsers({ order, limit: 1, after })
        seen.push(...page.items.map(({ id }) => id))
        after = page.next
      } while (after !== null)
      return seen
    }
    expect(await listed('newest')).toEqual([third, second, first])
    expect(await listed('oldest')).toEqual([first, second, third])
    expect(await listed('last_sign_in')).toEqual([first, third, second])
    const { next, items } = await core.searchUsers({ order: 'newest', limit: 1 })
    expect(items[0]?.lastSignInAt).toBe(start + 120_000)
    for (const order of ['id', 'oldest', 'last_sign_in'] as const) {
      await expect(core.searchUsers({ order, after: next })).rejects.toMatchObject(
        failsWith('cursor_invalid'),
      )
    }
  })

  it('filters leave out whoever they say, a ban by the clock', async () => {
    const { core, advance } = await open()
    const one = await core.createUser({ phone: '13800138000', password, roles: ['admin'] })
    const other = await core.createUser({ phone: '13800138001', password })
    await core.ban(other.id, { until: start + 60_000 })
    const found = async (search: object): Promise<string[]> =>
      (await core.searchUsers(search)).items.map(({ id }) => id)
    expect(await found({ banned: true })).toEqual([other.id])
    expect(await found({ banned: false })).toEqual([one.id])
    advance(60)
    expect(await found({ banned: true })).toEqual([])
    expect(await found({ role: 'admin' })).toEqual([one.id])
    expect(await found({ verified: true })).toEqual([])
    expect(await found({ createdFrom: start, createdUntil: start + 1 })).toHaveLength(2)
    for (const bound of [{ createdFrom: 1.5 }, { createdUntil: Number.NaN }]) {
      await expect(core.searchUsers(bound)).rejects.toMatchObject(failsWith('invalid_request'))
    }
  })

  it('few are counted exactly and on the first page alone; of many the last count is told', async () => {
    const store = memoryStore()
    const { core } = await open({ store })
    for (let n = 0; n < 6_000; n += 1) {
      const ban = n < 5_500 ? { since: 1, until: null, reason: null } : null
      await store.addAccount(somebody(`u${String(n).padStart(4, '0')}`, { ban }))
    }
    const totalOf = async (search: object) => (await core.searchUsers(search)).total
    expect(await totalOf({ banned: false })).toEqual({ users: 0, is: 'at_least' })
    expect(await totalOf({ search: 'u0001' })).toEqual({ users: 1, is: 'exact' })
    expect(await totalOf({})).toEqual({ users: 5_000, is: 'at_least' })
    await core.sweep()
    expect(await totalOf({})).toEqual({ users: 6_000, is: 'about' })
    expect(await totalOf({ banned: true })).toEqual({ users: 5_000, is: 'at_least' })
    const { next } = await core.searchUsers({ limit: 1 })
    expect(await totalOf({ after: next })).toBeNull()
  })

  it('where few fit among many a page may be empty, and its cursor leads on to them', async () => {
    const store = memoryStore()
    const { core } = await open({ store })
    for (let n = 0; n < 5_500; n += 1) {
      await store.addAccount(somebody(`u${String(n).padStart(4, '0')}`))
    }
    const proven = somebody('u9999')
    const identities = proven.identities.map((one) => ({ ...one, verifiedAt: 1 }))
    await store.addAccount({ ...proven, identities })
    const first = await core.searchUsers({ verified: true })
    expect(first.items).toEqual([])
    expect(first.next).not.toBeNull()
    const second = await core.searchUsers({ verified: true, after: first.next })
    expect(second.items.map(({ id }) => id)).toEqual(['u9999'])
    expect(second.next).toBeNull()
  })
})

describe('the figures of a day', () => {
  it('are kept by sweeps, those of days without one as well, a day over as it ended', async () => {
    const { core, store, advance } = await open()
    const { user } = await core.register({ phone: '13800138000', password })
    await core.sweep()
    await core.login({ phone: '13800138000', password: 'a wrong guess' }).catch(() => undefined)
    await core.sweep()
    const today = dayOf(start)
    const kept = async (): Promise<number[][]> =>
      (await store.listDays(today, 9)).map(({ registrations, active, failures, users }) => [
        registrations,
        active,
        failures,
        users,
      ])
    // Not again so soon: everybody is counted for it.
    expect(await kept()).toEqual([[1, 1, 0, 1]])
    advance(3 * 86_400)
    await core.login({ phone: '13800138000', password })
    await core.sweep()
    expect(await kept()).toEqual([
      [1, 1, 1, 1],
      [0, 0, 0, 1],
      [0, 0, 0, 1],
      [0, 1, 0, 1],
    ])
    await core.deleteAccount(user.id)
    advance(86_400)
    await core.sweep()
    // What is over is not counted again: who was active is forgotten.
    expect((await kept()).slice(0, 2)).toEqual([
      [1, 1, 1, 1],
      [0, 0, 0, 1],
    ])
  })
})
