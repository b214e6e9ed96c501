import {
  auditEvents,
  isPermission,
  isRoleName,
  type TransferRecord,
  ZtokenError,
} from '@ztoken/contract'
import { isId } from '@ztoken/token'
import { identityKey } from '../ground/account/identity.ts'
import type { AuditEntry, AuditRecord } from '../ground/audit/entry.ts'
import type { Ground } from '../ground/ground.ts'
import { type EndReason, endReasons } from '../ground/session/session.ts'
import type { SessionEnd } from '../ground/session/session-changes.ts'
import { canBeKept } from '../ground/user-fields/schema.ts'
import { accountOf, keyOf, type RecordOf, sessionOf } from './views.ts'

/** What became of one record. Everything but `added` left the store as it was. */
export type TransferOutcome =
  | 'added'
  | 'already_there'
  | 'invalid'
  | 'id_taken'
  | 'identity_taken'
  | 'account_missing'
  | 'keys_there'

export type ImportNeeds = Pick<Ground, 'store' | 'clock'>

/**
 * Takes in records that stand one after another in an export, all of one type. Out: what became of
 * each. That of a session or a token that holds already is recorded once more, which changes nothing.
 */
export async function takeIn(
  needs: ImportNeeds,
  records: readonly TransferRecord[],
): Promise<TransferOutcome[]> {
  const [first] = records
  if (first === undefined) return []
  if (first.type === 'audit') return auditIn(needs, records as RecordOf<'audit'>[])
  if (first.type === 'signing_key') return keysIn(needs, records as RecordOf<'signing_key'>[])
  return Promise.all(records.map((record) => oneIn(needs, record)))
}

async function oneIn(needs: ImportNeeds, record: TransferRecord): Promise<TransferOutcome> {
  if (record.type === 'role') return roleIn(needs, record)
  if (record.type === 'account') return accountIn(needs, record)
  if (record.type === 'session') return sessionIn(needs, record)
  return record.type === 'revocation' ? revocationIn(needs, record) : 'invalid'
}

async function roleIn(
  { store }: ImportNeeds,
  { name, permissions }: RecordOf<'role'>,
): Promise<TransferOutcome> {
  if (!isRoleName(name) || !permissions.every(isPermission)) return 'invalid'
  const known = (await store.listRoles()).some((role) => role.name === name)
  if (known) return 'already_there'
  await store.putRole({ name, permissions })
  return 'added'
}

async function accountIn(
  { store }: ImportNeeds,
  record: RecordOf<'account'>,
): Promise<TransferOutcome> {
  const account = accountOf(record)
  if (!isId(record.id) || !record.roles.every(isRoleName)) return 'invalid'
  if (!canBeKept(record.fields ?? {})) return 'invalid'
  const outcome = await store.addAccount(account)
  if (outcome !== 'id_taken') return outcome
  const known = await store.findAccount(record.id)
  const names = new Set(known?.identities.map(identityKey))
  const isSame = known !== null && account.identities.every((one) => names.has(identityKey(one)))
  return isSame ? 'already_there' : 'id_taken'
}

async function sessionIn(
  { store, clock }: ImportNeeds,
  record: RecordOf<'session'>,
): Promise<TransferOutcome> {
  const session = sessionOf(record)
  if (!isId(session.id) || session.counter < 0) return 'invalid'
  if ((await store.findSession(session.id)) !== null) return 'already_there'
  const account = await store.findAccount(session.userId)
  if (account === null) return 'account_missing'
  const now = clock()
  const bounds = { now, usedBefore: 0, openedBefore: 0 }
  const { outcome } = await store.openSession({
    session,
    epoch: account.epoch,
    policy: { ...bounds, maximum: null, whenFull: 'refuse', oneForEachKind: false },
    end: { reason: 'replaced', at: now, revokedUntil: 0 },
    recordEnd: nothingEnds,
  })
  return outcome === 'opened' ? 'added' : 'account_missing'
}

function nothingEnds(): never {
  throw new TypeError('no session ends where as many as one likes may be open')
}

