import { type FailureName, ZtokenError } from '@ztoken/contract'
import type { Ground } from '../ground/ground.ts'
import type { Revocation } from '../ground/revocation/revocation.ts'
import type { Caller } from '../ground/session/callers.ts'
import { requireHolding } from '../ground/session/holding.ts'

/** What lasts longer than a request: sockets, streams, long polls. */
export interface Connections {
  /**
   * Calls back once, as soon as a token does not hold any more: because its session ended, here or
   * elsewhere, or because it expired, within a second. `ended` gets the code that `authenticate`
   * would throw, e.g. `kicked_out` or `token_expired`. Out: ends it, without a call. Who came by a
   * one-time URL has shown no token: then in goes the caller.
   *
   * @throws ZtokenError as `authenticate`, for a token that does not hold now.
   * @example
   * const stop = auth.followToken(token, (code) => socket.close(4401, code))
   * socket.once('close', stop)
   */
  followToken(token: string | Caller, ended: (code: FailureName) => void): () => void
}

interface Followed {
  readonly caller: Caller
  /** Throws for one that does not hold any more. */
  readonly judge: (revocation?: Revocation) => void
  readonly ended: (code: FailureName) => void
}

const lookMilliseconds = 1000

export function createConnections({
  callers,
  revocations,
  clock,
  report,
}: Pick<Ground, 'callers' | 'revocations' | 'clock' | 'report'>): Connections {
  const all = new Set<Followed>()
  const byKey = new Map<string, Set<Followed>>()
  let timer: ReturnType<typeof setInterval> | undefined

  revocations.onTaken((taken) => {
    for (const revocation of taken) for (const one of concerned(revocation)) look(one, revocation)
  })

  /** A session's tokens are revoked by its id, one without a session by its own name. */
  function concerned({ kind, key }: Revocation): readonly Followed[] {
    if (kind === 'session' || kind === 'token') return [...(byKey.get(key) ?? [])]
    return kind === 'user' ? [...all].filter(({ caller }) => caller.userId === key) : [...all]
  }

  function look(followed: Followed, revocation?: Revocation): void {
    try {
      followed.judge(revocation)
    } catch (error) {
      leave(followed)
      const code = error instanceof ZtokenError ? error.code : 'internal_error'
      try {
        followed.ended(code)
      } catch (fault) {
        report(fault)
      }
    }
  }

  function lookForExpired(): void {
    const now = clock()
    for (const one of [...all]) if (one.caller.expiresAt <= now) look(one)
  }

  function leave(followed: Followed): void {
    all.delete(followed)
    const { revocationKey } = followed.caller.token
    const group = byKey.get(revocationKey)
    group?.delete(followed)
    if (group?.size === 0) byKey.delete(revocationKey)
    if (all.size === 0) clearInterval(timer)
  }

  function byText(text: string, ended: Followed['ended']): Followed {
    return {
      caller: callers.authenticate(text),
      judge: () => void callers.authenticate(text),
      ended,
    }
  }

  function byCaller(caller: Caller, ended: Followed['ended']): Followed {
    return {
      caller,
      judge(revocation) {
        // Which key has signed it says the text alone.
        if (revocation?.kind === 'key') throw new ZtokenError('token_invalid')
        requireHolding({ revocations, clock }, caller.token)
      },
      ended,
    }
  }

  return {
    followToken(token, ended) {
      const followed = typeof token === 'string' ? byText(token, ended) : byCaller(token, ended)
      followed.judge()
      if (all.size === 0) timer = setInterval(lookForExpired, lookMilliseconds).unref()
      all.add(followed)
      const { revocationKey } = followed.caller.token
      byKey.set(revocationKey, (byKey.get(revocationKey) ?? new Set()).add(followed))
      return () => leave(followed)
    },
  }
}
