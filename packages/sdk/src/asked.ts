import { plainHeaders } from './headers.ts'
import type { FetchInit, TransportRequest } from './ports.ts'

type Request = Omit<TransportRequest, 'redirect'>

/** A Request, a body that is a stream, or anything else. */
export interface Asked extends FetchInit {
  readonly [name: string]: unknown
  blob?(): Promise<{ readonly size: number }>
}

/**
 * What is asked at an address: what `over` says, and of a Request what that leaves out, as fetch
 * reads it (WHATWG Fetch §5.4); `over` may be a Request, too. The body of a Request is read, since
 * it may have to be sent again; rejects where it was read before.
 */
export async function requestOf(
  url: string,
  request: Asked,
  over?: Asked | null,
): Promise<Request> {
  const asked: Record<string, unknown> = { method: 'GET' }
  for (const from of [request.blob && request, over]) {
    // What a Request says stands on its prototype.
    for (const name in from) asked[name] = from[name] ?? asked[name]
  }
  const { method, headers } = asked as Asked
  const body = await (over?.body ? over : request).blob?.()
  if (body) asked.body = body.size > 0 ? body : undefined
  return {
    ...asked,
    url,
    method: `${method}`.toUpperCase(),
    headers: plainHeaders(headers),
  }
}

/** What can be sent once. */
export function isStream(body: unknown): boolean {
  return !!(Object(body).getReader || Object(body)[Symbol.asyncIterator])
}
