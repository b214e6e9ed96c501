import type { AppOptions, createFetchHandler } from 'ztoken/server'
import { countedRotations } from '../../server/test/counted-rotations.ts'
import { fetchTransport } from '../src/index.ts'
import { createServerClient, type Renewal, type ServerClientOptions } from '../src/server.ts'
import { open, password, phone } from './open.ts'

export const origin = 'https://app.example'
const page = { host: 'app.example', origin, 'sec-fetch-site': 'same-origin', 'z-csrf': '1' }

/** A ztoken on SQLite, a front end's server before it, and a browser that keeps cookies. */
export async function openFrontEnd(appOptions: AppOptions = {}) {
  const { store, rotations } = countedRotations()
  let now = Date.UTC(2026, 0, 1)
  const clock = { now: () => now, wait: async () => {} }
  const tuning = { store, clock: () => now, monotonic: () => now }
  const site = await open(undefined, { publicUrl: origin, ...appOptions }, tuning)
  const client = (options: Partial<ServerClientOptions> = {}) =>
    createServerClient({ baseUrl: site.origin, origin, clock, ...options })
  return {
    ...site,
    client,
    rotations,
    advance(seconds: number) {
      now += seconds * 1000
    },
  }
}

/** What a browser keeps for one origin, without regard to how long. */
export function createBrowser() {
  const jar = new Map<string, string>()
  const browser = {
    jar,
    header: () => [...jar].map((pair) => pair.join('=')).join('; '),
    take(lines: readonly string[]) {
      for (const line of lines) {
        const [pair = ''] = line.split(';')
        const at = pair.indexOf('=')
        if (line.includes('Max-Age=0')) jar.delete(pair.slice(0, at))
        else jar.set(pair.slice(0, at), pair.slice(at + 1))
      }
    },
    takeFrom({ headers }: Pick<Renewal, 'headers'>) {
      browser.take(headers.filter(([name]) => name === 'set-cookie').map(([, line]) => line))
    },
    /** A page that is asked for. */
    page(path = '/', headers: Record<string, string> = {}) {
      return new Request(origin + path, { headers: { cookie: browser.header(), ...headers } })
    },
    /** What a page's script asks. */
    script(path: string, body: object | null, headers: Record<string, string> = {}) {
      return new Request(origin + path, {
        method: body === null ? 'GET' : 'POST',
        headers: {
          ...page,
          cookie: browser.header(),
          ...(body && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
      })
    },
    async signIn(server: ReturnType<typeof createServerClient>, person = { phone, password }) {
      const body = { ...person, transport: 'cookie' }
      const reply = await server.forward(browser.script('/v1/login', body))
      browser.take(reply.headers.getSetCookie())
      return reply
    },
  }
  return browser
}

/** The same headers with other cookies: what a render sees after a renewal. */
export function rendering({ cookie }: Renewal) {
  return { headers: new Headers({ cookie }) }
}

/** A transport into a ztoken of the same process. */
export function within(handler: Awaited<ReturnType<typeof createFetchHandler>>) {
  return fetchTransport((url, init) => handler(new Request(url, init)))
}
