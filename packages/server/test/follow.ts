import { onTestFinished } from 'vitest'

export interface Event {
  readonly id: string | null
  /** `comment` for what a browser would pass over. */
  readonly name: string
  readonly data: Record<string, unknown>
}

export interface Following {
  readonly reply: Response
  stop(): void
  /** The next event; null when the stream has ended. */
  next(): Promise<Event | null>
}

/** Opens an event stream and reads its events one by one, as a browser would. */
export async function follow(url: string, headers: Record<string, string>): Promise<Following> {
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const reply = await fetch(url, {
    headers: { accept: 'text/event-stream', ...headers },
    signal: stop.signal,
  })
  const events = eventsOf(reply.body as ReadableStream<Uint8Array>)
  return {
    reply,
    stop: () => stop.abort(),
    next: async () => (await events.next()).value ?? null,
  }
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Event, undefined> {
  let text = ''
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    text += piece
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end)
      text = text.slice(end + 2)
      yield block.startsWith(':') ? { id: null, name: 'comment', data: {} } : eventIn(block)
    }
  }
  return undefined
}

function eventIn(block: string): Event {
  const fields = new Map(
    block
      .split('\n')
      .map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)] as const),
  )
  return {
    id: fields.get('id') ?? null,
    name: fields.get('event') ?? 'message',
    data: JSON.parse(fields.get('data') ?? 'null'),
  }
}
