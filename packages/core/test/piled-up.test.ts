import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import type { CoreOptions, Grant, Store } from '../src/index.ts'
import { failsWith, open, password, phone, start } from './open.ts'

const piled = 2_000
const usual = { now: 0, usedBefore: 0, openedBefore: 0, oneForEachKind: false } as const

/** Counts the rows that each question touches: the most of one question is what others wait for. */
function counting(inner: Store) {
  const most = { listed: 0, ended: 0, forgotten: 0, entries: 0, revocations: 0 }
  const store: Store = {
    ...inner,
    async listSessions(userId, page) {
      const found = await inner.listSessions(userId, page)
      most.listed = Math.max(most.listed, found.length)
      return found
    },
    async endSomeSessions(some, audit) {
      most.ended = Math.max(most.ended, some.ids.length)
      return inner.endSomeSessions(some, audit)
    },
    async endSessions(selector, end, audit) {
      const revocations = await inner.endSessions(selector, end, audit)
      most.ended = Math.max(most.ended, revocations.length)
      return revocations
    },
    async changeAccount(id, changes, audit) {
      const result = await inner.changeAccount(id, changes, audit)
      if (result.outcome === 'changed') {
        most.ended = Math.max(most.ended, result.revocations.length)
      }
      return result
    },
    async deleteAccount(id, end, audit) {
      const sessions = await inner.countSessions({ now: 0, usedBefore: 0, openedBefore: 0 })
      most.ended = Math.max(most.ended, sessions)
      return inner.deleteAccount(id, end, audit)
    },
    async forgetEndedSessions(userId, some) {
      const removed = await inner.forgetEndedSessions(userId, some)
      most.forgotten = Math.max(most.forgotten, removed)
      return removed
    },
    async listAudit(query) {
      const found = await inner.listAudit(query)
      most.entries = Math.max(most.entries, found.length)
      return found
    },
    async listRevocations(page) {
      const found = await inner.listRevocations(page)
      most.revocations = Math.max(most.revocations, found.length)
      return found
    },
    async listChanges(page) {
      const found = await inner.listChanges(page)
      most.revocations = Math.max(most.revocations, found.length)
      return found
    },
  }
  return { store, most }
}

/** An account of a database in which there was no bound, and the last of its many logins. */
async function crowded(options: Partial<CoreOptions> = {}) {
  const inner = memoryStore()
  const { store, most } = counting(inner)
  const opened = await open({ store, ...options })
  const { core } = opened
  const first = await core.register({ phone, password }, { address: '192.0.2.1' })
  const { session, user } = first
  for (let n = 0; n < piled; n += 1) {
    const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
    await inner.openSession({
      session: { ...session, id, createdAt: start - piled + n, usedAt: start - n },
      epoch: 0,
      policy: { ...usual, maximum: null, whenFull: 'refuse' },
      end: { reason: 'replaced', at: start, revokedUntil: 0 },
      recordEnd: () => {
        throw new Error('nothing ends')
      },
    })
  }
  const caller = core.authenticate(first.accessToken)
  const left = async (): Promise<number> => (await inner.listSessions(user.id)).length
  return { ...opened, inner, most, first, caller, user, left, piled }
}

const refreshes = async (core: { refresh(token: string): Promise<Grant> }, token: string) =>
  core.refresh(token).then(
    () => true,
    () => false,
  )

