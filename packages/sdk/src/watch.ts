import { systemClock } from './clock.ts'
import type { Clock } from './ports.ts'
import { newCut } from './watch/cut.ts'
import { followSession, type WatchedClient } from './watch/following.ts'
import { isHidden, onPage } from './watch/page.ts'
import { inTurn } from './watch/turn.ts'

export type { WatchedClient } from './watch/following.ts'
export type { StreamedReply } from './watch/stream.ts'

export interface WatchOptions {
  /** The device's unless given. */
  readonly clock?: Clock
}

/**
 * Has the client sign out at once when its session ends elsewhere, with the reason in
 * `client.state.reason`: follows the server's event stream while somebody is signed in and the page
 * is shown. Shown again, and online again, it asks at once. A line that breaks is taken up again,
 * ever later and never in step with other pages. Of the shown tabs of one session one follows, and
 * the storage tells the others; when it is hidden or closed another takes over. Throws nothing. Gives the way to stop.
 */
export function watchSession(client: WatchedClient, options: WatchOptions = {}): () => void {
  const { clock = systemClock } = options
  let followed: string | null = null
  let following = newCut()

  function look(): void {
    const sessionId = isHidden() ? null : (client.state.session?.id ?? null)
    if (sessionId === followed) return
    following.abort()
    followed = sessionId
    if (sessionId === null) return
    following = newCut()
    const { signal } = following
    void inTurn(sessionId, signal, () => followSession({ client, clock, sessionId, signal }))
  }

  function leave(): void {
    following.abort()
    followed = null
  }

  const stopPage = onPage(look, () => {
    // The old line may lead nowhere any more.
    leave()
    look()
  })
  const stopClient = client.onChange(look)
  look()
  return () => {
    stopPage()
    stopClient()
    leave()
  }
}
