import {
  type AccessView,
  type InvalidationView,
  isPermission,
  permits,
  unavailable,
  ZtokenError,
} from '@ztoken/contract'
import { keepAnswers, type StalePolicy, sharedQuestion } from '@ztoken/token'
import { LRUCache } from 'lru-cache'
import type { Caller } from '../caller.ts'

/** What accounts may do, as the login server says: remembered here, and kept true by its feed. */
export interface RemoteAccess {
  /**
   * `whenStale`: the policy of the route. Throws ZtokenError `permission_denied`, `token_invalid`,
   * `unavailable`.
   */
  requirePermission(caller: Caller, permission: string, whenStale?: StalePolicy): Promise<void>
  /** The same for a role. Throws the same. */
  requireRole(caller: Caller, role: string, whenStale?: StalePolicy): Promise<void>
  /** What is not any more as it was; null: nothing may be. */
  forget(invalidation: InvalidationView | null): void
}

export interface RemoteAccessOptions {
  /** Asks the login server; null where nobody has that id. Throws RemoteError. */
  readonly ask: (userId: string) => Promise<AccessView | null>
  /** How many accounts are remembered; 0: none. */
  readonly knownAccounts: number
  readonly whenStale: StalePolicy
  /** True where the feed has not been heard of for too long. */
  readonly isStale: () => boolean
  /** Whether tokens without a session have the rights of their user. */
  readonly foreignAccess: boolean
  readonly monotonic: () => number
  /** A question without an answer for so many milliseconds will have none. */
  readonly longest: number
}

/** The questions about one account. */
interface Turn {
  askedAt: number
  /** One question that begins after this call, for all who wait for it. */
  readonly again: () => Promise<AccessView | null>
}

const fewestTurns = 1000

export function createRemoteAccess(options: RemoteAccessOptions): RemoteAccess {
  const { knownAccounts, isStale, foreignAccess, monotonic, longest } = options
  const memory =
    knownAccounts === 0 ? null : new LRUCache<string, AccessView>({ max: knownAccounts })
  const kept = keepAnswers(memory, ask, isLost)
  // Whose turn fell out of it is asked for anew, once more than needed.
  const turns = new LRUCache<string, Turn>({ max: Math.max(fewestTurns, knownAccounts) })

  function turnOf(userId: string): Turn {
    const known = turns.get(userId)
    if (known !== undefined) return known
    const again = sharedQuestion(
      () => kept.askAnew(userId),
      () => isLost(userId),
    )
    const turn = { askedAt: Number.NEGATIVE_INFINITY, again }
    turns.set(userId, turn)
    return turn
  }

  function ask(userId: string): Promise<AccessView | null> {
    turnOf(userId).askedAt = monotonic()
    return options.ask(userId)
  }

  function isLost(userId: string): boolean {
    const askedAt = turns.peek(userId)?.askedAt ?? Number.NEGATIVE_INFINITY
    return monotonic() - askedAt > longest
  }

  /** What was given at the login server a moment ago is not refused because it is news here. */
  async function requireHeld(
    { userId, sessionId }: Caller,
    isHeld: (access: AccessView) => boolean,
    whenStale: StalePolicy,
  ): Promise<void> {
    // Behind such a token stands whoever knows the secret of the application that issued it.
    if (sessionId === null && !foreignAccess) throw new ZtokenError('permission_denied')
    const isServed = whenStale === 'serve'
    const question = isServed || !isStale() ? kept.find(userId) : turnOf(userId).again()
    if (isHeld(await answerOf(question))) return
    const known = isServed ? kept.peek(userId) : undefined
    if (!isHeld(await answerOf(turnOf(userId).again(), known))) {
      throw new ZtokenError('permission_denied')
    }
  }

  return {
    async requirePermission(caller, permission, whenStale = options.whenStale) {
      if (!isPermission(permission)) {
        throw new TypeError(`${permission} is no permission: write it as user:edit`)
      }
      await requireHeld(caller, (held) => permits(held.permissions, permission), whenStale)
    },
    requireRole: (caller, role, whenStale = options.whenStale) =>
      requireHeld(caller, ({ roles }) => roles.includes(role), whenStale),
    forget(invalidation) {
      // A role may be in anybody's hands.
      if (invalidation?.kind !== 'account') kept.forgetAll()
      else kept.forget(invalidation.key)
    },
  }
}

/** The answer to a question, or what is known where there is none. */
async function answerOf(
  question: AccessView | Promise<AccessView | null>,
  known?: AccessView,
): Promise<AccessView> {
  const answer = await Promise.resolve(question).catch((cause: unknown) => {
    if (known === undefined) throw unavailable(cause)
    return known
  })
  if (answer === null) throw new ZtokenError('token_invalid')
  return answer
}
