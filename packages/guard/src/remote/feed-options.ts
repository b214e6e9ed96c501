import type { RevocationView } from '@ztoken/contract'
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
  readonly reports: { readonly pages: Reports; readonly stream: Reports }
}
