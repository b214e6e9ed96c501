import { ZtokenError } from '@ztoken/contract'
import type { ChallengeStore } from '../challenge/challenge-store.ts'
import type { Caller } from './callers.ts'

/** Scopes of an application's own that are open in a session for a while. */
export interface Safes {
  /** Throws ZtokenError `step_up_required` for a token without a session, `unavailable`. */
  open(caller: Caller, scope: string, seconds: number): Promise<void>
  /** Throws ZtokenError `step_up_required` where the scope is not open, `unavailable`. */
  check(caller: Caller, scope: string): Promise<void>
  /** Throws ZtokenError `unavailable`. */
  close(caller: Caller, scope: string): Promise<void>
}

const kind = 'safe'
const scopeForm = /^[a-z][a-z0-9_:-]{0,63}$/
/** A look costs a try, as a wrong answer does: more than anybody has in a day. */
const looks = 1_000_000
const longest = 86_400

export function createSafes({
  store,
  clock,
}: {
  readonly store: Pick<ChallengeStore, 'putChallenge' | 'answerChallenge'>
  readonly clock: () => number
}): Safes {
  function required(scope: string): ZtokenError {
    return new ZtokenError('step_up_required', { data: { scope } })
  }

  /** The question of this scope in this session, which stands as long as it is open. */
  function questionOf({ sessionId }: Caller, scope: string) {
    if (!scopeForm.test(scope)) throw new TypeError('a scope is written as pay or order:refund')
    if (sessionId === null) throw required(scope)
    const id = `${sessionId} ${scope}`
    return { id, kind, subject: id }
  }

  return {
    async open(caller, scope, seconds) {
      if (!Number.isSafeInteger(seconds) || seconds < 1 || seconds > longest) {
        throw new TypeError('a scope is open for 1 to 86400 seconds')
      }
      const question = questionOf(caller, scope)
      const expiresAt = clock() + seconds * 1000
      await store.putChallenge({ ...question, answer: 'close', data: '', tries: looks, expiresAt })
    },
    async check(caller, scope) {
      const question = questionOf(caller, scope)
      const { outcome } = await store.answerChallenge({ ...question, answer: 'look', now: clock() })
      if (outcome !== 'wrong') throw required(scope)
    },
    async close(caller, scope) {
      await store.answerChallenge({ ...questionOf(caller, scope), answer: 'close', now: clock() })
    },
  }
}
