import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import { type Core, type CoreOptions, type Store, ZtokenError } from '../src/index.ts'
import { open, password, phone } from './open.ts'

type Reading = 'findUser' | 'findAccess'
const readings: readonly Reading[] = ['findUser', 'findAccess']

/** A store that counts what it is asked about accounts, and can be held up or out of reach. */
function watched() {
  const inner = memoryStore()
  const { onChange: _, ...asked } = inner
  const state = { questions: 0, isDown: false, before: async (): Promise<void> => undefined }
  const store: Store = { ...asked, onChange: () => () => undefined }
  for (const name of readings) {
    const ask = inner[name] as (id: string) => Promise<never>
    store[name] = async (id: string) => {
      state.questions += 1
      if (state.isDown) throw new ZtokenError('unavailable')
      const answer = await ask(id)
      await state.before()
      return answer
    }
  }
  const { listChanges } = inner
  store.listChanges = async (page) => {
    if (state.isDown) throw new ZtokenError('unavailable')
    return listChanges(page)
  }
  return { store, inner, state }
}

/** Two cores on one store that says nothing by itself, and somebody with a token. */
async function openTwo(options: Partial<CoreOptions> = {}) {
  const { store, inner, state } = watched()
  const one = await open({ store, ...options })
  const two = await open({ store, ...options })
  const { user, accessToken } = await one.core.register({ phone, password })
  return {
    store,
    inner,
    state,
    one: one.core,
    two: two.core,
    first: one,
    second: two,
    user,
    accessToken,
  }
}

/** What a guarded request may ask. */
async function askedOf(core: Core, token: string) {
  const caller = core.authenticate(token)
  const user = await core.requireUser(caller)
  return { name: user.name, roles: user.roles, may: await core.permissionsOf(caller) }
}

describe('somebody who is known', () => {
  it('is read once, whoever asks and whatever is asked', async () => {
    const { two, state, accessToken, user } = await openTwo()
    state.questions = 0
    for (let n = 0; n < 5; n += 1) {
      await askedOf(two, accessToken)
      expect(await two.verifyToken(accessToken)).toMatchObject({ id: user.id })
    }
    expect(state.questions).toBe(2)
  })

  it('is read once by many who ask at the same time', async () => {
    const { two, state, accessToken } = await openTwo()
    state.questions = 0
    await Promise.all(Array.from({ length: 20 }, () => two.verifyToken(accessToken)))
    expect(state.questions).toBe(1)
  })

  it('is a copy to each who asks', async () => {
    const { two, accessToken } = await openTwo()
    const caller = two.authenticate(accessToken)
    const given = await two.requireUser(caller)
    const held = (await two.permissionsOf(caller)) as string[]
    Object.assign(given, { name: 'altered' })
    Object.assign(given.roles, ['admin'])
    held.push('*')
    expect(await askedOf(two, accessToken)).toEqual({ name: null, roles: [], may: [] })
  })

  it('is one and the same to who only looks, until something of theirs changes', async () => {
    const { one, two, state, accessToken, user } = await openTwo()
    const caller = two.authenticate(accessToken)
    expect(two.peekUser(caller)).toBeNull()
    const given = await two.requireUser(caller)
    state.questions = 0
    expect(two.peekUser(caller)).toEqual(given)
    expect(two.peekUser(caller)).toBe(two.peekUser(caller))
    expect(state.questions).toBe(0)
    await one.updateUser(one.authenticate(accessToken), { name: 'another' })
    await two.syncRevocations()
    expect(two.peekUser(caller)).toBeNull()
    expect((await two.requireUser(caller)).name).toBe('another')
    await one.ban(user.id, { reason: null, until: null })
    await two.syncRevocations()
    await expect(two.requireUser(caller)).rejects.toMatchObject({ code: 'user_banned' })
    expect(two.peekUser(caller)).toBeNull()
  })

  it('is read each time where none are to be remembered, and anew where others were since', async () => {
    const none = await openTwo({ knownAccounts: 0 })
    none.state.questions = 0
    for (let n = 0; n < 3; n += 1) await none.two.verifyToken(none.accessToken)
    expect(none.state.questions).toBe(3)
    expect(none.two.peekUser(none.two.authenticate(none.accessToken))).toBeNull()

    const { one, two, state, accessToken } = await openTwo({ knownAccounts: 2 })
    const tokens = [accessToken]
    for (const other of ['13800138008', '13800138009']) {
      tokens.push((await one.register({ phone: other, password })).accessToken)
    }
    for (const token of tokens) await two.verifyToken(token)
    state.questions = 0
    await two.verifyToken(tokens[2] as string)
    expect(state.questions).toBe(0)
    await two.verifyToken(accessToken)
    expect(state.questions).toBe(1)
  })

  it.each([-1, 1.5, Number.NaN])('is no option of %s', async (knownAccounts) => {
    await expect(open({ knownAccounts })).rejects.toThrow(/knownAccounts/)
  })
})

