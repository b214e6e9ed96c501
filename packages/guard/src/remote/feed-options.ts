import type { InvalidationView, RevocationView } from '@ztoken/contract'
import type { Knowledge } from './knowledge.ts'
import type { Reports } from './reports.ts'
import type { Requests } from './requests.ts'
import type { RemoteTiming } from './timing.ts'

/** What the feed of the login server is followed with. */
export interface FeedOptions {
  readonly url: URL
  readonly token: string
  readonly requests: Requests
  readonly timing: RemoteTiming
  readonly knowledge: Knowledge
  /** Knowledge older than this is stale. Milliseconds. */
  readonly staleAge: number
  /** Takes up what was revoked. */
  readonly apply: (revocations: readonly RevocationView[]) => void
  /**
   * Told of what is not any more as it was remembered; null: nothing may be. Left out where nothing
   * is remembered, and then nobody asks for it.
   */
  readonly forget?: ((invalidation: InvalidationView | null) => void) | undefined
  readonly reports: { readonly pages: Reports; readonly stream: Reports }
}

/** Where the feed is asked for what came after a sequence. */
export function addressOf({ url, forget }: FeedOptions, after: number): URL {
  const page = new URL(url)
  page.searchParams.set('after', String(after))
  if (forget !== undefined) page.searchParams.set('include', 'invalidations')
  return page
}
