import { followMySession } from '@ztoken/contract/session-events'
import { unlessAborted } from '../abort.ts'
import type { Client } from '../client.ts'
import type { Clock, Signal } from '../ports.ts'
import { pauseMilliseconds } from '../wire.ts'
import { readStream, type StreamEnd, type StreamedReply } from './stream.ts'

/** What of a client is needed here; the transport has to bring bodies as they come, as fetch does. */
export type WatchedClient = Pick<
  Client<StreamedReply>,
  'state' | 'fetch' | 'onChange' | 'credentials' | 'afterRefusal'
>

export interface FollowingInput {
  readonly client: WatchedClient
  readonly clock: Clock
  readonly sessionId: string
  readonly signal: Signal
}

/** A stream that held so long was no failure, however it ended. */
const steadyMilliseconds = 10_000
/** Half a second at first, two minutes at last. */
const mostFailures = 8
/** Where other tabs of this session are told, this one need not be soon. */
const crowdedSeconds = 300

/** Follows one session until it is over or the signal says so. Never rejects. */
export async function followSession(input: FollowingInput): Promise<void> {
  const { client, clock, sessionId, signal } = input
  const lost: StreamEnd = { name: 'closed' }
  for (let failures = 0; !signal.aborted; ) {
    const since = clock.now()
    const end = await converse().catch(() => lost)
    // What ended may have been the token alone, and there is a new one.
    const isOver = end.name === 'ended' && client.state.session?.id !== sessionId
    if (isOver || end.name === 'absent') return
    const hasHeld = clock.now() - since > steadyMilliseconds
    failures = hasHeld ? 1 : Math.min(failures + 1, mostFailures)
    const pause = pauseMilliseconds(failures, secondsToWait(end))
    await unlessAborted(clock.wait(pause), signal, () => new TypeError()).catch(() => {})
  }

  async function converse(): Promise<StreamEnd> {
    const headers = { accept: 'text/event-stream' }
    const end = await readStream({
      open: (line) =>
        client.fetch(followMySession.path, { headers, cache: 'no-store', signal: line }),
      clock,
      signal,
    })
    if (end.name === 'ended' && 'data' in end && !signal.aborted) await signOut(end.data)
    return end
  }

  /** As if a request had been refused; whoever has signed in meanwhile stays. */
  async function signOut(data: string): Promise<void> {
    const { reason } = Object(JSON.parse(data))
    const credentials = await client.credentials()
    if (credentials?.session.id !== sessionId) return
    await client.afterRefusal(credentials, { status: 401, reason })
  }
}

function secondsToWait(end: StreamEnd): number {
  if (end.name === 'crowded') return crowdedSeconds
  return ('seconds' in end && end.seconds) || 0
}