/** Each of these changes what a guarded request is answered. */
const changes: readonly [string, (core: Core, id: string) => Promise<unknown>][] = [
  ['a name', (core, id) => core.updateManagedUser(id, { name: 'Li' })],
  ['roles', (core, id) => core.updateManagedUser(id, { roles: ['admin'] })],
  ['a ban', (core, id) => core.ban(id, {})],
  ['their end', (core, id) => core.deleteAccount(id)],
  ['an account that was merged into theirs', async (core, id) => merged(core, { keep: id })],
  ['a merge into another account', async (core, id) => merged(core, { from: id })],
]

/** Somebody called Li is the other of the two. */
async function merged(core: Core, one: { readonly keep: string } | { readonly from: string }) {
  const { id } = await core.createUser({ phone: '13900000042', password, name: 'Li' })
  return core.mergeUsers({ keep: id, from: id, ...one })
}

async function outcomeOf(core: Core, token: string): Promise<unknown> {
  return askedOf(core, token).catch((error) => (error as ZtokenError).code)
}

describe('a change', () => {
  it.each(changes)('of %s is seen at once where it was made', async (_, change) => {
    const { one, inner, user, accessToken } = await openTwo()
    const before = await outcomeOf(one, accessToken)
    await change(one, user.id)
    const after = await outcomeOf(one, accessToken)
    expect(after).not.toEqual(before)
    expect(after).toEqual(await outcomeOf((await open({ store: inner })).core, accessToken))
  })

  it.each(changes)('of %s is seen elsewhere once it was taken up', async (_, change) => {
    const { one, two, inner, user, accessToken } = await openTwo()
    const before = await outcomeOf(two, accessToken)
    await change(one, user.id)
    expect(await outcomeOf(two, accessToken)).toEqual(before)
    await two.syncRevocations()
    expect(await outcomeOf(two, accessToken)).toEqual(
      await outcomeOf((await open({ store: inner })).core, accessToken),
    )
  })

  it('of a role changes what everybody may do who has it, here and elsewhere', async () => {
    const { one, two, user, accessToken } = await openTwo()
    await one.putRole({ name: 'editor', permissions: ['article:edit'] })
    await one.updateManagedUser(user.id, { roles: ['editor'] })
    await two.syncRevocations()
    for (const core of [one, two])
      expect(await askedOf(core, accessToken)).toMatchObject({ may: ['article:edit'] })
    await one.putRole({ name: 'editor', permissions: [] })
    await two.syncRevocations()
    for (const core of [one, two]) {
      const caller = core.authenticate(accessToken)
      await expect(core.requirePermission(caller, 'article:edit')).rejects.toMatchObject({
        code: 'permission_denied',
      })
    }
    await one.deleteRole('editor')
    await two.syncRevocations()
    for (const core of [one, two]) {
      await expect(
        core.requireRole(core.authenticate(accessToken), 'editor'),
      ).rejects.toMatchObject({ code: 'permission_denied' })
      expect(await askedOf(core, accessToken)).toMatchObject({ roles: [] })
    }
  })

  it('that gives more holds everywhere at once: who would be refused is read once more', async () => {
    const { one, two, user, accessToken } = await openTwo()
    const caller = two.authenticate(accessToken)
    for (const ask of [
      () => two.requirePermission(caller, 'article:edit'),
      () => two.requireRole(caller, 'editor'),
    ]) {
      await expect(ask()).rejects.toMatchObject({ code: 'permission_denied' })
    }
    await one.putRole({ name: 'editor', permissions: ['article:edit'] })
    await one.updateManagedUser(user.id, { roles: ['editor'] })
    await two.requirePermission(caller, 'article:edit')
    await two.requireRole(caller, 'editor')
  })

  it('that is taken up while somebody is read leaves nothing of before in memory', async () => {
    const { one, two, state, user, accessToken } = await openTwo()
    let isOnce = true
    state.before = async () => {
      if (!isOnce) return
      isOnce = false
      await one.updateManagedUser(user.id, { name: 'Li' })
      await two.syncRevocations()
    }
    // What was read before the change may still be answered to who asked before it.
    expect(await two.verifyToken(accessToken)).toMatchObject({ name: null })
    expect(await two.verifyToken(accessToken)).toMatchObject({ name: 'Li' })
  })

  it('whose answer was lost has been forgotten here as well', async () => {
    const { one, store, inner, user, accessToken } = await openTwo()
    await one.verifyToken(accessToken)
    store.changeAccount = async (...how) => {
      await inner.changeAccount(...how)
      throw new Error('connection lost')
    }
    await expect(one.updateManagedUser(user.id, { name: 'Li' })).rejects.toMatchObject({
      code: 'unavailable',
    })
    expect(await one.verifyToken(accessToken)).toMatchObject({ name: 'Li' })
  })
})

