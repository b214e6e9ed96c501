import { ZtokenError } from '@ztoken/contract'
import { createReader } from '@ztoken/token'
import { checkedHeader } from '../credentials.ts'
import { createRemoteAccess } from './access.ts'
import { createAccessQuestions } from './access-questions.ts'
import { checkedAddress } from './address.ts'
import { createRemoteCallers } from './callers.ts'
import { createFeed } from './feed.ts'
import { createRemoteKeys } from './keys.ts'
import { createKnowledge } from './knowledge.ts'
import {
  feedOf,
  formatsOf,
  knownAccountsOf,
  partiesOf,
  type RemoteOptions,
  staleRulesOf,
} from './options.ts'
import type {
  PermittingAuthenticator,
  RemoteAuthenticator,
  StepUpAuthenticator,
} from './remote-authenticator.ts'
import { RemoteError } from './remote-error.ts'
import { createReports, unfailing, warn } from './reports.ts'
import { createRequests } from './requests.ts'
import { createRemoteRevocations } from './revocations.ts'
import { createRemoteStepUps, stepUpSecondsOf } from './step-ups.ts'
import { usualTiming } from './timing.ts'

/**
 * Opens a guard's authenticator in a service that has no database of logins: with the login
 * server's public keys or a shared secret, and its feed of revocations. When it resolves, the keys
 * and everything revoked so far are known; both are followed until it is closed. With `permissions`
 * it also asks what accounts may do, once each, and follows what changes; with `authenticationClaims`
 * it asks tokens when and how somebody showed who they are.
 * Throws TypeError for options that cannot be meant, KeyError for a secret that may not be used,
 * ZtokenError `unavailable` where keys or revocations cannot be had, or the feed token may not know
 * permissions; its cause is a RemoteError.
 */
export function createRemoteAuthenticator(
  options: RemoteOptions & { readonly permissions: true; readonly authenticationClaims: true },
): Promise<PermittingAuthenticator & StepUpAuthenticator>
export function createRemoteAuthenticator(
  options: RemoteOptions & { readonly permissions: true },
): Promise<PermittingAuthenticator>
export function createRemoteAuthenticator(
  options: RemoteOptions & { readonly authenticationClaims: true },
): Promise<StepUpAuthenticator>
export function createRemoteAuthenticator(options: RemoteOptions): Promise<RemoteAuthenticator>
export async function createRemoteAuthenticator(
  options: RemoteOptions,
): Promise<RemoteAuthenticator> {
  const { clock = Date.now, monotonic = () => performance.now() } = options
  const report = unfailing(options.report ?? warn)
  const timing = { ...usualTiming, ...options.timing }
  const stale = staleRulesOf(options)
  const header = checkedHeader(options.header)
  const source = feedOf(options)
  const knownAccounts = knownAccountsOf(options)
  const stepUpSeconds = stepUpSecondsOf(options)
  const jwksUrl = options.jwksUrl === undefined ? null : checkedAddress('jwksUrl', options.jwksUrl)
  const requests = createRequests(options.fetch ?? fetch)
  const knowledge = createKnowledge(clock, monotonic)
  const isStale = (): boolean => source !== null && knowledge.age() > stale.age
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
  const access =
    source === null || knownAccounts === null
      ? null
      : createRemoteAccess({
          ask: createAccessQuestions({
            ...source,
            requests,
            timing,
            monotonic,
            reports: createReports(report),
          }),
          knownAccounts,
          isStale,
          whenStale: stale.policy,
          foreignAccess: options.foreignAccess ?? false,
          monotonic,
          longest: 2 * timing.answer,
        })
  const revocations = createRemoteRevocations({
    clock,
    onKeyRevoked(kid) {
      reader.removeKey(kid)
      keys?.forget(kid)
    },
    onEverythingEnded: () => access?.forget(null),
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
          forget: access?.forget,
          reports: { pages: createReports(report), stream: createReports(report) },
        })

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
    ...createRemoteCallers({ reader, revocations, keys, feed }),
    ...(access !== null && {
      requirePermission: access.requirePermission,
      requireRole: access.requireRole,
    }),
    ...(stepUpSeconds !== null && {
      requireStepUp: createRemoteStepUps({
        clock,
        leewaySeconds: options.leewaySeconds ?? 5,
        stepUpSeconds,
        reports: createReports(report),
      }),
    }),
    knowsScopes: false,
    isStale,
    whenStale: stale.policy,
    header,
    revocationState: () => ({
      ageMilliseconds: feed === null ? null : knowledge.age(),
      entries: revocations.size,
      isStreaming: feed?.isStreaming ?? false,
    }),
    close,
  }
}