async function revocationIn(
  { store, clock }: ImportNeeds,
  { kind, key, before, until, reason: given }: RecordOf<'revocation'>,
): Promise<TransferOutcome> {
  const reason = endReasons.find((one) => one === given)
  if (reason === undefined) return 'invalid'
  if (kind !== 'user' && kind !== 'all') {
    await store.revokeToken(key, until, reason)
    return 'added'
  }
  // Once: it ends sessions, and an import that is run again ends none of those it has brought.
  if (await holds({ store, clock }, { kind, key, before })) return 'already_there'
  if (kind === 'all') {
    await store.revokeEverything(Number(key), endOf(reason, (before ?? 0) * 1000, until, before))
    return 'added'
  }
  if ((await store.findUser(key)) === null) return 'account_missing'
  await store.endSessions({ userId: key, except: null }, endOf(reason, clock(), until, before))
  return 'added'
}

/** True where a revocation of a user or of all is there, up to the same second or a later one. */
async function holds(
  { store, clock }: ImportNeeds,
  { kind, key, before }: Pick<RecordOf<'revocation'>, 'kind' | 'key' | 'before'>,
): Promise<boolean> {
  const page = { now: Math.floor(clock() / 1000), limit: 1000 }
  for (let after = 0; ; ) {
    const found = await store.listRevocations({ ...page, after })
    const same = found.some(
      (one) => one.kind === kind && one.key === key && (one.before ?? 0) >= (before ?? 0),
    )
    if (same || found.length < page.limit) return same
    after = found.at(-1)?.sequence ?? after
  }
}

function endOf(reason: EndReason, at: number, until: number, before: number | null): SessionEnd {
  const user = { revokeUserUntil: until, ...(before !== null && { revokeUserBefore: before }) }
  return { reason, at, revokedUntil: until, ...user }
}

/**
 * What they signed goes on being verified. Where a ring has begun here its own key issues, and what
 * comes in does not any more.
 */
async function keysIn(
  { store, clock }: ImportNeeds,
  records: readonly RecordOf<'signing_key'>[],
): Promise<TransferOutcome[]> {
  const ring = await store.readKeyRing()
  const known = new Set(ring.keys.map(({ kid }) => kid))
  const [first] = ring.keys
  const now = clock()
  const taken = records
    .map(keyOf)
    .filter(({ kid }) => !known.has(kid))
    .filter(({ activatesAt }) => first === undefined || activatesAt < first.activatesAt)
    .map((key) => (first === undefined ? key : { ...key, retiresAt: key.retiresAt ?? now }))
  if (taken.length > 0) {
    const next = { version: ring.version + 1, keys: [...taken, ...ring.keys] }
    if (!(await store.writeKeyRing(next, null))) throw new ZtokenError('conflict')
  }
  return records.map(({ kid }) => {
    if (known.has(kid)) return 'already_there'
    return taken.some((key) => key.kid === kid) ? 'added' : 'keys_there'
  })
}

async function auditIn(
  { store }: ImportNeeds,
  records: readonly RecordOf<'audit'>[],
): Promise<TransferOutcome[]> {
  const entries = records.map(({ entry }) => entryOf(entry))
  const times = entries.flatMap((entry) => (entry === null ? [] : [entry.at]))
  const known = await idsBetween({ store }, Math.min(...times), Math.max(...times))
  const fresh = entries.flatMap((entry) => (entry === null || known.has(entry.id) ? [] : [entry]))
  if (fresh.length > 0) await store.addAudit(fresh)
  return entries.map((entry) => {
    if (entry === null) return 'invalid'
    return known.has(entry.id) ? 'already_there' : 'added'
  })
}

async function idsBetween(
  { store }: Pick<ImportNeeds, 'store'>,
  from: number,
  last: number,
): Promise<Set<string>> {
  const ids = new Set<string>()
  if (last < from) return ids
  const every = { userId: null, event: null, from, until: last + 1, limit: 1000 }
  for (let before: number | null = null; ; ) {
    const found: { id: string; sequence: number }[] = await store.listAudit({ ...every, before })
    for (const { id } of found) ids.add(id)
    before = found.at(-1)?.sequence ?? null
    if (found.length < every.limit) return ids
  }
}

function entryOf(entry: RecordOf<'audit'>['entry']): AuditRecord | null {
  const event = auditEvents.find((name) => name === entry.event)
  const at = Date.parse(entry.at)
  if (event === undefined || Number.isNaN(at) || !isId(entry.id)) return null
  const { id, address, device, detail } = entry
  const whose = { actorId: entry.actor_id, userId: entry.user_id, sessionId: entry.session_id }
  const kept: AuditEntry = { id, at, event, ...whose, address, device, detail }
  return { ...kept, deliverTo: [] }
}
