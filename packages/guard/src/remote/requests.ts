import { RemoteError, type RemoteFault } from './remote-error.ts'

/** The part of `fetch` that is used. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>

/** A request under way and the time it has. */
export interface Conversation {
  /** Out: the reply's head. Throws RemoteError. */
  ask(url: URL, headers: Record<string, string>): Promise<Response>
  /** From now on so many milliseconds; then it ends with this fault. */
  allow(milliseconds: number, fault: RemoteFault): void
}

export interface Requests {
  /**
   * One request from beginning to end; nothing of it stays open afterwards. `url` names it in
   * errors. Throws RemoteError.
   */
  converse<Result>(url: URL, talk: (conversation: Conversation) => Promise<Result>): Promise<Result>
  /** Cuts off everything under way. */
  close(): void
}

export function createRequests(fetch: Fetch): Requests {
  const underWay = new Set<AbortController>()
  let isOpen = true

  async function ask(url: URL, headers: Record<string, string>, signal: AbortSignal) {
    // Whoever could redirect could collect the feed's token or hand in keys.
    const reply = await fetch(url, { headers, signal, redirect: 'manual' })
    const { status } = reply
    if (status !== 304 && status >= 300 && status < 400) throw new RemoteError('redirected', url)
    if (status !== 200 && status !== 304) throw new RemoteError('status', url, { status })
    return reply
  }

  return {
    async converse(url, talk) {
      const stop = new AbortController()
      let timer: NodeJS.Timeout | undefined
      if (!isOpen) throw new RemoteError('unreachable', url)
      underWay.add(stop)
      try {
        return await talk({
          ask: (asked, headers) => ask(asked, headers, stop.signal),
          allow(milliseconds, fault) {
            clearTimeout(timer)
            timer = setTimeout(() => stop.abort(new RemoteError(fault, url)), milliseconds)
          },
        })
      } catch (error) {
        if (stop.signal.reason instanceof RemoteError) throw stop.signal.reason
        throw error instanceof RemoteError
          ? error
          : new RemoteError('unreachable', url, { cause: error })
      } finally {
        clearTimeout(timer)
        underWay.delete(stop)
        stop.abort()
      }
    },
    close() {
      isOpen = false
      for (const stop of underWay) stop.abort()
    },
  }
}

/** The body as text. Throws RemoteError `too_large`, `malformed` where it is not UTF-8. */
export async function readText(reply: Response, url: URL, maximumBytes: number): Promise<string> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of bodyOf(reply)) {
    bytes += piece.byteLength
    if (bytes > maximumBytes) throw new RemoteError('too_large', url)
    pieces.push(piece)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(pieces))
  } catch (cause) {
    throw new RemoteError('malformed', url, { cause })
  }
}

/** The bytes of a body as they arrive. */
export function bodyOf(reply: Response): AsyncIterable<Uint8Array> {
  return (reply.body ?? []) as unknown as AsyncIterable<Uint8Array>
}
