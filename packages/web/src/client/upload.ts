import type { Call } from '@ztoken/contract'
import { type ErrorCode, ZtokenError } from '@ztoken/sdk'
import type { AnyClient } from '@ztoken/sdk/vue'

/** What a proxy before the server says without words of the server's. */
const codesOfStatus: Readonly<Record<number, ErrorCode>> = {
  413: 'body_too_large',
  429: 'too_many_requests',
  503: 'unavailable',
}

/** Sends a file as it is, and gives the data of the reply. Throws as `client.request` does. */
export async function upload<Data>(
  client: AnyClient,
  { method, path }: Call<undefined, Data>,
  file: Blob,
  signal: AbortSignal,
): Promise<Data> {
  const headers = { 'content-type': file.type }
  const reply = await client.fetch(path, { method, headers, body: file, signal })
  const body: unknown = await reply.json().catch(() => null)
  const { code, msg, reason, data, request_id: requestId } = Object(body)
  if (code === 0) return data
  const { status } = reply
  throw new ZtokenError(reason ?? codesOfStatus[status] ?? 'unexpected_reply', client.language(), {
    message: msg,
    status,
    requestId,
    retryAfterSeconds: Number(reply.headers.get('retry-after')) || undefined,
  })
}
