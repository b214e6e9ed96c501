import type { OwnClaims, StalePolicy } from '@ztoken/token'
import { copyOf, isBanned, type User } from '../ground/account/user.ts'
import type { Ground } from '../ground/ground.ts'
import { type Caller, usable } from '../ground/session/callers.ts'
import { inspectToken, type TokenInspection } from './inspection.ts'

export type { TokenInspection } from './inspection.ts'

/** Who is behind a token. */
export interface Authentication {
  /**
   * The tutorial's verb. In: an access token. Out: the user behind it, or null for every token that
   * does not hold: expired, altered, revoked, of a banned or deleted user.
   *
   * @throws ZtokenError `unavailable` where the store cannot answer.
   * @example
   * const user = await auth.verifyToken(request.headers['z-token'])
   * if (user === null) return reply({ code: 4101 })
   */
  verifyToken(token: string): Promise<User | null>
  /**
   * In: an access token. Out: who holds it. No I/O: authenticity, claims and revocation are known
   * in memory.
   *
   * @throws ZtokenError `token_expired`, `token_invalid`, and for a token whose session is over the
   * reason: `session_ended`, `kicked_out`, `replaced`, `session_idle`, `password_changed`,
   * `user_banned`, `account_deleted`, `refresh_token_reused`.
   * @example
   * const { userId, claims } = auth.authenticate<{ tenant: string }>(token)
   */
  authenticate<Claims extends object = OwnClaims>(token: string): Caller<Claims>
  /**
   * As `authenticate`, after asking the store what was revoked meanwhile.
   *
   * @throws ZtokenError as `authenticate`, and `unavailable` where the store cannot answer.
   */
  authenticateAsking<Claims extends object = OwnClaims>(token: string): Promise<Caller<Claims>>
  /**
   * In: a token that `authenticate` called invalid. Out: null where it stays so; else resolves when
   * the store was asked for its key, which another server may just have made: then it is worth
   * asking again.
   *
   * @throws ZtokenError `unavailable` (rejects).
   */
  lookForKey(token: string): Promise<void> | null
  /**
   * True where what other processes have revoked may not be known, longer than `staleSeconds` ago:
   * the guards' policy decides then.
   */
  isStale(): boolean
  /** What guards do where knowledge is stale, unless their route says otherwise. */
  readonly whenStale: StalePolicy
  /**
   * Looks into a token for an operator: whether it holds, why not, and what it says. Never throws
   * on account of the token.
   */
  inspectToken(token: string): TokenInspection
  /**
   * In: a caller. Out: their user, from memory where they are known there.
   *
   * @throws ZtokenError `token_invalid` where there is none any more, `user_banned`, `unavailable`.
   */
  requireUser(caller: Caller): Promise<User>
  /**
   * In: a caller. Out: their user as memory has it, at once, shared by all who ask and so not to be
   * changed: it is the same object until something of theirs changes. Null where `requireUser` has
   * to be asked: they are not known here, what is known may be old, or they would be refused.
   *
   * @example
   * const user = auth.peekUser(caller) ?? (await auth.requireUser(caller))
   */
  peekUser(caller: Caller): User | null
}

export function createAuthentication(
  ground: Pick<Ground, 'callers' | 'reader' | 'revocations' | 'knownAccounts' | 'stale' | 'clock'>,
): Authentication {
  const { callers, reader, revocations, knownAccounts, stale, clock } = ground

  return {
    async verifyToken(token) {
      await callers.lookForKey(token)
      const found = reader.read(token)
      if (typeof found === 'string' || revocations.reasonOf(found) !== null) return null
      const user = await knownAccounts.findUser(found.claims.sub)
      return user === null || isBanned(user, clock()) ? null : copyOf(user)
    },
    // What its claims are called the application knows, whose they are.
    authenticate: callers.authenticate as Authentication['authenticate'],
    async authenticateAsking<Claims extends object>(token: string) {
      // A token that does not hold anyway asks nobody.
      await callers.authenticateLooking(token)
      await revocations.sync()
      return callers.authenticate(token) as Caller<OwnClaims> as Caller<Claims>
    },
    lookForKey: callers.lookForKey,
    isStale: () => revocations.age() > stale.seconds * 1000,
    whenStale: stale.policy,
    inspectToken: (token) => inspectToken(ground, token),
    async requireUser({ userId }) {
      return copyOf(usable(await knownAccounts.findUser(userId), clock()))
    },
    peekUser({ userId }) {
      const user = knownAccounts.peekUser(userId)
      return user === null || isBanned(user, clock()) ? null : user
    },
  }
}