describe('a process that hears nothing', () => {
  it('asks the store for everybody once its knowledge is stale', async () => {
    const { one, two, second, user, accessToken } = await openTwo({ staleSeconds: 10 })
    await askedOf(two, accessToken)
    await one.updateManagedUser(user.id, { name: 'Li' })
    second.advance(10)
    expect(await askedOf(two, accessToken)).toMatchObject({ name: null })
    second.advance(1)
    expect(await askedOf(two, accessToken)).toMatchObject({ name: 'Li' })
  })

  it('says so where nobody answers, or serves what it knew where it is to', async () => {
    for (const whenStale of ['ask', 'refuse', 'serve'] as const) {
      const { two, second, state, accessToken } = await openTwo({ whenStale, staleSeconds: 10 })
      const known = await askedOf(two, accessToken)
      second.advance(11)
      state.isDown = true
      const outcome = await outcomeOf(two, accessToken)
      expect(outcome, whenStale).toEqual(whenStale === 'serve' ? known : 'unavailable')
    }
  })

  it('goes on serving what it knew however long nobody answers, where it is to', async () => {
    const { two, second, state, accessToken } = await openTwo({ whenStale: 'serve' })
    const known = await askedOf(two, accessToken)
    state.isDown = true
    for (const seconds of [11, 300, 600]) {
      second.advance(seconds)
      await expect(two.syncRevocations()).rejects.toMatchObject({ code: 'unavailable' })
      expect(await outcomeOf(two, accessToken)).toEqual(known)
    }
  })

  it('forgets everybody when it was away for so long that it may have missed something', async () => {
    const { one, two, second, state, user, store, accessToken } = await openTwo()
    await askedOf(two, accessToken)
    await one.updateManagedUser(user.id, { name: 'Li' })
    // What was to be heard has been swept meanwhile.
    await store.sweepRevocations(Number.MAX_SAFE_INTEGER)
    second.advance(301)
    await two.syncRevocations()
    state.questions = 0
    expect(await askedOf(two, accessToken)).toMatchObject({ name: 'Li' })
    expect(state.questions).toBe(2)
  })

  it('forgets everybody when a database was restored under it', async () => {
    const { one, two, first, second, state, accessToken } = await openTwo()
    await askedOf(two, accessToken)
    await one.endEverything()
    for (const { advance } of [first, second]) advance(2)
    await two.syncRevocations()
    state.questions = 0
    const other = await one.login({ phone, password })
    await two.verifyToken(other.accessToken)
    expect(state.questions).toBe(1)
  })
})

it('who is given a user changes nothing that others are given', async () => {
  const text = { type: 'string' } as const
  const { core } = await open({ userFields: { type: 'object', properties: { a: text } } })
  const { user, accessToken } = await core.register({ phone, password, fields: { a: 'A' } })
  const caller = core.authenticate(accessToken)
  await core.updateManagedUser(user.id, { roles: ['admin'] })
  const before = structuredClone(await core.requireUser(caller))
  const given = await core.requireUser(caller)
  Object.assign(given, { name: 'another' })
  Object.assign(given.fields ?? {}, { a: 'another' })
  ;(given.roles as string[]).push('another')
  expect(await core.requireUser(caller)).toEqual(before)
  expect(before).toMatchObject({ fields: { a: 'A' }, roles: ['admin'] })
})
