import type { UserView } from '@ztoken/contract'
import { readMe } from '@ztoken/contract/me'
import { logout } from '@ztoken/contract/sign-in'
import { ZtokenError } from './error.ts'
import { asJson } from './headers.ts'
import type { DefaultReply } from './ports.ts'
import { isEnding } from './renewal.ts'
import type { RequestOptions } from './requests.ts'
import { createForward } from './server/forward.ts'
import type { ServerClientOptions } from './server/options.ts'
import type { Asked, AskedWhole, Pair } from './server/ports.ts'
import { createRenewals, type Renewal } from './server/renewal.ts'
import { createUpstream } from './server/upstream.ts'

export type { ServerClientOptions } from './server/options.ts'
export type { Asked, AskedHeaders, AskedWhole, Pair } from './server/ports.ts'
export type { Renewal } from './server/renewal.ts'

/** Who asks for a page. */
export interface Caller {
  readonly user: UserView
  /**
   * Asks ztoken as this user; with `call` of `@ztoken/sdk/call`, typed both ways.
   *
   * @throws ZtokenError what the server says, `network_failed`.
   */
  request<Data>(path: string, options?: RequestOptions): Promise<Data>
}

/** What the server of a front end does with the cookies of its pages. One for the whole process. */
export interface ServerClient {
  /**
   * Renews what has expired, in one place, before anything is rendered: Next.js' proxy, a middleware.
   * Out: what the render and the browser are to be given. Renders that come together have one refresh
   * between them; what is fetched ahead, pictures and files have none.
   *
   * @throws ZtokenError where ztoken is set up otherwise, e.g. `origin_unknown`.
   * @example
   * const { cookie, headers, refusal } = await server.renew(request)
   */
  renew(asked: Asked): Promise<Renewal>
  /**
   * Who asks; null: nobody. Never renews.
   *
   * @throws ZtokenError `origin_unknown` for a request from another site's page, `network_failed`.
   */
  caller(asked: Asked): Promise<Caller | null>
  /**
   * Answers what the page's own client asks below `/v1/`, from ztoken; 404 for anything else, 503
   * where ztoken is not reached. Rejects only where `addressOf` throws.
   */
  forward(asked: AskedWhole): Promise<DefaultReply>
  /**
   * Ends the session of whoever asks. Out: the headers of the reply, which take the cookies away. In:
   * a POST from a page of this origin.
   *
   * @throws ZtokenError `origin_unknown`, `network_failed`.
   */
  signOut(asked: Asked): Promise<readonly Pair[]>
}

/**
 * For the server of a front end whose pages sign in by `createCookieClient`. Throws TypeError for an
 * address that is none.
 *
 * @example
 * const server = createServerClient({ baseUrl: 'http://127.0.0.1:8080', origin: 'https://app.example' })
 * const caller = await server.caller(request)
 */
export function createServerClient(options: ServerClientOptions): ServerClient {
  const upstream = createUpstream(options)
  const { cookies, wire, urlOf, origin } = upstream
  const renew = createRenewals(upstream)

  /** Pages of others have no business here; browsers say whose a POST is. */
  function requireOwn({ headers }: Asked, method: string): void {
    const from = headers.get('origin')
    const isOwn = from === null ? /^(GET|HEAD)$/.test(method) : from === origin
    if (!isOwn) throw wire.failure('origin_unknown')
  }

  return {
    renew,
    forward: createForward(upstream, options.prefix ?? ''),
    async caller(asked) {
      requireOwn(asked, asked.method ?? 'GET')
      const { accessToken: token } = await cookies.read(asked.headers.get('cookie'))
      if (token === null) return null
      async function request<Data>(path: string, { body, ...rest }: RequestOptions = {}) {
        const json = asJson(body, rest.headers)
        const headers = { ...upstream.about(asked), ...json.headers }
        const sent = { method: 'GET', ...rest, ...json, headers, url: urlOf(path) }
        return wire.dataOf<Data>(await wire.send(sent, token as string))
      }
      try {
        return { user: await request<UserView>(readMe.path), request }
      } catch (error) {
        if (error instanceof ZtokenError && (isEnding(error.code) || error.status === 401))
          return null
        throw error
      }
    },
    async signOut(asked) {
      requireOwn(asked, asked.method ?? 'POST')
      const { cookie, refusal } = await renew(asked)
      if (refusal !== null) throw wire.failure('network_failed')
      const { accessToken } = await cookies.read(cookie)
      if (accessToken !== null) {
        const { method, path } = logout
        const headers = upstream.about(asked)
        const reply = await wire.send({ method, url: urlOf(path), headers }, accessToken)
        if (reply.status !== 401) await wire.dataOf(reply)
      }
      return [
        ['cache-control', 'private, no-store'],
        ['clear-site-data', '"cache"'],
        ['set-cookie', cookies.forgetRefresh],
        ['set-cookie', cookies.forgetAccess],
      ]
    },
  }
}