describe('S03 an account with thousands of sessions', () => {
  it('is brought down to the bound by its next login: the least recently used end, each on record', async () => {
    const { core, most, left, user } = await crowded()
    const grant = await core.login({ phone, password })
    expect(await left()).toBe(50)
    expect(await refreshes(core, grant.refreshToken)).toBe(true)
    const kept = await core.sessions(user.id)
    // The registration, the login, and those used last, which were opened first.
    expect(kept.filter(({ id }) => id.startsWith('00000000')).map(({ usedAt }) => usedAt)).toEqual(
      Array.from({ length: 48 }, (_, n) => start - 47 + n),
    )
    expect(most.listed).toBeLessThanOrEqual(200)
    expect(most.ended).toBeLessThanOrEqual(100)
    const { items } = await core.searchAudit({ event: 'session_ended', limit: 200 })
    expect(items[0]).toMatchObject({ userId: user.id, detail: { reason: 'replaced' } })
  })

  it('where one too many is refused, it is refused, and nobody is signed out', async () => {
    const { core, left } = await crowded({ whenSessionsFull: 'refuse' })
    await expect(core.login({ phone, password })).rejects.toMatchObject(
      failsWith('too_many_sessions'),
    )
    expect(await left()).toBe(piled + 1)
  })

  it('as many as they like is for who says so', async () => {
    for (const sessionsPerUser of [null, 0]) {
      const { core, left } = await crowded({ sessionsPerUser })
      await core.login({ phone, password })
      expect(await left()).toBe(piled + 2)
    }
  })

  it('sees them page by page, each of them once', async () => {
    const { core, most, user } = await crowded()
    const seen: string[] = []
    let after: string | null = null
    do {
      const page: Awaited<ReturnType<typeof core.searchSessions>> = await core.searchSessions(
        user.id,
        { after, limit: 200 },
      )
      seen.push(...page.items.map(({ id }) => id))
      after = page.next
    } while (after !== null)
    expect([seen.length, new Set(seen).size]).toEqual([piled + 1, piled + 1])
    expect(most.listed).toBeLessThanOrEqual(201)
    expect((await core.searchSessions(user.id)).items).toHaveLength(50)
    const other = await core.createUser({ phone: '13900139000', password })
    const { next } = await core.searchSessions(user.id)
    for (const cursor of [next, 'x', `${next}x`]) {
      await expect(core.searchSessions(other.id, { after: cursor })).rejects.toMatchObject(
        failsWith('cursor_invalid'),
      )
    }
  })

  const acts: Readonly<
    Record<string, (scene: Awaited<ReturnType<typeof crowded>>) => Promise<unknown>>
  > = {
    'kicked out': ({ core, user }) => core.kickOut(user.id),
    'the others ended by one': ({ core, caller }) => core.endOtherSessions(caller),
    banned: ({ core, user }) => core.ban(user.id),
    'a new password': async ({ core, caller }) => {
      const newPassword = 'another long phrase'
      const { ended, grant } = await core.changePassword(caller, { password, newPassword })
      // The session goes on in another's place, and the tokens before are refused.
      expect([ended, await refreshes(core, grant.refreshToken)]).toEqual([piled, true])
    },
    'an operator’s password': ({ core, user }) => core.setPassword(user.id, 'another long phrase'),
    'a reset': async ({ core, user }) => {
      const { resetToken } = await core.requestPasswordReset(user.id)
      await core.resetPassword(resetToken, 'another long phrase')
    },
    deleted: ({ core, caller }) => core.deleteOwnAccount(caller),
  }
  for (const [name, act] of Object.entries(acts)) {
    it(`${name}: every one has ended when it is answered, a handful at a time`, async () => {
      const scene = await crowded()
      const { core, most, left, first, inner, user } = scene
      const ended = await act(scene)
      const stays = name.startsWith('the others')
      expect(await left()).toBe(stays || name === 'a new password' ? 1 : 0)
      expect(await refreshes(core, first.refreshToken)).toBe(stays)
      if (typeof ended === 'number') expect(ended).toBe(stays ? piled : piled + 1)
      expect(most.listed).toBeLessThanOrEqual(100)
      expect(most.ended).toBeLessThanOrEqual(100)
      expect(most.forgotten).toBeLessThanOrEqual(50)
      const all = await inner.listRevocations({ after: 0, now: 0, limit: 10_000 })
      expect(all.filter(({ kind }) => kind === 'session').length).toBe(stays ? piled : piled + 1)
      // Every server refuses what any of them issued.
      const other = await open({ store: inner })
      const known = other.core.revocationState().entries
      expect(known).toBe(all.length)
      const { items } = await core.searchAudit({ userId: user.id })
      expect(items[0]?.event).toMatch(/session_ended|user_banned|password|user_deleted/)
    })
  }

  it('a password that was changed by somebody else meanwhile ends nothing', async () => {
    const { core, left, inner, user } = await crowded()
    const { resetToken } = await core.requestPasswordReset(user.id)
    await inner.changeAccount(user.id, { moveEpoch: true })
    await expect(core.resetPassword(resetToken, 'another long phrase')).rejects.toMatchObject(
      failsWith('reset_token_invalid'),
    )
    expect(await left()).toBe(piled + 1)
  })

  it('is shown everything that is kept of it, piece by piece', async () => {
    const { core, most, caller, inner, user } = await crowded()
    const [entry] = (await core.searchAudit({ userId: user.id })).items
    if (entry === undefined) throw new Error('nothing was recorded')
    for (let n = 0; n < 1000; n += 1) {
      await inner.addAudit([{ ...entry, id: `entry-${n}`, deliverTo: [] }])
    }
    const { sessions, audit } = await core.exportAccount(caller)
    expect([sessions.length, audit.length]).toEqual([piled + 1, 1002])
    expect(most.entries).toBeLessThanOrEqual(200)
    expect(most.listed).toBeLessThanOrEqual(200)
  })

  it('what was revoked reaches others in pages, whatever a reader asks for', async () => {
    const { core, most, inner, user } = await crowded()
    await core.kickOut(user.id)
    let [after, seen] = [0, 0]
    for (let more = true; more; ) {
      const page = await core.readRevocations({ after, limit: 10_000 })
      expect(page.revocations.length).toBeLessThanOrEqual(1000)
      seen += page.revocations.length
      after = page.next
      more = page.has_more
    }
    expect(seen).toBe(piled + 1)
    expect(most.revocations).toBeLessThanOrEqual(1001)
    const late = counting(inner)
    await open({ store: late.store })
    expect(late.most.revocations).toBe(1000)
  })
})
