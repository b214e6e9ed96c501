import type { Call, Given } from '@ztoken/contract'
import type { Client } from './client.ts'
import type { Signal } from './ports.ts'

export type { Call, Given } from '@ztoken/contract'

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: Signal
}

/** Left out where nothing has to be given. */
type Rest<Input> = [Input] extends [undefined]
  ? [input?: undefined, options?: CallOptions]
  : object extends NonNullable<Input>
    ? [input?: Given<NonNullable<Input>>, options?: CallOptions]
    : [input: Given<Input>, options?: CallOptions]

/**
 * Asks what a call of the contract is for, typed both ways: `call(client, banUser, { id, reason })`.
 * What the path names is put there, the rest goes into the query of a GET and the body of anything
 * else. Nothing given changes which path it is. Throws as `client.request` does, and TypeError
 * where the path lacks something.
 */
export function call<Input, Data>(
  client: Pick<Client, 'request'>,
  { method, path }: Call<Input, Data>,
  ...[input, options]: Rest<Input>
): Promise<Data> {
  const rest: Record<string, unknown> = { ...input }
  const address = path.replace(/:([a-z]+)/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    if (typeof value !== 'string' || /^\.{0,2}$/.test(value)) {
      throw new TypeError(`the path needs ${name}`)
    }
    return encodeURIComponent(value)
  })
  const isQuery = method === 'GET'
  const hasMore = Object.keys(rest).length > 0
  return client.request<Data>(isQuery ? address + queryOf(rest) : address, {
    ...options,
    method,
    ...(hasMore && !isQuery && { body: rest }),
  })
}

function queryOf(values: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}
