import { type RevocationsView, ZtokenError } from '@ztoken/contract'
import type { Ground } from '../ground/ground.ts'
import { type Change, isInvalidation } from '../ground/revocation/change.ts'
import type { Revocation } from '../ground/revocation/revocation.ts'
import { tell } from '../ground/tell.ts'

export interface FeedPage {
  /** The sequence read last; 0 from the beginning. */
  readonly after: number
  /** 1 to 10,000; a page holds a thousand at most. */
  readonly limit?: number
  /** Whether what changes of accounts and roles is told as well. Not unless given. */
  readonly withInvalidations?: boolean
}

/** What was revoked, for guards here and elsewhere. */
export interface RevocationFeed {
  /**
   * What was revoked after a sequence and still matters, for guards elsewhere: a page of a thousand
   * at most, however many are asked for. With invalidations a page has both, in one sequence.
   *
   * @throws ZtokenError `invalid_request`, `unavailable`.
   */
  readRevocations(page: FeedPage): Promise<RevocationsView>
  /**
   * Calls back when there may be revocations to read in the store, soon after they were written
   * here or elsewhere; what they are, `readRevocations` says. Out: ends it.
   */
  onRevocations(listener: () => void): () => void
  /**
   * Calls back with what this process has just taken up into its memory, its own and what others
   * revoked: `authenticate` refuses it from then on. May tell of one twice. Out: ends it.
   */
  onRevoked(listener: (revocations: readonly Revocation[]) => void): () => void
  /**
   * Takes up what other processes have revoked, now.
   *
   * @throws ZtokenError `unavailable`.
   */
  syncRevocations(): Promise<void>
  /** Milliseconds since everything revoked anywhere was surely known, and how much is. */
  revocationState(): { readonly ageMilliseconds: number; readonly entries: number }
}

/** A page, unless fewer are asked for: read and written before others get their turn. */
const usual = 1000
const most = 10_000

export function createRevocationFeed({
  store,
  clock,
  views,
  revocations,
  report,
}: Pick<Ground, 'store' | 'clock' | 'views' | 'revocations' | 'report'>): RevocationFeed {
  return {
    async readRevocations({ after, limit: asked = usual, withInvalidations = false }) {
      if (!Number.isSafeInteger(after) || after < 0 || !(asked >= 1 && asked <= most)) {
        throw new ZtokenError('invalid_request')
      }
      const limit = Math.min(asked, usual)
      const now = Math.floor(clock() / 1000)
      const range = { after, now, limit: limit + 1 }
      const found: readonly Change[] = withInvalidations
        ? await store.listChanges(range)
        : await store.listRevocations(range)
      const page = found.slice(0, limit)
      const invalidations = page.filter(isInvalidation).map(views.invalidation)
      return {
        revocations: page.filter((one) => !isInvalidation(one)).map(views.revocation),
        ...(withInvalidations && { invalidations }),
        next: page.at(-1)?.sequence ?? after,
        has_more: found.length > limit,
      }
    },
    onRevocations: (listener) => store.onChange(() => tell(report, listener)),
    onRevoked: (listener) => revocations.onTaken(listener),
    syncRevocations: () => revocations.sync(),
    revocationState: () => ({ ageMilliseconds: revocations.age(), entries: revocations.size }),
  }
}
