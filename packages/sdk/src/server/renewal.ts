import type { GrantView } from '@ztoken/contract'
import { ZtokenError } from '../error.ts'
import type { DefaultReply } from '../ports.ts'
import { isEnding } from '../renewal.ts'
import { type Held, markOf, setBy } from './cookies.ts'
import { isPart, isPrefetch, pathOf } from './kinds.ts'
import { type Asked, later, type Pair } from './ports.ts'
import type { Upstream } from './upstream.ts'

/** What to do before a page is rendered. */
export interface Renewal {
  /** The Cookie header to render with, in the place of the browser's. */
  readonly cookie: string
  /** To append to the headers of the page: cookies, and that nobody keeps it for somebody else. */
  readonly headers: readonly Pair[]
  /**
   * To answer in the place of the page, a 503: ztoken is not reached, or a browser fetches ahead what
   * cannot be shown as it will be. Null: render.
   */
  readonly refusal: DefaultReply | null
}

/** What one refresh gave, for all who ask with the same cookie; null: the session is over. */
type Renewed = {
  readonly refresh: string
  readonly access: string
  readonly lines: string[]
} | null

/** As long as the server answers the token before the current one. */
const sharedMilliseconds = 10_000
const mostShared = 1000

const uncached: Pair = ['cache-control', 'private, no-store']

export function createRenewals(upstream: Upstream): (asked: Asked) => Promise<Renewal> {
  const { cookies, clock, wire } = upstream
  const shared = new Map<string, { readonly at: number; readonly renewed: Promise<Renewed> }>()

  return async (asked) => {
    const header = asked.headers.get('cookie')
    const kept = { cookie: header ?? '', headers: [], refusal: null }
    if (isPart(asked) || pathOf(asked.url ?? '').startsWith('/v1/')) return kept
    const held = await cookies.read(header)
    if (held.refresh === null) return kept
    if (held.accessToken !== null) return { ...kept, headers: [uncached] }
    if (isPrefetch(asked)) return { ...kept, refusal: later() }
    try {
      return renewalOf(header, await share(held as Held & { refresh: string }, asked))
    } catch (error) {
      const isPassing = error instanceof ZtokenError && /^(0|429|5..)$/.test(`${error.status}`)
      if (isPassing) return { ...kept, refusal: later() }
      throw error
    }
  }

  function renewalOf(header: string | null, renewed: Renewed): Renewal {
    const lines = renewed?.lines ?? [cookies.forgetAccess]
    const headers = [uncached, ...lines.map((line): Pair => ['set-cookie', line])]
    return { cookie: cookies.replaced(header, renewed), headers, refusal: null }
  }

  /** Renders that come together, or within the grace of the token, have one refresh between them. */
  async function share({ refresh }: { refresh: string }, asked: Asked): Promise<Renewed> {
    const mark = await markOf(refresh)
    const now = clock.now()
    for (const [other, { at }] of shared) {
      const isOver = Math.abs(now - at) >= sharedMilliseconds
      if (isOver || shared.size > mostShared) shared.delete(other)
    }
    const found = shared.get(mark)
    if (found !== undefined) return found.renewed
    const renewed = renew(refresh, asked)
    shared.set(mark, { at: now, renewed })
    // What failed is asked again by whoever comes next.
    renewed.catch(() => shared.delete(mark))
    return renewed
  }

  async function renew(refresh: string, asked: Asked): Promise<Renewed> {
    const reply = await upstream.refresh(refresh, asked)
    const lines = reply.headers.getSetCookie()
    try {
      const grant = await wire.dataOf<GrantView>(reply)
      const next = setBy(lines, cookies.refreshName)
      if (!next)
        throw new TypeError(`${upstream.origin} is not what ztoken takes for its public URL`)
      const { access_token: accessToken, expires_in: seconds } = grant
      const access = await cookies.valueOf({ refresh: next, accessToken, seconds })
      return { refresh: next, access, lines: [...lines, cookies.lineOf(access, seconds)] }
    } catch (error) {
      if (error instanceof ZtokenError && (isEnding(error.code) || error.status === 401))
        return null
      throw error
    }
  }
}
