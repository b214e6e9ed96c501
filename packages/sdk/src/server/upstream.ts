import { csrfHeader } from '@ztoken/contract/cookies'
import { refresh as refreshCall } from '@ztoken/contract/sign-in'
import { createUrlOf } from '../address.ts'
import { systemClock } from '../clock.ts'
import { fetchTransport } from '../fetch-transport.ts'
import type { Clock, Transport } from '../ports.ts'
import { createWire, type Wire } from '../wire.ts'
import { createPageCookies, type PageCookies } from './cookies.ts'
import type { ServerClientOptions } from './options.ts'
import type { Asked, ServerReply } from './ports.ts'

/** The way to ztoken, and what is said there of whoever asks the front end. */
export interface Upstream {
  readonly origin: string
  readonly clock: Clock
  readonly cookies: PageCookies
  readonly wire: Wire<ServerReply>
  readonly transport: Transport<ServerReply>
  urlOf(path: string): string
  /** Where the browser is, as ztoken learns it from a proxy it trusts, and what it is. */
  about(asked: Asked): Record<string, string>
  /**
   * Renews as the front end's own page would. No cookie but ztoken's own goes along.
   *
   * @throws ZtokenError `network_failed`.
   */
  refresh(refresh: string, asked: Asked): Promise<ServerReply>
}

/**
 * The server honours the token before the current one for ten seconds: a reply that was lost is asked
 * for again before they are over.
 */
const timeoutMilliseconds = 4000
const attempts = 2

export function createUpstream(options: ServerClientOptions): Upstream {
  const { baseUrl, origin, addressOf, clock = systemClock, language = 'zh-CN' } = options
  if (!/^https?:\/\/[^/?#@\s]+$/.test(origin)) {
    throw new TypeError('origin is that of the front end, e.g. https://app.example')
  }
  const transport = (options.transport ?? fetchTransport()) as Transport<ServerReply>
  const urlOf = createUrlOf(baseUrl)
  const wire = createWire<ServerReply>({
    ...{ transport, clock, urlOf, prefix: '', header: 'authorization' },
    language: () => language,
  })
  const [scheme = '', host = ''] = origin.split('://')

  function about(asked: Asked): Record<string, string> {
    const { headers } = asked
    const address = addressOf?.(asked) ?? null
    const agent = headers.get('user-agent')
    const languages = headers.get('accept-language')
    return {
      'x-forwarded-host': host,
      'x-forwarded-proto': scheme,
      ...(address !== null && { 'x-forwarded-for': address }),
      ...(agent !== null && { 'user-agent': agent }),
      ...(languages !== null && { 'accept-language': languages }),
    }
  }

  const cookies = createPageCookies(origin, clock)
  return {
    ...{ origin, clock, cookies, wire, transport, urlOf, about },
    async refresh(refresh, asked) {
      const { method, path } = refreshCall
      const request = {
        method,
        url: urlOf(path),
        timeoutMilliseconds,
        headers: {
          ...about(asked),
          'content-type': 'application/json',
          cookie: `${cookies.refreshName}=${refresh}`,
          origin,
          [csrfHeader]: '1',
        },
        body: '{"transport":"cookie"}',
      }
      for (let attempt = 1; ; attempt += 1) {
        try {
          const reply = await wire.send(request)
          if (reply.status < 500 || attempt === attempts) return reply
        } catch (error) {
          if (attempt === attempts) throw error
        }
      }
    },
  }
}
