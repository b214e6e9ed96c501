import type { HeadersLike } from './ports.ts'

interface JsonRequest {
  /** Undefined where there is nothing to send. */
  readonly body: string | undefined
  readonly headers: Record<string, string>
}

/** A body as JSON, and the headers it goes with. */
export function asJson(value: unknown, headers?: HeadersLike): JsonRequest {
  const body = JSON.stringify(value) as string | undefined
  return {
    body,
    headers: { ...(body && { 'content-type': 'application/json' }), ...plainHeaders(headers) },
  }
}

/** Headers of any form as an object, names in lower case. */
export function plainHeaders(headers: HeadersLike = {}): Record<string, string> {
  const plain: Record<string, string> = {}
  const pairs = Symbol.iterator in headers ? headers : Object.entries(headers)
  for (const [name, value] of pairs as Iterable<readonly [string, unknown]>) {
    plain[name.toLowerCase()] = String(value)
  }
  return plain
}
