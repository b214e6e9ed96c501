import { csrfHeader } from '@ztoken/contract/cookies'
import { humanCheckHeader } from '@ztoken/contract/human-check'
import { bodyOf } from '../error.ts'
import type { DefaultReply } from '../ports.ts'
import { setBy } from './cookies.ts'
import { type AskedWhole, later, type Pair, replyOf, type ServerReply } from './ports.ts'
import type { Upstream } from './upstream.ts'

/** What ztoken reads of a request. Who is in between, it is told by us alone. */
const handedOn = [
  ...['accept', 'authorization', 'z-token', csrfHeader, humanCheckHeader, 'content-type'],
  ...['origin', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest'],
  ...['if-none-match', 'last-event-id', 'traceparent'],
]

/** Of one connection, of a body that has been unpacked meanwhile, or set one by one. */
const ofConnection =
  /^(connection|keep-alive|transfer-encoding|upgrade|te|trailer|content-encoding|content-length|set-cookie)$/

/**
 * Hands on what a page asks ztoken, word for word: whether it may be asked is judged there, by the
 * origin and the headers that the browser sent. What signs in or out here is known to the next render.
 */
export function createForward(
  upstream: Upstream,
  prefix: string,
): (asked: AskedWhole) => Promise<DefaultReply> {
  const { cookies, transport, urlOf } = upstream

  return async (asked) => {
    const found = /^[a-z]+:\/\/[^/?#]*([^#]*)/i.exec(asked.url)?.[1] ?? asked.url
    const path = found.startsWith(prefix) ? found.slice(prefix.length) : ''
    if (!/^\/v1\//.test(path)) return replyOf(404, [['cache-control', 'no-store']], null)
    const sent = {
      url: urlOf(path),
      method: asked.method,
      headers: {
        ...given(asked),
        ...upstream.about(asked),
        cookie: cookies.ofZtoken(asked.headers.get('cookie')),
      },
      redirect: 'manual' as const,
      ...(asked.signal && { signal: asked.signal }),
      // A body that is still being read (WHATWG fetch asks for the word).
      ...(asked.body !== null && { body: asked.body, duplex: 'half' }),
    }
    const reply = await transport(sent).catch(() => null)
    if (reply === null) return later()
    const lines = reply.headers.getSetCookie()
    const own = await accessLine(reply, setBy(lines, cookies.refreshName))
    const headers = [...lines, ...own].map((line): Pair => ['set-cookie', line])
    reply.headers.forEach((value, name) => {
      if (!ofConnection.test(name)) headers.push([name, value])
    })
    return replyOf(reply.status, headers, reply.body)
  }

  async function accessLine(reply: ServerReply, refresh: string | undefined): Promise<string[]> {
    if (refresh === undefined) return []
    if (refresh === '') return [cookies.forgetAccess]
    const { data } = await bodyOf(reply.clone())
    const { access_token: accessToken, expires_in: seconds } = Object(data)
    if (!accessToken) return []
    const value = await cookies.valueOf({ refresh, accessToken, seconds })
    return [cookies.lineOf(value, seconds)]
  }
}

function given({ headers }: AskedWhole): Record<string, string> {
  const pairs = handedOn.map((name) => [name, headers.get(name)] as const)
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== null))
}
