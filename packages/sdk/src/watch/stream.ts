import { retryAfterSecondsOf } from '../error.ts'
import type { Clock, Reply, Signal } from '../ports.ts'
import { newCut } from './cut.ts'
import { createEventReader, type StreamEvent } from './events.ts'

/** A reply whose body can be read as it comes; the `Response` of a browser is one. */
export interface StreamedReply extends Reply {
  readonly body: { getReader(): StreamReader } | null
}

interface StreamReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>
}

/**
 * How a stream ended: with an event, or without one; `refused`: what came was no stream; `absent`:
 * there is none here and never will be.
 */
export type StreamEnd =
  | StreamEvent
  | { readonly name: 'closed' | 'absent' }
  | { readonly name: 'refused'; readonly seconds: number | undefined }

export interface StreamInput {
  /** Sends the request. */
  open(signal: Signal): Promise<StreamedReply>
  /** True for an event after which the stream goes on. */
  heard(event: StreamEvent): boolean
  readonly clock: Clock
  readonly signal: Signal
}

declare const TextDecoder: new () => {
  decode(piece: Uint8Array | undefined, options: { stream: boolean }): string
}

/** The server says something every 15 seconds; who says nothing for so long is not there any more. */
const silenceMilliseconds = 45_000

/** Reads one stream until the first event that ends it, or its end. Rejects where the line breaks or is silent. */
export async function readStream({
  open,
  heard: goesOn,
  clock,
  signal,
}: StreamInput): Promise<StreamEnd> {
  const line = newCut()
  const cut = (): void => line.abort()
  signal.addEventListener('abort', cut)
  try {
    const reply = await heard(open(line.signal))
    const { status, headers, body } = reply
    if (status === 404 || (status === 200 && !body)) return { name: 'absent' }
    const isStream = /^text\/event-stream\b/i.test(headers.get('content-type') ?? '')
    if (status !== 200 || !isStream || !body) {
      return { name: 'refused', seconds: retryAfterSecondsOf(reply) }
    }
    const reader = body.getReader()
    const decoder = new TextDecoder()
    const eventsIn = createEventReader()
    for (;;) {
      const { done, value } = await heard(reader.read())
      if (done) return { name: 'closed' }
      for (const event of eventsIn(decoder.decode(value, { stream: true }))) {
        if (!goesOn(event)) return event
      }
    }
  } finally {
    signal.removeEventListener('abort', cut)
    cut()
  }

  function heard<T>(work: Promise<T>): Promise<T> {
    const silence = clock.wait(silenceMilliseconds).then(() => {
      throw new TypeError('silent')
    })
    return Promise.race([work, silence])
  }
}
