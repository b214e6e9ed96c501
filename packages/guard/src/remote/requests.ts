import { RemoteError, type RemoteFault } from './remote-error.ts'

/** The part of `fetch` that is used. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>

/** A request under way and the time it has. */
export interface Conversation {
  /** In: what statuses are an answer beside 200 and 304. Out: the reply's head. Throws RemoteError. */
  ask(url: URL, headers: Record<string, string>, alsoAnswers?: readonly number[]): Promise<Response>
  /** From now on so many milliseconds; then it ends with this fault. */
  allow(milliseconds: number, fault: RemoteFault): void
}

export interface Requests {
  /** False once everything was cut off. */
  readonly isOpen: boolean
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

  return {
    get isOpen() {
      return isOpen
    },
    async converse(url, talk) {
      const stop = new AbortController()
      let timer: NodeJS.Timeout | undefined
      if (!isOpen) throw new RemoteError('unreachable', url)
      underWay.add(stop)
      try {
        return await talk({
          async ask(asked, headers, alsoAnswers = []) {
            // Whoever could redirect could collect the feed's token or hand in keys.
            const reply = await fetch(asked, { headers, signal: stop.signal, redirect: 'manual' })
            const fault = faultOf(reply.status, alsoAnswers)
            if (fault !== null) throw new RemoteError(fault, url, { status: reply.status })
            return reply
          },
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

/** Why a status is no answer; null where it is one. */
function faultOf(status: number, alsoAnswers: readonly number[]): RemoteFault | null {
  if (status === 200 || status === 304 || alsoAnswers.includes(status)) return null
  return status >= 300 && status < 400 ? 'redirected' : 'status'
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
