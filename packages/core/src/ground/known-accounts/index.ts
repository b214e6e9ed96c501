import { ZtokenError } from '@ztoken/contract'
import { type KeptAnswers, keepAnswers } from '@ztoken/token'
import { LRUCache } from 'lru-cache'
import type { Access } from '../access/role.ts'
import type { User } from '../account/user.ts'
import type { Invalidation } from '../revocation/change.ts'
import type { Revocations } from '../revocation/revocations.ts'
import type { Settings } from '../settings.ts'
import type { Store } from '../store/store.ts'

/**
 * Who somebody is and what they may do, from memory where it is known there. It is kept true by the
 * sequence that keeps revocations true: what changes anywhere is forgotten here once its row is
 * taken up, and what this process changes itself before the change is acknowledged.
 */
export interface KnownAccounts {
  /**
   * The user, or null where there is none; at once where they are known. Throws or rejects with
   * ZtokenError `unavailable`.
   */
  findUser(id: string): User | Promise<User | null>
  /** The user as memory has them; null where the store has to be asked. */
  peekUser(id: string): User | null
  /** Their roles and permissions, or null, likewise. */
  findAccess(userId: string): Access | Promise<Access | null>
  /** The same from the store, which is remembered. Throws ZtokenError `unavailable`. */
  readAccess(userId: string): Promise<Access | null>
  /** What this process changes. */
  forget(kind: Invalidation['kind'], key: string): void
  /** How many users are known. */
  readonly size: number
}

export interface KnownAccountsNeed {
  readonly store: Pick<Store, 'findUser' | 'findAccess'>
  readonly revocations: Pick<Revocations, 'age' | 'onInvalidated'>
  readonly stale: Settings['stale']
  /** How many are remembered; 0: none. */
  readonly knownAccounts: number
}

export function createKnownAccounts(needs: KnownAccountsNeed): KnownAccounts {
  const { store, revocations, stale, knownAccounts } = needs
  const users = keepAnswers(memory<User>(), store.findUser)
  const access = keepAnswers(memory<Access>(), store.findAccess)

  /** Those asked for least recently go first. */
  function memory<Answer extends object>(): LRUCache<string, Answer> | null {
    return knownAccounts === 0 ? null : new LRUCache({ max: knownAccounts })
  }

  function forget(kind: Invalidation['kind'], key: string): void {
    if (kind === 'access') {
      forgetAll()
    } else {
      users.forget(key)
      access.forget(key)
    }
  }

  /** A role may be in anybody's hands, and one that has gone was taken from them. */
  function forgetAll(): void {
    users.forgetAll()
    access.forgetAll()
  }

  revocations.onInvalidated((invalidation) =>
    invalidation === null ? forgetAll() : forget(invalidation.kind, invalidation.key),
  )

  /** Where others may have changed something unheard, the store is asked. */
  async function askAnew<Answer extends object>(
    kept: KeptAnswers<Answer>,
    key: string,
  ): Promise<Answer | null> {
    try {
      return await kept.askAnew(key)
    } catch (error) {
      const known = stale.policy === 'serve' ? kept.peek(key) : undefined
      if (known === undefined || !(error instanceof ZtokenError)) throw error
      return known
    }
  }

  const isStale = (): boolean => revocations.age() > stale.seconds * 1000

  return {
    findUser: (id) => (isStale() ? askAnew(users, id) : users.find(id)),
    peekUser: (id) => (isStale() ? null : (users.get(id) ?? null)),
    findAccess: (id) => (isStale() ? askAnew(access, id) : access.find(id)),
    readAccess: (userId) => askAnew(access, userId),
    forget,
    get size() {
      return users.size
    },
  }
}
