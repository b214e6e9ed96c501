import { type GrantView, paths } from '@ztoken/contract'
import { ZtokenError } from './error.ts'
import type { Clock, TokenStorage } from './ports.ts'
import type { Keeping, SignOutReason, Tokens } from './tokens.ts'
import { patienceSeconds, pauseMilliseconds } from './wire.ts'

/** The answers that end a session, whatever was asked. Nothing else signs anybody out. */
const endings =
  /^(token_invalid|session_(ended|idle)|password_changed|kicked_out|replaced|user_banned|refresh_token_reused)$/

export function isEnding(code: unknown): code is SignOutReason {
  return typeof code === 'string' && endings.test(code)
}

type Stale = Pick<Tokens, 'access_token'>

export interface RenewalOptions {
  readonly storage: TokenStorage
  readonly keeping: Keeping
  readonly clock: Clock
  post<Data>(path: string, body: object, timeoutMilliseconds?: number): Promise<Data>
  failure(code: 'signed_out'): ZtokenError
}

/**
 * The server honours the token before the current one for ten seconds: a reply that was lost on the
 * way has to be asked for again before they are over. A slow line gets its time after that.
 */
const firstTimeoutMilliseconds = 6000
const secondTimeoutMilliseconds = 20_000

/**
 * Trades tokens that have expired for new ones, once for all who ask: those in this page wait for
 * one promise, those in other tabs for the storage's lock, and whoever comes second takes what the
 * first one got. Only an answer of the server's that ends the session clears anything.
 * Throws ZtokenError with the server's reason, `network_failed` or `signed_out`.
 */
export function createRenewal(options: RenewalOptions): (stale: Stale) => Promise<Tokens> {
  const { storage, keeping, clock, post, failure } = options
  let running: Promise<Tokens> | undefined
  let ending: ZtokenError | undefined
  let refused: { readonly error: ZtokenError; readonly at: number } | undefined

  return (stale) => {
    const work = (): Promise<Tokens> => renew(stale)
    running ??= (storage.lock ? storage.lock(work) : work()).finally(() => {
      running = undefined
    })
    return running
  }

  async function renew(stale: Stale): Promise<Tokens> {
    const tokens = requireTokens()
    if (tokens.access_token !== stale.access_token) return tokens
    requirePatience()
    for (let attempt = 0; ; attempt += 1) {
      try {
        const grant = await post<GrantView>(
          paths.refresh,
          { refresh_token: tokens.refresh_token },
          attempt === 0 ? firstTimeoutMilliseconds : secondTimeoutMilliseconds,
        )
        // Whoever signed out or in meanwhile has the last word.
        if (isCurrent(tokens)) keeping.keep(grant)
        return requireTokens()
      } catch (error) {
        if (!(error instanceof ZtokenError)) throw error
        const { code, status, retryAfterSeconds = 0 } = error
        if (isEnding(code) || (status === 401 && code !== 'unexpected_reply')) {
          if (!isCurrent(tokens)) throw error
          ending = error
          keeping.forget(code as SignOutReason)
          throw error
        }
        if (retryAfterSeconds > 0) refused = { error, at: clock.now() }
        if (attempt > 0 || retryAfterSeconds > patienceSeconds || !mayPass.test(code)) throw error
        await clock.wait(pauseMilliseconds(attempt, retryAfterSeconds))
      }
    }
  }

  function requireTokens(): Tokens {
    const tokens = keeping.look()
    if (tokens !== null) return tokens
    // Requests that were on their way when the session ended hear why, too.
    throw ending?.code === keeping.state.reason ? ending : failure('signed_out')
  }

  function isCurrent(tokens: Tokens): boolean {
    return keeping.look()?.access_token === tokens.access_token
  }

  /** A server that named a time is not asked again before it. */
  function requirePatience(): void {
    if (refused === undefined) return
    const passed = clock.now() - refused.at
    if (passed >= 0 && passed < (refused.error.retryAfterSeconds ?? 0) * 1000) throw refused.error
    refused = undefined
  }
}

const mayPass = /^(network_failed|unexpected_reply|unavailable)$/
