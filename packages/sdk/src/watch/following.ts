import { followMySession } from '@ztoken/contract/session-events'
import { unlessAborted } from '../abort.ts'
import type { Client } from '../client.ts'
import type { Clock, Signal } from '../ports.ts'
import { pauseMilliseconds } from '../wire.ts'
import { newCut } from './cut.ts'
import { readStream, type StreamEnd, type StreamedReply } from './stream.ts'
import type { Tabs } from './tabs.ts'

/** What of a client is needed here; the transport has to bring bodies as they come, as fetch does. */
export type WatchedClient = Pick<
  Client<StreamedReply>,
  'state' | 'fetch' | 'onChange' | 'credentials' | 'afterRefusal' | 'loadUser' | 'urlOf' | 'prefix'
>

export interface FollowingInput {
  readonly client: WatchedClient
  readonly clock: Clock
  readonly sessionId: string
  readonly signal: Signal
  /** The sessions of other tabs are followed on the same stream. */
  readonly tabs: Pick<Tabs, 'others' | 'onOther' | 'ask' | 'tellOver'>
}

/** Tabs come in crowds: after a restart of the browser, say. */
const gatherMilliseconds = 200
/** A stream that held so long was no failure, however it ended. */
const steadyMilliseconds = 10_000
/** Half a second at first, two minutes at last. */
const mostFailures = 8
/** Where other tabs of this session are told, this one need not be soon. */
const crowdedSeconds = 300

/**
 * Follows one session, and those of other tabs beside it, until it is over or the signal says so.
 * Never rejects.
 */
export async function followSession(input: FollowingInput): Promise<void> {
  const { client, clock, sessionId, signal, tabs } = input
  // Whoever was called off while waiting for a turn never follows.
  if (signal.aborted) return
  const lost: StreamEnd = { name: 'closed' }
  let line = newCut()
  signal.addEventListener('abort', () => line.abort())
  let isGathering = false
  tabs.onOther = () => {
    if (isGathering) return
    isGathering = true
    void clock.wait(gatherMilliseconds).then(() => {
      isGathering = false
      line.abort()
    })
  }
  tabs.ask()
  for (let failures = 0; !signal.aborted; ) {
    line = newCut()
    const since = clock.now()
    const end = await converse().catch(() => lost)
    // What ended may have been the token alone, and there is a new one.
    const isOver = end.name === 'ended' && client.state.session?.id !== sessionId
    if (isOver || end.name === 'absent') break
    if (line.signal.aborted) continue
    const hasHeld = clock.now() - since > steadyMilliseconds
    failures = hasHeld ? 1 : Math.min(failures + 1, mostFailures)
    const pause = pauseMilliseconds(failures, secondsToWait(end))
    await unlessAborted(clock.wait(pause), line.signal, () => new TypeError()).catch(() => {})
  }
  tabs.onOther = () => {}
  // What ended this one may have ended others, and perhaps no tab is shown that could follow now.
  const { reason } = client.state
  if (reason && reason !== 'logged_out') for (const id of tabs.others()) tabs.tellOver(id)

  async function converse(): Promise<StreamEnd> {
    const headers = { accept: 'text/event-stream' }
    const others = tabs.others()
    const query = others.length > 0 ? `?sessions=${others}` : ''
    const end = await readStream({
      open: (open) =>
        client.fetch(client.prefix + followMySession.path + query, {
          headers,
          cache: 'no-store',
          signal: open,
        }),
      heard: ({ name, data }) => {
        if (name === 'other_ended') tabs.tellOver(JSON.parse(data).session)
        return name === 'other_ended'
      },
      clock,
      signal: line.signal,
    })
    if (end.name === 'ended' && 'data' in end && !signal.aborted) await signOut(end.data)
    return end
  }

  /** As if a request had been refused; whoever has signed in meanwhile stays. */
  async function signOut(data: string): Promise<void> {
    const { reason } = Object(JSON.parse(data))
    // Copies of this tab hold the same session.
    tabs.tellOver(sessionId, reason)
    const credentials = await client.credentials()
    if (credentials?.session.id !== sessionId) return
    await client.afterRefusal(credentials, { status: 401, reason })
  }
}

function secondsToWait(end: StreamEnd): number {
  if (end.name === 'crowded') return crowdedSeconds
  return ('seconds' in end && end.seconds) || 0
}
