import type { Clock } from '../ports.ts'

/** What a browser sent, as far as a render may go by it. */
export interface Held {
  /** The whole value of ztoken's own cookie; null where there is none, or more than one. */
  readonly refresh: string | null
  /** The access token of that very session, as long as it holds; null where there is none. */
  readonly accessToken: string | null
}

/** What a grant leaves with the browser. */
export interface Kept {
  readonly refresh: string
  readonly accessToken: string
  /** How long the access token holds. */
  readonly seconds: number
}

/** The cookies of one front end. */
export interface PageCookies {
  readonly refreshName: string
  read(header: string | null): Promise<Held>
  /** What of a Cookie header is ztoken's business, each as often as it came. */
  ofZtoken(header: string | null): string
  /** The access token as the value of a cookie. */
  valueOf(kept: Kept): Promise<string>
  /** The line that has a browser keep such a value. */
  lineOf(value: string, seconds: number): string
  /** The line that has a browser forget the access token. */
  readonly forgetAccess: string
  /** The line that has a browser forget the session. */
  readonly forgetRefresh: string
  /** A Cookie header with others in the place of ours; null: with none of ours. */
  replaced(header: string | null, ours: { refresh: string; access: string } | null): string
}

declare const crypto: {
  readonly subtle: { digest(name: string, data: Uint8Array): Promise<ArrayBuffer> }
}
declare const TextEncoder: new () => { encode(text: string): Uint8Array }

/** A render takes its time: what would end during it is renewed before it. */
const marginMilliseconds = 30_000

/**
 * Named as ztoken names its own: out of reach of subdomains over https; with the port on this machine,
 * where ports share their cookies.
 */
export function createPageCookies(origin: string, clock: Clock): PageCookies {
  const isSecure = origin.startsWith('https:')
  const port = /:([0-9]+)$/.exec(origin)?.[1] ?? '80'
  const nameOf = (what: string) => (isSecure ? `__Host-ztoken-${what}` : `ztoken-${what}-${port}`)
  const refreshName = nameOf('refresh')
  const accessName = nameOf('access')
  const deviceName = nameOf('device')
  const attributes = `Path=/; HttpOnly; ${isSecure ? 'Secure; ' : ''}SameSite=Lax`

  return {
    refreshName,
    async read(header) {
      const refresh = only(refreshName, header)
      const access = only(accessName, header)
      if (refresh === null || access === null) return { refresh, accessToken: null }
      const [, mark, end, token = ''] = /^([\w-]+)\.([0-9]+)\.(.+)$/.exec(access) ?? []
      const holds = Number(end) - marginMilliseconds > clock.now()
      return { refresh, accessToken: holds && mark === (await markOf(refresh)) ? token : null }
    },
    ofZtoken: (header) =>
      pairsIn(header)
        .filter((pair) => [refreshName, deviceName].some((name) => pair.startsWith(`${name}=`)))
        .join('; '),
    async valueOf({ refresh, accessToken, seconds }) {
      return `${await markOf(refresh)}.${clock.now() + seconds * 1000}.${accessToken}`
    },
    lineOf: (value, seconds) => `${accessName}=${value}; Max-Age=${seconds}; ${attributes}`,
    forgetAccess: `${accessName}=; Max-Age=0; ${attributes}`,
    forgetRefresh: `${refreshName}=; Max-Age=0; ${attributes}`,
    replaced(header, ours) {
      const others = pairsIn(header).filter(
        (pair) => !pair.startsWith(`${refreshName}=`) && !pair.startsWith(`${accessName}=`),
      )
      const mine = ours ? [`${refreshName}=${ours.refresh}`, `${accessName}=${ours.access}`] : []
      return [...others, ...mine].join('; ')
    },
  }
}

/**
 * Of which refresh token an access token is: a slow reply may leave that of another session, or of
 * somebody else, and whoever has signed out has none.
 */
export async function markOf(refresh: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(refresh))
  return Array.from(new Uint8Array(digest).subarray(0, 16), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}

/** Two of one name: somebody else put one of them there, and neither counts. */
function only(name: string, header: string | null): string | null {
  const found = pairsIn(header).filter((pair) => pair.startsWith(`${name}=`))
  return found.length === 1 ? found[0]?.slice(name.length + 1) || null : null
}

function pairsIn(header: string | null): string[] {
  return (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
}

/** The value of a cookie that a reply sets: undefined where it does not, empty where it takes it away. */
export function setBy(lines: readonly string[], name: string): string | undefined {
  const line = lines.find((one) => one.startsWith(`${name}=`))
  return line?.slice(name.length + 1).split(';', 1)[0]
}
