import { setImmediate as othersFirst } from 'node:timers/promises'
import type { TransferRecord } from '@ztoken/contract'
import type { StoredAuditEntry } from '../ground/audit/entry.ts'
import type { Ground } from '../ground/ground.ts'
import type { Revocation } from '../ground/revocation/revocation.ts'
import { endsAt } from '../ground/session/rules.ts'
import type { Session } from '../ground/session/session.ts'
import type { SessionPlace } from '../ground/session/slices.ts'
import { accountRecord, keyRecord, sessionRecord } from './views.ts'

export interface ExportOptions {
  /** With the sessions, and what is revoked: of use where the secret stays the same. */
  readonly sessions?: boolean
  /** With the audit; true unless said. */
  readonly audit?: boolean
}

export type ExportNeeds = Pick<Ground, 'store' | 'clock' | 'lifetimes' | 'views'>

/** Read before others get their turn. */
const piece = 200
/** Of people fewer: about each more is asked, and an answer that is there gives nobody else a turn. */
const people = 50

/** Everything, in the order in which it can be taken in; flat in memory. */
export async function* everything(
  needs: ExportNeeds,
  { sessions = false, audit = true }: ExportOptions,
): AsyncGenerator<TransferRecord> {
  const { store, clock } = needs
  for (const { name, permissions } of await store.listRoles()) {
    yield { type: 'role', name, permissions: [...permissions] }
  }
  for (const key of (await store.readKeyRing()).keys) yield keyRecord(key)
  for await (const id of userIds(needs)) {
    const account = await store.findAccount(id)
    // Deleted since the page was read.
    if (account !== null) yield accountRecord(account)
  }
  if (sessions) {
    yield* revocationsAt(needs, Math.floor(clock() / 1000))
    for await (const id of userIds(needs)) yield* sessionsOf(needs, id)
  }
  if (audit) yield* auditOf(needs)
}

async function* userIds({ store }: ExportNeeds): AsyncGenerator<string> {
  for (let after: string | null = null; ; await othersFirst()) {
    const users: { id: string }[] = await store.listUsers({ after, limit: people })
    for (const { id } of users) yield id
    after = users.at(-1)?.id ?? null
    if (users.length < people) return
  }
}

async function* sessionsOf(
  { store, clock, lifetimes }: ExportNeeds,
  userId: string,
): AsyncGenerator<TransferRecord> {
  for (let after: SessionPlace | null = null; ; await othersFirst()) {
    const found: Session[] = await store.listSessions(userId, { after, limit: piece })
    for (const one of found) if (endsAt(one, lifetimes) > clock()) yield sessionRecord(one)
    after = found.at(-1) ?? null
    if (found.length < piece) return
  }
}

async function* revocationsAt({ store }: ExportNeeds, now: number): AsyncGenerator<TransferRecord> {
  for (let after = 0; ; await othersFirst()) {
    const found: Revocation[] = await store.listRevocations({ after, now, limit: piece })
    for (const { kind, key, before, until, reason } of found) {
      yield { type: 'revocation', kind, key, before, until, reason }
    }
    after = found.at(-1)?.sequence ?? after
    if (found.length < piece) return
  }
}

/** The oldest first, as it has to be written again: pages are found backwards, and read forwards. */
async function* auditOf({ store, views }: ExportNeeds): AsyncGenerator<TransferRecord> {
  const every = { userId: null, event: null, from: null, until: null, limit: piece }
  const starts: number[] = []
  for (let before: number | null = null; ; await othersFirst()) {
    const found: StoredAuditEntry[] = await store.listAudit({ ...every, before })
    const [newest] = found
    // Where each page began stays, whatever is written meanwhile.
    if (newest !== undefined) starts.push(before ?? newest.sequence + 1)
    before = found.at(-1)?.sequence ?? null
    if (found.length < piece) break
  }
  for (const before of starts.reverse()) {
    const found = await store.listAudit({ ...every, before })
    for (const entry of found.reverse()) yield { type: 'audit', entry: views.auditEntry(entry) }
    await othersFirst()
  }
}
