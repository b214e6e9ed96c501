import type { TransferRecord } from '@ztoken/contract'
import { memoryStore } from '@ztoken/stores'
import { encryptedFormat, publicRingFormat } from '@ztoken/token'
import { describe, expect, it } from 'vitest'
import type { Core, Store } from '../src/index.ts'
import { failsWith, flask, imported, open, password, phone, secrets, start } from './open.ts'

type Of<Type extends TransferRecord['type']> = Extract<TransferRecord, { type: Type }>

async function exported(core: Core, options = {}): Promise<TransferRecord[]> {
  const records: TransferRecord[] = []
  for await (const record of core.exportEverything({ sessions: true, ...options })) {
    records.push(record)
  }
  return records
}

function only<Type extends TransferRecord['type']>(
  records: readonly TransferRecord[],
  type: Type,
): Of<Type>[] {
  return records.filter((record): record is Of<Type> => record.type === type)
}

/** All of it, kind after kind, as a command hands it over. */
async function taken(core: Core, records: readonly TransferRecord[]): Promise<string[]> {
  const kinds = ['role', 'signing_key', 'account', 'revocation', 'session', 'audit'] as const
  const outcomes: string[] = []
  for (const kind of kinds) outcomes.push(...(await core.importRecords(only(records, kind))))
  return outcomes
}

const account = {
  type: 'account',
  ...{ id: '7', name: 'n', head_portrait: null, intro: null, level: 0, roles: [], ban: null },
  ...{ created_at: 1, epoch: 0, credentials: [] },
  identities: [{ kind: 'phone', subject: '+8613800138007', verified_at: null, created_at: 1 }],
} as const
const session = {
  type: 'session',
  ...{ id: 's', user_id: '7', device: null, device_kind: null, address: null, amr: ['pwd'] },
  ...{ created_at: start, verified_at: start, used_at: start, counter: 3, rotated_at: start },
  expires_at: null,
} as const
const revocation = {
  type: 'revocation',
  ...{ kind: 'session', key: 'x', before: null, until: start / 1000 + 600, reason: 'kicked_out' },
} as const

async function taking(): Promise<{
  readonly store: Store
  take(record: object): Promise<string | undefined>
}> {
  const { core, store } = await open()
  return {
    store,
    take: async (record) => (await core.importRecords([record as TransferRecord]))[0],
  }
}

