import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { memoryStore } from '@ztoken/stores'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { describe, expect, it } from 'vitest'
import { open, temporaryDirectory } from './open.ts'

const person = { phone: '13800138000', password: 'a long enough phrase' }
const other = { phone: '13900139000', password: 'a long enough phrase' }
const piled = 1_000

/** A server on a database in which one account has piled up sessions, as before there was a bound. */
async function crowded(store = memoryStore()) {
  const { core, app, clock } = await open({ store })
  const first = await core.register(person)
  for (let n = 0; n < piled; n += 1) {
    const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
    const at = first.session.createdAt - 1 - n
    await store.openSession({
      session: { ...first.session, id, createdAt: at, usedAt: at },
      epoch: 0,
      policy: {
        maximum: null,
        whenFull: 'refuse',
        oneForEachKind: false,
        now: 0,
        usedBefore: 0,
        openedBefore: 0,
      },
      end: { reason: 'replaced', at, revokedUntil: 0 },
      recordEnd: () => {
        throw new Error('nothing ends')
      },
    })
  }
  const ask = async (method: 'GET' | 'DELETE', url: string, token = first.accessToken) => {
    const headers = { authorization: `Bearer ${token}` }
    const reply = await app.inject({ method, url, headers })
    return { status: reply.statusCode, ...reply.json() }
  }
  return { core, app, clock, store, first, ask }
}

describe('S03 what one account has piled up, over HTTP', () => {
  it('its sessions come in pages of fifty, its own as an administrator’s view of them', async () => {
    const { core, first, ask } = await crowded()
    const admin = await core.createUser({ ...other, roles: ['admin'] })
    const token = await core.createToken(admin.id)
    for (const [path, who] of [
      ['/v1/me/sessions', first.accessToken],
      [`/v1/users/${first.user.id}/sessions`, token],
    ] as const) {
      const { status, data } = await ask('GET', path, who)
      expect([status, data.sessions.length, typeof data.next]).toEqual([200, 50, 'string'])
      const seen = data.sessions.map(({ id }: { id: string }) => id)
      for (let { next } = data; next !== null; ) {
        const page = await ask('GET', `${path}?limit=200&after=${encodeURIComponent(next)}`, who)
        expect(page.data.sessions.length).toBeLessThanOrEqual(200)
        seen.push(...page.data.sessions.map(({ id }: { id: string }) => id))
        next = page.data.next
      }
      expect([seen.length, new Set(seen).size]).toEqual([piled + 1, piled + 1])
      for (const query of ['limit=0', 'limit=201', 'limit=x', 'after=x', 'before=1']) {
        expect((await ask('GET', `${path}?${query}`, who)).status, query).toBe(400)
      }
    }
  })

  it('everything kept about it is one reply, written as it is read', async () => {
    const { core, app, first, ask } = await crowded()
    await core.login({ ...person, password: 'a wrong one' }).catch(() => undefined)
    const { status, data, code } = await ask('GET', '/v1/me/export')
    expect([status, code]).toEqual([200, 0])
    expect(data).toEqual(await core.exportAccount(core.authenticate(first.accessToken)))
    expect(data.sessions).toHaveLength(piled + 1)
    const headers = { authorization: `Bearer ${first.accessToken}`, 'accept-language': 'en' }
    const reply = await app.inject({ url: '/v1/me/export', headers })
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(reply.headers['cache-control']).toContain('no-store')
    expect(reply.json().msg).toBe('OK')
    const none = await app.inject({ url: '/v1/me/export' })
    expect(none.json()).toMatchObject({ reason: 'token_missing' })
  })

  it('while its sessions end, others are served, and then every one has ended', async () => {
    const file = join(temporaryDirectory(), 'app.db')
    for (const [n, [method, url, left]] of (
      [
        ['DELETE', '/v1/me/sessions', 1],
        ['DELETE', '/v1/me', 0],
      ] as const
    ).entries()) {
      const store = await sqliteStore(`${file}${n}`)
      const { core, first, ask } = await crowded(store)
      const guest = await core.register(other)
      let isOver = false
      const acting = ask(method, url).finally(() => {
        isOver = true
      })
      let served = 0
      while (!isOver) {
        expect((await ask('GET', '/v1/me', guest.accessToken)).status).toBe(200)
        served += 1
        // As from a network, the next one comes in a turn of its own.
        await nextTurn()
      }
      expect((await acting).status).toBe(200)
      // At least once between two slices of fifty.
      expect(served).toBeGreaterThanOrEqual(15)
      expect(await store.listSessions(first.user.id)).toHaveLength(left)
      const known = core.revocationState().entries
      expect(known).toBe(piled + 1 - left)
    }
  }, 60_000)
})
