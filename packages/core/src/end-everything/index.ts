import { setImmediate as othersFirst } from 'node:timers/promises'
import { ZtokenError } from '@ztoken/contract'
import type { Actor } from '../ground/access/authority.ts'
import type { Ground } from '../ground/ground.ts'
import type { SessionEnd } from '../ground/session/session-changes.ts'
import type { AllSessionsEnded } from '../ground/session/slices.ts'

export interface EverythingEnded {
  /** The sessions that were open. */
  readonly sessions: number
  /** Every token issued up to this second is refused. */
  readonly before: number
}

/** How everybody is signed out at once, e.g. after a backup was restored. */
export interface EndingEverything {
  /**
   * Ends what was issued before this moment, of everybody: access tokens, also of sessions that the
   * store does not know (they were opened after the backup from which it was restored), sessions
   * with their refresh tokens, reset links and logins under way. What was begun and broken off is
   * finished by doing it again. Who signs in within the same second has to sign in again. Not for a
   * request.
   *
   * @param options `since` (ms): only what was issued from then on.
   * @throws ZtokenError `invalid_request`, `unavailable`.
   */
  endEverything(options?: { since?: number | null }, actor?: Actor): Promise<EverythingEnded>
}

/** Rows looked at before others get their turn. */
const slice = 200
/** A session used so lately may be issuing a token at this moment: it gets a revocation of its own. */
const lately = 60_000
/** The longest a token of our own holds, whatever a server that issued it was set to. */
const longestToken = 86_400

export function createEndingEverything({
  store,
  revocations,
  endings,
  authority,
  audit,
}: Pick<Ground, 'store' | 'revocations' | 'endings' | 'authority' | 'audit'>): EndingEverything {
  function endOfAll(): SessionEnd {
    const { revokeUserUntil, ...end } = endings.endFor('kicked_out')
    const own = Math.max(end.revokedUntil, Math.ceil(end.at / 1000) + longestToken)
    return { ...end, revokedUntil: revokeUserUntil ?? own }
  }

  async function endSessionsOfAll(from: number, end: SessionEnd): Promise<number> {
    // Of each session only its own tokens are meant: they hold no longer than any other.
    const { revokedUntil } = endings.endFor(end.reason)
    const slices = { limit: slice, openedFrom: from, usedFrom: end.at - lately }
    let sessions = 0
    for (let after: string | null = ''; after !== null; ) {
      const ended: AllSessionsEnded = await store.endSessionsOfAll({
        ...slices,
        after,
        end: { ...end, revokedUntil },
      })
      revocations.apply(ended.revocations)
      sessions += ended.ended
      after = ended.next
      await othersFirst()
    }
    return sessions
  }

  /** Beyond every number given before: one counted on could be one that a link still names. */
  async function moveEpochs(epoch: number): Promise<void> {
    for (let after: string | null = ''; after !== null; await othersFirst()) {
      after = await store.moveEpochs({ after, limit: slice, epoch })
    }
  }

  return {
    async endEverything({ since = null } = {}, actor = {}) {
      const end = endOfAll()
      const from = since ?? 0
      if (!Number.isSafeInteger(from) || from < 0 || from > end.at) {
        throw new ZtokenError('invalid_request', { field: '/since' })
      }
      const detail = {
        which: 'everybody',
        ...(since !== null && { since: new Date(from).toISOString() }),
      }
      const record = authority.recordBy(actor, 'session_ended', { detail })
      const revocation = await store.revokeEverything(Math.floor(from / 1000), end, [record])
      revocations.apply([revocation])
      audit.announce(record)
      const sessions = await endSessionsOfAll(from, end)
      await moveEpochs(end.at)
      return { sessions, before: Number(revocation.before) }
    },
  }
}
