import {
  type AccessState,
  type Account,
  type Allowance,
  type AuditRecord,
  type Challenge,
  type Day,
  dayOf,
  type EndReason,
  type Invalidation,
  invalidationSeconds,
  type Revocation,
  type Role,
  type Session,
  type SessionEnd,
  type SessionPlace,
  type SessionSelector,
  type SessionsPage,
  type StoredAuditEntry,
  type StoredKeyRing,
} from '@ztoken/core'

/** What a store in memory holds. */
export interface Tables {
  readonly clock: () => number
  readonly accounts: Map<string, Account>
  /** Whose each identity is, by its kind and subject. */
  readonly idsByIdentity: Map<string, string>
  readonly deletedIds: Set<string>
  readonly sessions: Map<string, Session>
  /** When each user signed in last. */
  readonly signIns: Map<string, number>
  /** Who was active on each day. */
  readonly activeUsers: Map<number, Set<string>>
  readonly days: Map<number, Day>
  revocations: Revocation[]
  invalidations: KeptInvalidation[]
  audit: StoredAuditEntry[]
  readonly deliveries: Map<string, DeliveryRow>
  readonly roles: Map<string, Role>
  access: AccessState
  readonly attempts: Map<string, Allowance>
  readonly challenges: Map<string, Challenge>
  keyRing: StoredKeyRing
  /** The last ones given: none comes twice, whatever was swept. */
  revocationSequence: number
  auditSequence: number
  readonly listeners: Set<() => void>
}

/** In the sequence of revocations. */
export interface KeptInvalidation extends Invalidation {
  /** A second. */
  readonly until: number
}

export interface DeliveryRow {
  readonly entry: StoredAuditEntry
  readonly endpoint: string
  readonly attempts: number
  readonly dueAt: number
}

export function createTables(clock: () => number): Tables {
  return {
    clock,
    accounts: new Map(),
    idsByIdentity: new Map(),
    deletedIds: new Set(),
    sessions: new Map(),
    signIns: new Map(),
    activeUsers: new Map(),
    days: new Map(),
    revocations: [],
    invalidations: [],
    audit: [],
    deliveries: new Map(),
    roles: new Map([['admin', { name: 'admin', permissions: ['*'] }]]),
    access: { version: 0, setups: 0 },
    attempts: new Map(),
    challenges: new Map(),
    keyRing: { version: 0, keys: [] },
    revocationSequence: 0,
    auditSequence: 0,
    listeners: new Set(),
  }
}

export function addRevocation(
  tables: Tables,
  revocation: Omit<Revocation, 'sequence'>,
): Revocation {
  tables.revocationSequence += 1
  const added = { sequence: tables.revocationSequence, ...revocation }
  tables.revocations.push(added)
  tellOfNews(tables)
  return { ...added }
}

/** What was remembered of somebody, or of what everybody may do, is over. */
export function invalidate(tables: Tables, kind: Invalidation['kind'], key: string): void {
  tables.revocationSequence += 1
  const until = Math.floor(tables.clock() / 1000) + invalidationSeconds
  tables.invalidations.push({ sequence: tables.revocationSequence, kind, key, until })
  tellOfNews(tables)
}

function tellOfNews({ listeners }: Tables): void {
  queueMicrotask(() => {
    for (const listener of listeners) listener()
  })
}

export function addAudit(tables: Tables, records: readonly AuditRecord[]): void {
  for (const { deliverTo, ...entry } of records) {
    tables.auditSequence += 1
    const stored = structuredClone({ ...entry, sequence: tables.auditSequence })
    tables.audit.push(stored)
    for (const endpoint of deliverTo) {
      const row = { entry: stored, endpoint, attempts: 0, dueAt: entry.at }
      tables.deliveries.set(deliveryKey(entry.id, endpoint), row)
    }
  }
}

/** What somebody may do has changed. */
export function moveAccess(tables: Tables, setups = 0): void {
  const { access } = tables
  tables.access = { version: access.version + 1, setups: access.setups + setups }
}

export function deliveryKey(entryId: string, endpoint: string): string {
  return `${entryId} ${endpoint}`
}

/** The open sessions of a user, the newest first; all of them where no page is asked for. */
export function openSessions(tables: Tables, userId: string, page?: SessionsPage): Session[] {
  const { after = null, limit = Number.POSITIVE_INFINITY } = page ?? {}
  return [...tables.sessions.values()]
    .filter((session) => session.userId === userId && session.endedAt === null)
    .sort(newestFirst)
    .filter((session) => after === null || newestFirst(after, session) < 0)
    .slice(0, limit)
}

function newestFirst(one: SessionPlace, other: SessionPlace): number {
  if (one.createdAt !== other.createdAt) return other.createdAt - one.createdAt
  if (one.id === other.id) return 0
  return one.id < other.id ? -1 : 1
}

export function addSession(tables: Tables, session: Session): void {
  const { id, userId, createdAt, usedAt } = session
  tables.sessions.set(id, { ...session })
  tables.signIns.set(userId, Math.max(createdAt, tables.signIns.get(userId) ?? createdAt))
  noteActive(tables, userId, usedAt)
}

export function noteActive({ activeUsers }: Tables, userId: string, at: number): void {
  const day = dayOf(at)
  activeUsers.set(day, (activeUsers.get(day) ?? new Set()).add(userId))
}

/** The open sessions a selector means. */
export function selectSessions(tables: Tables, selector: SessionSelector): Session[] {
  if ('except' in selector) {
    return openSessions(tables, selector.userId).filter(({ id }) => id !== selector.except)
  }
  const session = tables.sessions.get(selector.sessionId)
  if (session === undefined || session.endedAt !== null) return []
  return selector.userId === undefined || selector.userId === session.userId ? [session] : []
}

export function endSession(tables: Tables, session: Session, end: SessionEnd): Revocation {
  const { at: endedAt, reason: endReason, revokedUntil: until } = end
  tables.sessions.set(session.id, { ...session, endedAt, endReason })
  return addRevocation(tables, {
    kind: 'session',
    key: session.id,
    before: null,
    until,
    reason: end.reason,
  })
}

/** The revocation of a user's tokens that have no session, where the end asks for it. */
export function endForeignTokens(tables: Tables, userId: string, end: SessionEnd): Revocation[] {
  const { at, revokeUserUntil: until, revokeUserBefore, reason } = end
  if (until === undefined) return []
  const before = revokeUserBefore ?? Math.floor(at / 1000)
  return [addRevocation(tables, { kind: 'user', key: userId, before, until, reason })]
}

export function addKeyRevocation(tables: Tables, kid: string, until: number): Revocation {
  const reason: EndReason = 'key_revoked'
  return addRevocation(tables, { kind: 'key', key: kid, before: null, until, reason })
}
