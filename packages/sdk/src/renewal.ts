import type { RefreshBody } from '@ztoken/contract'
import { refresh } from '@ztoken/contract/sign-in'
import { ZtokenError } from './error.ts'
import type { Clock, Lock, Reply } from './ports.ts'
import type { Keeping, SignOutReason, Tokens } from './tokens.ts'
import { patienceSeconds, pauseMilliseconds, type Wire } from './wire.ts'

/** The answers that end a session, whatever was asked. Nothing else signs anybody out. */
const endings =
  /^(token_invalid|session_(ended|idle)|password_changed|kicked_out|replaced|user_banned|account_deleted|refresh_token_reused)$/

export function isEnding(code: unknown): code is SignOutReason {
  return typeof code === 'string' && endings.test(code)
}

type Stale = Pick<Tokens, 'access_token'>

export interface RenewalOptions {
  readonly lock: Lock
  readonly keeping: Keeping
  readonly clock: Clock
  readonly wire: Pick<Wire<Reply>, 'call' | 'failure'>
}

/**
 * The server honours the token before the current one for ten seconds: a reply that was lost on the
 * way has to be asked for again before they are over. A slow line gets its time after that.
 */
const timeoutsMilliseconds = [6000, 20_000] as const

/**
 * Trades tokens that have expired for new ones, once for all who ask: those in this page wait for
 * one promise, those in other tabs for the storage's lock, and whoever comes second takes what the
 * first one got. Only an answer of the server's that ends the session clears anything.
 * Throws ZtokenError with the server's reason, `network_failed` or `signed_out`.
 */
export function createRenewal(options: RenewalOptions): (stale: Stale) => Promise<Tokens> {
  const { lock, keeping, clock, wire } = options
  let running: Promise<Tokens> | undefined
  let ending: ZtokenError | undefined
  let refused: { error: ZtokenError; at: number; milliseconds: number } | undefined

  return (stale) => {
    running ??= takeTurn(stale).finally(() => {
      running = undefined
    })
    return running
  }

  /** Whoever waits for the lock goes on as soon as the one who holds it has new tokens. */
  function takeTurn(stale: Stale): Promise<Tokens> {
    return new Promise((resolve, reject) => {
      const stop = keeping.onTokens(() => {
        const tokens = keeping.look()
        if (tokens !== null && tokens.access_token !== stale.access_token) resolve(tokens)
      })
      lock(() => renew(stale))
        .then(resolve, reject)
        .finally(stop)
    })
  }

  async function renew(stale: Stale): Promise<Tokens> {
    const tokens = requireTokens()
    if (tokens.access_token !== stale.access_token) return tokens
    // A server that named a time is not asked again before it.
    if (refused) {
      const passed = clock.now() - refused.at
      if (passed >= 0 && passed < refused.milliseconds) throw refused.error
      refused = undefined
    }
    for (let attempt = 0; ; attempt += 1) {
      try {
        const grant = await wire.call(
          refresh,
          // None where it is in a cookie: then the transport says so.
          { refresh_token: tokens.refresh_token } as RefreshBody,
          { timeoutMilliseconds: timeoutsMilliseconds[attempt] as number },
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
        refused = { error, at: clock.now(), milliseconds: retryAfterSeconds * 1000 }
        if (attempt > 0 || status === 429 || retryAfterSeconds > patienceSeconds) throw error
        await clock.wait(pauseMilliseconds(attempt, retryAfterSeconds))
      }
    }
  }

  function requireTokens(): Tokens {
    const tokens = keeping.look()
    if (tokens !== null) return tokens
    // Requests that were on their way when the session ended hear why, too.
    throw ending?.code === keeping.state.reason ? ending : wire.failure('signed_out')
  }

  function isCurrent(tokens: Tokens): boolean {
    return keeping.look()?.access_token === tokens.access_token
  }
}
