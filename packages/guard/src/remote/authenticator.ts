import { unavailable, ZtokenError } from '@ztoken/contract'
import { createReader, type TokenFault } from '@ztoken/token'
import type { Authenticator, Caller } from '../caller.ts'
import { checkedHeader } from '../credentials.ts'
import { checkedAddress } from './address.ts'
import { createFeed } from './feed.ts'
import { createRemoteKeys } from './keys.ts'
import { createKnowledge } from './knowledge.ts'
import { feedOf, formatsOf, partiesOf, type RemoteOptions, staleRulesOf } from './options.ts'
import { RemoteError } from './remote-error.ts'
import { createReports, unfailing, warn } from './reports.ts'
import { createRequests } from './requests.ts'
import { createRemoteRevocations } from './revocations.ts'
import { usualTiming } from './timing.ts'

/** An authenticator for another service. Permissions and roles are known to the login server alone. */
export interface RemoteAuthenticator extends Authenticator {
  isStale(): boolean
  /**
   * How old the knowledge of revocations is, in milliseconds, or null where none are followed; how
   * many are held; and whether they arrive by the event stream.
   */
  revocationState(): {
    readonly ageMilliseconds: number | null
    readonly entries: number
    readonly isStreaming: boolean
  }
  /** Ends every connection. What was known then goes on being used, and grows stale. */
  close(): void
}

/**
 * Opens a guard's authenticator in a service that has no database of logins: with the login
 * server's public keys or a shared secret, and its feed of revocations. When it resolves, the keys
 * and everything revoked so far are known; both are followed until it is closed.
 * Throws TypeError for options that cannot be meant, KeyError for a secret that may not be used,
 * ZtokenError `unavailable` where keys or revocations cannot be had, its cause a RemoteError.
 */
export async function createRemoteAuthenticator(
  options: RemoteOptions,
): Promise<RemoteAuthenticator> {
  const { clock = Date.now, monotonic = () => performance.now() } = options
  const report = unfailing(options.report ?? warn)
  const timing = { ...usualTiming, ...options.timing }
  const stale = staleRulesOf(options)
  const header = checkedHeader(options.header)
  const source = feedOf(options)
  const jwksUrl = options.jwksUrl === undefined ? null : checkedAddress('jwksUrl', options.jwksUrl)
  const requests = createRequests(options.fetch ?? fetch)
  const knowledge = createKnowledge(clock, monotonic)
  const keys =
    jwksUrl === null
      ? null
      : createRemoteKeys({
          url: jwksUrl,
          requests,
          timing,
          monotonic,
          reports: createReports(report),
        })
  const reader = createReader({
    ...partiesOf(options),
    formats: formatsOf(options, keys?.format ?? null),
    clock,
    leewaySeconds: options.leewaySeconds ?? 5,
    maximumTokenSeconds: options.maximumTokenSeconds ?? 86_400,
    cacheSize: options.tokenCacheSize ?? 10_000,
  })
  const revocations = createRemoteRevocations(clock, (kid) => {
    reader.removeKey(kid)
    keys?.forget(kid)
  })
  const feed =
    source === null
      ? null
      : createFeed({
          ...source,
          requests,
          timing,
          knowledge,
          staleAge: stale.age,
          apply: revocations.apply,
          reports: { pages: createReports(report), stream: createReports(report) },
        })

  function authenticate(token: string): Caller {
    const found = reader.read(token)
    if (typeof found === 'string') throw refusalOf(found, token)
    const code = revocations.refusalOf(found)
    if (code !== null) throw new ZtokenError(code)
    return { userId: found.claims.sub, sessionId: found.claims.sid, token: found }
  }

  /** Outside, every fault but expiry looks the same (attack T195). */
  function refusalOf(fault: TokenFault, token: string): ZtokenError {
    if (fault === 'expired') return new ZtokenError('token_expired')
    // Its key may be a moment old: to call the token invalid would sign somebody out.
    if (keys?.lookFor(token)) return new ZtokenError('unavailable', { retryAfterSeconds: 1 })
    return new ZtokenError('token_invalid')
  }

  async function authenticateAsking(token: string): Promise<Caller> {
    // A token that does not hold anyway asks nobody.
    authenticate(token)
    try {
      await feed?.ask()
    } catch (cause) {
      throw unavailable(cause)
    }
    return authenticate(token)
  }

  function close(): void {
    keys?.close()
    feed?.close()
    requests.close()
  }

  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    requests.close()
  }, timing.start)
  try {
    await keys?.load()
    await feed?.sync()
  } catch (fault) {
    close()
    const url = source?.url ?? jwksUrl
    const cause =
      isLate && url !== null ? new RemoteError('timed_out', url, { cause: fault }) : fault
    throw new ZtokenError('unavailable', { cause })
  } finally {
    clearTimeout(timer)
  }
  keys?.follow()
  feed?.follow()

  return {
    authenticate,
    isStale: () => feed !== null && knowledge.age() > stale.age,
    whenStale: stale.policy,
    header,
    authenticateAsking,
    revocationState: () => ({
      ageMilliseconds: feed === null ? null : knowledge.age(),
      entries: revocations.size,
      isStreaming: feed?.isStreaming ?? false,
    }),
    close,
  }
}
