import { followMySession } from '@ztoken/contract/session-events'
import { systemClock } from './clock.ts'
import type { Clock } from './ports.ts'
import { newCut } from './watch/cut.ts'
import { followSession, type WatchedClient } from './watch/following.ts'
import { isHidden, onPage } from './watch/page.ts'
import { openTabs } from './watch/tabs.ts'
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
 * ever later and never in step with other pages. Of all tabs of the origin one that is shown follows
 * for all, whoever is signed in where, and tells the others; when it is hidden or closed another
 * takes over. Throws nothing. Gives the way to stop.
 */
export function watchSession(client: WatchedClient, options: WatchOptions = {}): () => void {
  const { clock = systemClock } = options
  const name = client.urlOf(client.prefix + followMySession.path)
  const tabs = openTabs(name, (reason) => {
    const session = client.state.session?.id
    const end = async (): Promise<unknown> => {
      const credentials = reason ? await client.credentials() : null
      return credentials?.session.id === session && credentials
        ? client.afterRefusal(credentials, { status: 401, reason })
        : // The server says why.
          client.loadUser()
    }
    end().catch(() => {})
  })
  let followed: string | null = null
  let following = newCut()

  function look(): void {
    const session = client.state.session?.id ?? null
    tabs.hold(session)
    const sessionId = isHidden() ? null : session
    if (sessionId === followed) return
    following.abort()
    followed = sessionId
    if (sessionId === null) return
    following = newCut()
    const { signal } = following
    void inTurn(name, signal, () => followSession({ client, clock, sessionId, signal, tabs }))
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
    tabs.close()
    leave()
  }
}
