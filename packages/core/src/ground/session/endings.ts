import type { IfAccess } from '../access/access-state.ts'
import type { AccountChangeOutcome, AccountChanges } from '../account/account-changes.ts'
import type { Audit } from '../audit/audit.ts'
import type { AuditRecord } from '../audit/entry.ts'
import type { Revocation } from '../revocation/revocation.ts'
import type { Revocations } from '../revocation/revocations.ts'
import type { Store } from '../store/store.ts'
import { createPiledUp, type PiledUp } from './piled-up.ts'
import type { EndReason } from './session.ts'
import type { SessionEnd, SessionSelector } from './session-changes.ts'

/** How sessions end, and what has to end with them. */
export interface Endings extends PiledUp {
  /**
   * How sessions end now, for this reason. Tokens of other issuers that have no session end with
   * them, those issued up to now. For an account that is deleted or merged no moment counts, and as long as somebody
   * is banned (`bannedUntil`, milliseconds, null for good) what another application issues
   * meanwhile does not hold either: it knows of no ban.
   */
  endFor(reason: EndReason, bannedUntil?: number | null): SessionEnd
  /**
   * Ends sessions, first in the store, then in memory. Out: how many were open.
   * Throws ZtokenError `unavailable`.
   */
  end(
    selector: SessionSelector,
    reason: EndReason,
    record: AuditRecord,
    how?: IfAccess,
  ): Promise<number>
  /**
   * Changes an account, with the sessions that end by it: what is piled up first, then the store,
   * then memory, and who listens is told. `ended`: how many sessions that were. Throws ZtokenError
   * `unavailable`.
   */
  change(
    userId: string,
    changes: AccountChanges,
    record: AuditRecord,
  ): Promise<AccountChangeOutcome & { readonly ended: number }>
}

export interface EndingsNeed {
  readonly store: Store
  readonly revocations: Revocations
  readonly audit: Audit
  readonly clock: () => number
  readonly lifetimes: { readonly accessToken: number }
  /** True where tokens that have no session are accepted, which only a user's revocation ends. */
  readonly acceptsForeign: boolean
}

/** A token issued while its session was ending lives a moment longer than one issued now. */
const marginSeconds = 60
/** The end of the year 9999: a Flask application chooses how long its tokens hold. */
const forEver = 253_402_300_799

const endsForeignTokens: ReadonlySet<EndReason> = new Set([
  'kicked_out',
  'password_changed',
  'banned',
  'deleted',
  'merged',
])

export function createEndings(needs: EndingsNeed): Endings {
  const { store, revocations, audit, clock, lifetimes, acceptsForeign } = needs
  const piledUp = createPiledUp({ store, revocations })

  function endFor(reason: EndReason, bannedUntil?: number | null): SessionEnd {
    const at = clock()
    const revokedUntil = Math.floor(at / 1000) + lifetimes.accessToken + marginSeconds
    const reachesForeign = acceptsForeign && endsForeignTokens.has(reason)
    if (!reachesForeign) return { reason, at, revokedUntil }
    const isForGood = ['deleted', 'merged'].includes(reason) || bannedUntil === null
    const before = isForGood ? forEver : Math.floor(Math.max(at, bannedUntil ?? 0) / 1000)
    return { reason, at, revokedUntil, revokeUserUntil: forEver, revokeUserBefore: before }
  }

  return {
    ...piledUp,
    endFor,
    async change(userId, changes, record) {
      const { endSessions: going, ifEpoch } = changes
      const before =
        going === undefined
          ? 0
          : await piledUp.endPiledUp(userId, going.end, { except: going.except, ifEpoch })
      const result = await store.changeAccount(userId, changes, [record])
      if (result.outcome !== 'changed') return { ...result, ended: before }
      revocations.apply(result.revocations)
      audit.announce(record)
      return { ...result, ended: before + endedCount(result.revocations) }
    },
    async end(selector, reason, record, how = {}) {
      const end = endFor(reason)
      const isOfUser = 'except' in selector
      const before = isOfUser ? await piledUp.endPiledUp(selector.userId, end, selector) : 0
      const ended = await store.endSessions(selector, end, [record], how)
      revocations.apply(ended)
      // Of a user it is kept in any case: logins under way have been ended.
      if (ended.length > 0 || isOfUser) audit.announce(record)
      return before + endedCount(ended)
    },
  }
}

/** How many sessions ended, of what was revoked. */
function endedCount(revocations: readonly Revocation[]): number {
  return revocations.filter(({ kind }) => kind === 'session').length
}
