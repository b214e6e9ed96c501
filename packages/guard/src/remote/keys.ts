import {
  type PublicRingFormat,
  publicHeaderOf,
  publicRingFormat,
  type SigningKey,
  sharedQuestion,
} from '@ztoken/token'
import { backgroundTimer } from './background-timer.ts'
import { parseJwks } from './jwks.ts'
import { RemoteError } from './remote-error.ts'
import type { Reports } from './reports.ts'
import { type Requests, readText } from './requests.ts'
import { backOff, type RemoteTiming } from './timing.ts'

export interface RemoteKeysOptions {
  readonly url: URL
  readonly requests: Requests
  readonly timing: RemoteTiming
  readonly monotonic: () => number
  readonly reports: Reports
}

/** The public keys of the login server, kept up to date. */
export interface RemoteKeys {
  readonly format: PublicRingFormat
  /** Asks for them now. Throws RemoteError, and the keys known stay then. */
  load(): Promise<void>
  /** Begins to ask for them whenever they have been kept for as long as they may. */
  follow(): void
  /** A key is gone: asks for its successor, and never for its own sake. */
  forget(kid: string): void
  /**
   * In: a token under no key that is known. Out: whether there was an answer, where the keys are
   * being asked for on account of it: it is one of ours by its form, and no other was for some
   * seconds; else null. Never rejects.
   */
  lookFor(token: string): Promise<boolean> | null
  close(): void
}

const maximumBytes = 64 * 1024
const usualAge = 300_000
const longestAge = 3_600_000
const mostMisses = 1000

export function createRemoteKeys(options: RemoteKeysOptions): RemoteKeys {
  const { url, requests, timing, monotonic, reports } = options
  const format = publicRingFormat()
  const forgotten = new Set<string>()
  const misses = new Set<string>()
  let etag: string | null = null
  let maximumAge = usualAge
  let failures = 0
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<boolean> | null = null
  let timer: NodeJS.Timeout | undefined
  let isOpen = true

  let askedAt = Number.NEGATIVE_INFINITY
  const isLost = (): boolean => monotonic() - askedAt > 2 * timing.answer

  const load = sharedQuestion(() => {
    askedAt = monotonic()
    return requests.converse(url, async ({ ask, allow }) => {
      allow(timing.answer, 'timed_out')
      // No cache on the way: one may still hold a key that was revoked.
      const headers = { accept: 'application/jwk-set+json', 'cache-control': 'no-cache' }
      const reply = await ask(url, etag === null ? headers : { ...headers, 'if-none-match': etag })
      if (reply.status === 200) {
        format.replace(keysIn(await readText(reply, url, maximumBytes)), () => '')
        etag = reply.headers.get('etag')
      } else if (etag === null) throw new RemoteError('status', url, { status: reply.status })
      maximumAge = ageOf(reply, timing.leastKeyAge)
    })
  }, isLost)

  function keysIn(text: string): SigningKey[] {
    try {
      return parseJwks(text)
    } catch (cause) {
      throw new RemoteError('malformed', url, { cause })
    }
  }

  async function refresh(): Promise<void> {
    if (!isOpen) return
    try {
      await load()
      failures = 0
      reports.worked()
    } catch (error) {
      failures += 1
      if (isOpen) reports.failed(error)
    }
    schedule()
  }

  function schedule(): void {
    clearTimeout(timer)
    if (!isOpen) return
    const wait = failures === 0 ? maximumAge : Math.min(maximumAge, backOff(failures, timing))
    timer = backgroundTimer(() => void refresh(), wait)
  }

  /** One that was asked for and is not there is never asked for again, of as many as fit. */
  function remember(header: string): void {
    misses.add(header)
    const [oldest] = misses
    if (misses.size > mostMisses && oldest !== undefined) misses.delete(oldest)
  }

  async function look(header: string): Promise<boolean> {
    lookedAt = monotonic()
    await refresh()
    looking = null
    if (failures === 0 && !isKnown(format, header)) remember(header)
    return failures === 0
  }

  return {
    format,
    load,
    follow: schedule,
    forget(kid) {
      const header = headerOf(format, kid)
      if (header !== null) forgotten.add(header)
      void refresh()
    },
    lookFor(token) {
      const header = publicHeaderOf(token)
      if (!isOpen || header === null || isKnown(format, header)) return null
      if (forgotten.has(header) || misses.has(header)) return null
      const isDue = monotonic() - lookedAt >= timing.unknownKey
      if (isDue && (looking === null || isLost())) looking = look(header)
      return looking
    },
    close() {
      isOpen = false
      clearTimeout(timer)
    },
  }
}

/** How long the answer may be kept (RFC 9111 §5.2.2.1). Milliseconds. */
function ageOf(reply: Response, least: number): number {
  const found = /(?:^|[\s,])max-age=([0-9]{1,9})(?:$|[\s,])/i.exec(
    reply.headers.get('cache-control') ?? '',
  )
  const given = found === null ? usualAge : Number(found[1]) * 1000
  return Math.min(Math.max(given, least), longestAge)
}

/** The header of tokens under another key of the format. */
function headerOf({ keys }: PublicRingFormat, kid: string): string | null {
  const [known] = keys
  if (known === undefined) return null
  const text = Buffer.from(known.header, 'base64url').toString('latin1')
  return Buffer.from(
    text.replace(known.kid, () => kid),
    'latin1',
  ).toString('base64url')
}

function isKnown({ keys }: PublicRingFormat, header: string): boolean {
  return keys.some((key) => key.header === header)
}