describe('records of an export', () => {
  it('leave everything as it was where they cannot be used, and say why', async () => {
    const { store, take } = await taking()
    expect(await take({ ...session })).toBe('account_missing')
    expect(await take({ ...revocation, kind: 'user', key: '7' })).toBe('account_missing')
    expect(await take(account)).toBe('added')
    const refused: [object, string][] = [
      [{ type: 'role', name: 'No Role', permissions: [] }, 'invalid'],
      [{ type: 'role', name: 'editor', permissions: ['no permission'] }, 'invalid'],
      [{ ...account, id: '../7' }, 'invalid'],
      [{ ...account, id: '8', roles: ['No Role'] }, 'invalid'],
      [{ ...account, id: '8' }, 'identity_taken'],
      [{ ...account, identities: [{ ...account.identities[0], subject: '+861' }] }, 'id_taken'],
      [account, 'already_there'],
      [{ ...session, id: 'no id' }, 'invalid'],
      [{ ...session, counter: -1 }, 'invalid'],
      [{ ...revocation, reason: 'a whim' }, 'invalid'],
      [{ type: 'end', counts: {} }, 'invalid'],
    ]
    for (const [record, outcome] of refused) {
      expect(await take(record), JSON.stringify(record)).toBe(outcome)
    }
    expect(await store.listRevocations({ after: 0, now: 0, limit: 9 })).toEqual([])
    expect(await store.listSessions('7')).toEqual([])
    expect(await store.listUsers({ after: null, limit: 9 })).toHaveLength(1)
    await store.deleteAccount('7', { reason: 'deleted', at: start, revokedUntil: 0 })
    expect(await take(account)).toBe('id_taken')
  })

  it('of the audit are taken once each, whatever is among them', async () => {
    const { core, store } = await open()
    const entry = {
      ...{ id: 'e1', at: new Date(start).toISOString(), event: 'login', actor_id: null },
      ...{ user_id: '7', session_id: null, address: null, device: null, detail: { a: 'b' } },
    }
    const records = [
      { type: 'audit', entry },
      { type: 'audit', entry: { ...entry, id: 'e2', event: 'a party' } },
      { type: 'audit', entry: { ...entry, id: 'e3', at: 'yesterday' } },
      { type: 'audit', entry: { ...entry, id: 'no id' } },
    ] as TransferRecord[]
    expect(await core.importRecords(records)).toEqual(['added', 'invalid', 'invalid', 'invalid'])
    expect((await core.importRecords(records))[0]).toBe('already_there')
    expect(await core.importRecords(records.slice(1))).toEqual(['invalid', 'invalid', 'invalid'])
    expect(await core.importRecords([])).toEqual([])
    const every = { before: null, limit: 9, userId: null, event: null, from: null, until: null }
    expect(await store.listAudit(every)).toMatchObject([{ id: 'e1', detail: { a: 'b' } }])
  })

  it('bring sessions and what is refused, once however often they are taken', async () => {
    const accepting = { acceptFormats: [flask] }
    const from = await open(accepting)
    await from.core.createImport({ dryRun: false }).add(imported('17'))
    const token = flask.sign({ id: 17 }, start / 1000 - 5, start / 1000 + 600)
    expect(await from.core.verifyToken(token)).not.toBeNull()
    from.advance(2)
    await from.core.kickOut('17')
    from.advance(2)
    const signedIn = await from.core.createToken('17')
    const records = await exported(from.core)
    expect(only(records, 'revocation').map(({ kind }) => kind)).toContain('user')

    const to = await open(accepting)
    to.advance(4)
    expect(new Set(await taken(to.core, records))).toEqual(new Set(['added', 'already_there']))
    for (let n = 0; n < 2; n += 1) {
      expect(await to.core.verifyToken(token)).toBeNull()
      expect(await to.core.verifyToken(signedIn)).toMatchObject({ id: '17' })
      expect(await to.store.listSessions('17')).toHaveLength(1)
      expect(await taken(to.core, records)).not.toContain('account_missing')
    }
  })

  it('bring the end of everything, which lets nobody in again', async () => {
    const from = await open()
    const { accessToken } = await from.core.register({ phone, password })
    from.advance(3)
    await from.core.endEverything()
    const records = await exported(from.core)
    expect(only(records, 'revocation').some(({ kind }) => kind === 'all')).toBe(true)
    const to = await open()
    to.advance(4)
    for (let n = 0; n < 2; n += 1) {
      await taken(to.core, records)
      expect(await to.core.verifyToken(accessToken)).toBeNull()
    }
    const all = await to.store.listRevocations({ after: 0, now: 0, limit: 99 })
    expect(all.filter(({ kind }) => kind === 'all')).toHaveLength(1)
  })

  it('are all of them, however many, and neither what is over nor what was not asked for', async () => {
    const { core, store, advance } = await open({ sessionsPerUser: null })
    for (let n = 0; n < 201; n += 1) {
      await core.createImport({ dryRun: false }).add(imported(`a${n}`, String(13_800_000_000 + n)))
      await core.createToken('a0')
      await store.revokeToken(`t${n}`, start / 1000 + 9_000, 'logged_out')
    }
    const records = await exported(core)
    expect(only(records, 'account')).toHaveLength(201)
    expect(only(records, 'session')).toHaveLength(201)
    expect(only(records, 'revocation')).toHaveLength(201)
    expect(records.at(-1)).toMatchObject({ type: 'end', counts: { account: 201, audit: 402 } })
    const bare = await exported(core, { sessions: false, audit: false })
    expect(new Set(bare.map(({ type }) => type))).toEqual(
      new Set(['ztoken_export', 'role', 'account', 'end']),
    )
    advance(3_700)
    expect(only(await exported(core), 'session')).toEqual([])
  })

  it('hold sessions and what is refused only where asked for, and the audit unless not', async () => {
    const { core } = await open()
    await core.register({ phone, password })
    await core.kickOut((await core.login({ phone, password })).user.id)
    const kindsOf = async (options?: object) => {
      const kinds = new Set<string>()
      for await (const { type } of core.exportEverything(options)) kinds.add(type)
      const [first, ...rest] = kinds
      expect([first, rest.pop()]).toEqual(['ztoken_export', 'end'])
      return rest
    }
    expect(await kindsOf()).toEqual(['role', 'account', 'audit'])
    expect(await kindsOf({ audit: false })).toEqual(['role', 'account'])
    await core.login({ phone, password })
    const all = ['role', 'account', 'revocation', 'session', 'audit']
    expect(await kindsOf({ sessions: true })).toEqual(all)
  })

  it('leave out who is deleted while they are read', async () => {
    const { core, store } = await open()
    await core.createImport({ dryRun: false }).add(imported('1'))
    await core.createImport({ dryRun: false }).add(imported('2', '13800138002'))
    const ids: string[] = []
    for await (const record of core.exportEverything()) {
      if (record.type !== 'account') continue
      ids.push(record.id)
      await store.deleteAccount('2', { reason: 'deleted', at: start, revokedUntil: 0 })
    }
    expect(ids).toEqual(['1'])
  })
})

describe('signing keys of an export', () => {
  const ringed = (store: Store = memoryStore()) =>
    open({ issueFormat: publicRingFormat(), acceptFormats: [encryptedFormat(secrets)], store })

  it('go on verifying beside a key that has begun here, which alone issues', async () => {
    const from = await ringed()
    const { accessToken } = await from.core.register({ phone, password })
    const records = await exported(from.core)
    const to = await open({ store: memoryStore() })
    expect(await to.core.importRecords(only(records, 'signing_key'))).toEqual(['added'])
    expect(await to.core.importRecords(only(records, 'signing_key'))).toEqual(['already_there'])
    await taken(to.core, records)
    const again = await ringed(to.store)
    expect(await again.core.verifyToken(accessToken)).not.toBeNull()
  })

  it('that are not older than the one that has begun here are left out', async () => {
    const from = await ringed()
    const to = await ringed()
    const keys = only(await exported(from.core), 'signing_key')
    expect(await to.core.importRecords(keys)).toEqual(['keys_there'])
    const older = keys.map((key) => ({ ...key, activates_at: key.activates_at - 1000 }))
    expect(await to.core.importRecords(older)).toEqual(['added'])
    const { keys: ring } = await to.store.readKeyRing()
    expect(ring.map(({ retiresAt }) => retiresAt)).toEqual([start, null])
  })

  it('that change at this very moment are said so, and nothing is written', async () => {
    const from = await ringed()
    const keys = only(await exported(from.core), 'signing_key')
    const store = memoryStore()
    const busy: Store = {
      ...store,
      readKeyRing: async () => ({ version: 6, keys: [] }),
    }
    const { core } = await open({ store: busy })
    await expect(core.importRecords(keys)).rejects.toMatchObject(failsWith('conflict'))
    expect((await store.readKeyRing()).keys).toEqual([])
  })
})
