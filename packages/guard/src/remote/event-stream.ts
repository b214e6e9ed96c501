import { createParser } from 'eventsource-parser'
import { RemoteError } from './remote-error.ts'

/** One event of a stream. */
export interface StreamEvent {
  readonly name: string
  readonly data: string
}

const maximumLength = 16 * 1024

/**
 * Events as they arrive (WHATWG HTML §9.2.6). Comments, and events without data, are passed over.
 * In: the bytes of the reply from `url`. Throws RemoteError `too_large` for an event longer than
 * 16 KiB, `malformed` where the bytes are not UTF-8.
 */
export async function* eventsOf(
  body: AsyncIterable<Uint8Array>,
  url: URL,
): AsyncGenerator<StreamEvent, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const events: StreamEvent[] = []
  let isTooLarge = false
  const parser = createParser({
    maxBufferSize: maximumLength,
    onEvent({ event = 'message', data }) {
      isTooLarge ||= data.length > maximumLength
      events.push({ name: event, data })
    },
    onError({ type }) {
      isTooLarge ||= type === 'max-buffer-size-exceeded'
    },
  })
  for await (const piece of body) {
    parser.feed(textOf(decoder, piece, url))
    if (isTooLarge) throw new RemoteError('too_large', url)
    yield* events.splice(0)
  }
}

function textOf(decoder: InstanceType<typeof TextDecoder>, piece: Uint8Array, url: URL): string {
  try {
    return decoder.decode(piece, { stream: true })
  } catch (cause) {
    throw new RemoteError('malformed', url, { cause })
  }
}
