import type { ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** The type of a reply that goes on for as long as somebody listens. */
export const eventStream = 'text/event-stream; charset=utf-8'

/** True where the client asks for an event stream (WHATWG HTML §9.2). */
export function wantsEvents({ headers }: FastifyRequest): boolean {
  const types = (headers.accept ?? '').split(',').map((type) => type.split(';', 1)[0]?.trim())
  return types.includes('text/event-stream')
}

/** The reply leaves Fastify's hands, with the headers it has been given so far. */
export function beginEventStream(reply: FastifyReply): void {
  reply.headers({
    'content-type': eventStream,
    'cache-control': 'no-store, no-transform',
    // nginx would keep events until a buffer is full.
    'x-accel-buffering': 'no',
    connection: 'close',
  })
  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value)
  }
  reply.raw.writeHead(200)
  reply.raw.flushHeaders()
}

/** What an event is on the wire. */
export function eventText(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}

/** The sending end of a stream. */
export interface EventLine {
  readonly isOpen: boolean
  /** Cuts off who has more waiting than they may: it is what they did not take. */
  send(text: string): void
  /** Sends the end; who does not take it is cut off after ten seconds. */
  end(): void
  cutOff(): void
}

const lingerMilliseconds = 10_000

export function createEventLine(response: ServerResponse, bufferBytes: number): EventLine {
  const isOpen = (): boolean => !response.writableEnded && !response.destroyed

  return {
    get isOpen() {
      return isOpen()
    },
    send(text) {
      if (!isOpen()) return
      if (response.writableLength > bufferBytes) response.destroy()
      else response.write(text)
    },
    end() {
      if (!isOpen()) return
      response.end()
      const late = setTimeout(() => response.destroy(), lingerMilliseconds).unref()
      response.once('close', () => clearTimeout(late))
    },
    cutOff: () => void response.destroy(),
  }
}
