import type { DefaultReply, Signal, Transport } from './ports.ts'

type Fetch = (url: string, init: object) => Promise<DefaultReply>

declare const fetch: Fetch
declare const AbortSignal: { timeout?(milliseconds: number): Signal }

/**
 * Sends by fetch: the platform's, looked up at each request so that whoever watches it sees ours
 * too, or one of your own. Throws TypeError where there is none.
 */
export function fetchTransport(own?: Fetch): Transport<DefaultReply> {
  if (own === undefined && typeof fetch === 'undefined') {
    throw new TypeError('no fetch here: give a transport')
  }
  return async ({ url, timeoutMilliseconds: limit, ...init }) => {
    const send = own ?? fetch
    return send(url, { ...init, ...(limit && { signal: timeLimit(limit) }) })
  }
}

/** Older browsers have none and wait as long as they wait. */
function timeLimit(milliseconds: number): Signal | undefined {
  return typeof AbortSignal === 'undefined' ? undefined : AbortSignal.timeout?.(milliseconds)
}
