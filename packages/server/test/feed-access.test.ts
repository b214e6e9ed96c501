import type { AddressInfo } from 'node:net'
import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import type { Store } from 'ztoken'
import { addPerson, sender } from './client.ts'
import { type Event, follow } from './follow.ts'
import { open } from './open.ts'

const feedToken = 'feed-token-of-32-characters-or-so'
const permissionToken = 'permission-token-of-32-characters'
const both = ['revocation:read', 'access:read']

async function opened(options: object = {}, feed: object = {}) {
  const { app, core } = await open(options, {
    feed: { tokens: [feedToken], permissionTokens: [permissionToken], ...feed },
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const send = sender(app)
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/v1/revocations`
  return {
    core,
    send,
    page: async (query: string, token = permissionToken) =>
      (await send('GET', `/v1/revocations${query}`, { token })).data,
    stream: (query: string, token = permissionToken, headers: Record<string, string> = {}) =>
      follow(`${url}${query}`, { authorization: `Bearer ${token}`, ...headers }),
  }
}

const named = ({ kind, key }: { kind: string; key: string }) => `${kind} ${key}`

/** The next events, as many as these. */
async function take(next: () => Promise<Event | null>, count: number): Promise<Event[]> {
  const events: Event[] = []
  while (events.length < count) {
    const event = await next()
    if (event === null) throw new Error('the stream has ended')
    if (event.name !== 'heartbeat') events.push(event)
  }
  return events
}

describe('the feed with what changes', () => {
  it('gives it in one sequence with the revocations, to who asks for it', async () => {
    const { core, page } = await opened()
    const { id, token, sessionId } = await addPerson(core)
    const from = (await page('?include=invalidations')).next
    await core.updateManagedUser(id, { name: 'Li' })
    await core.logout(token)
    await core.putRole({ name: 'editor', permissions: ['article:edit'] })
    const all = await page(`?include=invalidations&after=${from}`)
    expect(all.invalidations.map(named)).toEqual([`account ${id}`, 'access editor'])
    expect(Object.keys(all.invalidations[0])).toEqual(['sequence', 'kind', 'key'])
    expect(all.revocations.map(named)).toEqual([`session ${sessionId}`])
    const sequences = [all.invalidations[0], all.revocations[0], all.invalidations[1]].map(
      ({ sequence }) => sequence,
    )
    expect(sequences).toEqual([...sequences].sort((one, other) => one - other))
    expect(all).toMatchObject({ next: sequences[2], has_more: false })
    const pieces = []
    for (let after = from, more = true; more; ) {
      const piece = await page(`?include=invalidations&after=${after}&limit=1`)
      pieces.push(...[...piece.invalidations, ...piece.revocations].map(named))
      after = piece.next
      more = piece.has_more
    }
    expect(pieces).toEqual([`account ${id}`, `session ${sessionId}`, 'access editor'])
  })

  it('a reader of before sees no more than before: no row, no member, no other cursor', async () => {
    const { core, page, stream } = await opened({}, { heartbeatMilliseconds: 20 })
    const { id, token, sessionId } = await addPerson(core)
    await core.logout(token)
    const before = await page('', feedToken)
    const { next } = await stream('', feedToken)
    expect((await next())?.data).toMatchObject({ key: sessionId })
    await core.updateManagedUser(id, { name: 'Li' })
    await core.putRole({ name: 'editor', permissions: ['article:edit'] })
    expect(await page('', feedToken)).toEqual(before)
    expect(await page('', permissionToken)).toEqual(before)
    const names = new Set<string>()
    for (let n = 0; n < 5; n += 1) {
      const event = await next()
      names.add(event?.name ?? 'ended')
      expect(event?.data.next).toBe(before.next)
    }
    expect(names).toEqual(new Set(['heartbeat']))
  })

  it('A131 A134 is for the services it was opened to, and callers who hold both permissions', async () => {
    const { core, send } = await opened()
    const status = async (query: string, token: string) =>
      (await send('GET', `/v1/revocations${query}`, { token })).status
    const reader = await addPerson(core, ['revocation:read'])
    const knower = await addPerson(core, ['access:read'])
    const holder = await addPerson(core, both)
    expect(await status('?include=invalidations', permissionToken)).toBe(200)
    expect(await status('?include=invalidations', holder.token)).toBe(200)
    expect(await status('?include=invalidations', feedToken)).toBe(403)
    expect(await status('?include=invalidations', reader.token)).toBe(403)
    expect(await status('?include=invalidations', knower.token)).toBe(403)
    expect(await status('', knower.token)).toBe(403)
    expect(await status('', reader.token)).toBe(200)
    expect(await status('?include=invalidations', 'x'.repeat(33))).toBe(401)
    for (const query of ['?include=', '?include=all', '?include=invalidations,x', '?includes=x']) {
      expect([query, await status(query, permissionToken)]).toEqual([query, 400])
    }
    await expect(open({}, { feed: { permissionTokens: ['short'] } })).rejects.toThrow(TypeError)
  })

  it('A193 as a stream sends both as they are committed, and goes on between them', async () => {
    const { core, stream } = await opened()
    const { id, token, sessionId } = await addPerson(core)
    const first = await stream('?include=invalidations')
    await core.updateManagedUser(id, { name: 'Li' })
    const renamed = [await first.next()]
    while (renamed.at(-1)?.data.key !== id) renamed.push(await first.next())
    await core.logout(token)
    await core.ban(id)
    const events = await take(first.next, 2)
    expect(events.map(({ name, data }) => `${name} ${data.kind} ${data.key}`)).toEqual([
      `message session ${sessionId}`,
      `invalidation account ${id}`,
    ])
    for (const { id: given, data } of events) expect(given).toBe(String(data.sequence))
    const headers = { 'last-event-id': String(events[0]?.id) }
    const again = await stream('?include=invalidations', permissionToken, headers)
    expect(await take(again.next, 1)).toEqual(events.slice(1))
  })

  it('S20 as a stream ends with either permission of who follows, and others go on', async () => {
    const { core, stream } = await opened({}, { heartbeatMilliseconds: 20 })
    const knowing = await addPerson(core, both)
    const plain = await addPerson(core, both)
    const told = await stream('?include=invalidations', knowing.token)
    const kept = await stream('', plain.token)
    for (const { next } of [told, kept]) await next()
    for (const { id } of [knowing, plain]) {
      await core.putRole({ name: 'reader', permissions: ['revocation:read'] })
      await core.updateManagedUser(id, { roles: ['reader'] })
    }
    for (let event = await told.next(); event !== null; event = await told.next());
    const { token, sessionId } = await addPerson(core)
    await core.logout(token)
    expect((await take(kept.next, 1))[0]?.data.key).toBe(sessionId)
  })
})

describe('what an account may do', () => {
  it('is told by its roles, to who may know it', async () => {
    const { core, send } = await opened()
    const { id } = await addPerson(core, ['article:edit', 'user:*'])
    const [role] = (await core.findUser(id))?.roles ?? []
    const reader = await addPerson(core, ['access:read'])
    const other = await addPerson(core, ['user:read', 'role:read', 'revocation:read'])
    const ask = (token: string, who = id) => send('GET', `/v1/users/${who}/access`, { token })
    const told = { roles: [role], permissions: ['article:edit', 'user:*'] }
    for (const token of [permissionToken, reader.token]) {
      expect(await ask(token)).toMatchObject({ status: 200, data: told })
    }
    for (const token of [other.token, feedToken]) {
      expect((await ask(token)).status).toBe(token === feedToken ? 401 : 403)
    }
    expect(await ask(permissionToken, 'nobody')).toMatchObject({
      status: 404,
      reason: 'not_found',
    })
    for (const who of ['..%2f..', '-', `${'x'.repeat(129)}`]) {
      expect([400, 404], who).toContain((await ask(permissionToken, who)).status)
    }
    // The token opens the feed and this, and nothing else.
    for (const path of ['/v1/me', '/v1/users', `/v1/users/${id}`, '/v1/roles', '/metrics']) {
      expect([path, (await send('GET', path, { token: permissionToken })).status]).toEqual([
        path,
        401,
      ])
    }
  })

  it('is told as the store has it, though this process has not heard of the change yet', async () => {
    const store = memoryStore()
    const silent: Store = { ...store, onChange: () => () => undefined }
    const { core, send } = await opened({ store: silent, pollMilliseconds: 1_000_000 })
    const { id } = await addPerson(core, ['article:edit'])
    const [role] = (await core.findUser(id))?.roles ?? []
    expect(await core.permissionsOf({ userId: id })).toEqual(['article:edit'])
    // Another server does so.
    await store.putRole({ name: String(role), permissions: [] })
    expect(await core.permissionsOf({ userId: id })).toEqual(['article:edit'])
    const { data } = await send('GET', `/v1/users/${id}/access`, { token: permissionToken })
    expect(data.permissions).toEqual([])
  })
})
