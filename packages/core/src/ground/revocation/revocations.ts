import { setImmediate as othersFirst } from 'node:timers/promises'
import { type AccessToken, RevocationList, sharedQuestion } from '@ztoken/token'
import { type EndReason, endReasons } from '../session/session.ts'
import type { Store } from '../store/store.ts'
import type { Report, Tell } from '../tell.ts'
import { type Change, type Invalidation, invalidationSeconds, isInvalidation } from './change.ts'
import type { Revocation } from './revocation.ts'

export interface RevocationsOptions {
  readonly store: Pick<Store, 'listChanges' | 'onChange'>
  /** Milliseconds since 1970, by the clock that revocations are dated with. */
  readonly clock: () => number
  /** The same by this machine's own: it goes on while the machine sleeps. */
  readonly ownClock: () => number
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number
  /** How often the store is asked for what others have revoked. */
  readonly pollMilliseconds: number
  /** Told of a fault in the background. */
  readonly report: Report
  /** Calls a listener, whatever becomes of it. */
  readonly tell: Tell
}

/** What is revoked, known in memory; what other processes revoke is followed through the store. */
export interface Revocations {
  /** Takes up what this process has revoked itself: at once. */
  apply(revocations: readonly Revocation[]): void
  /** Why a token is refused, or null. */
  reasonOf(token: AccessToken): EndReason | null
  /** Takes up everything committed before the call. Throws ZtokenError `unavailable`. */
  sync(): Promise<void>
  /** Milliseconds since everything revoked anywhere was surely known. */
  age(): number
  /** Entries held in memory. */
  readonly size: number
  /** Told of every revoked signing key, those known before too. */
  onKeyRevoked(listener: (kid: string) => void): void
  /** Told of what was taken up, from here or elsewhere, maybe twice. Out: ends it. */
  onTaken(listener: (revocations: readonly Revocation[]) => void): () => void
  /**
   * Told of what is not any more as it was read, here or elsewhere; null: nothing may be. Never
   * after something of it was answered as known.
   */
  onInvalidated(listener: (invalidation: Invalidation | null) => void): void
  /** Begins to follow. */
  follow(): void
  close(): void
}

/** Read and taken up before others get their turn: a millisecond or two. */
const pageSize = 1000

export function createRevocations(options: RevocationsOptions): Revocations {
  const { store, clock, ownClock, monotonic, pollMilliseconds, report, tell } = options
  const list = new RevocationList(endReasons)
  const keyListeners: ((kid: string) => void)[] = []
  const takenListeners = new Set<(revocations: readonly Revocation[]) => void>()
  const invalidatedListeners: ((invalidation: Invalidation | null) => void)[] = []
  const revokedKeys = new Set<string>()
  let sequence = 0
  let knownAt = Number.NEGATIVE_INFINITY
  let knownAtTime = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let stopListening: () => void = () => undefined
  let isOpen = true

  function take({ kind, key, before, until, reason }: Revocation, now: number): void {
    if (kind === 'user') list.revokeUser(key, Number(before), until, reason, now)
    else if (kind === 'all') {
      // A database that was restored has others' rows, too.
      invalidate(null)
      list.revokeAll(Number(key), Number(before), until, reason, now)
    } else if (kind !== 'key') list.revoke(key, until, reason, now)
    else if (!revokedKeys.has(key)) {
      revokedKeys.add(key)
      for (const listener of keyListeners) listener(key)
    }
  }

  function apply(revocations: readonly Revocation[]): void {
    const now = Math.floor(clock() / 1000)
    for (const revocation of revocations) take(revocation, now)
    if (revocations.length === 0) return
    for (const listener of takenListeners) tell(listener, revocations)
  }

  function invalidate(invalidation: Invalidation | null): void {
    for (const listener of invalidatedListeners) listener(invalidation)
  }

  function takeUp(page: readonly Change[]): void {
    for (const change of page) if (isInvalidation(change)) invalidate(change)
    apply(page.filter((change) => !isInvalidation(change)))
  }

  async function catchUp(): Promise<void> {
    const [asked, askedTime] = [monotonic(), ownClock()]
    const wasAway = age() > (invalidationSeconds / 2) * 1000
    for (;;) {
      const now = Math.floor(clock() / 1000)
      const page = await store.listChanges({ after: sequence, now, limit: pageSize })
      takeUp(page)
      sequence = page.at(-1)?.sequence ?? sequence
      if (page.length < pageSize) break
      await othersFirst()
    }
    list.sweep(Math.floor(clock() / 1000))
    // Rows of meanwhile may have been swept.
    if (wasAway) invalidate(null)
    knownAt = asked
    knownAtTime = askedTime
  }

  // The one clock stands still while a machine sleeps, the other may be set back.
  const age = (): number => Math.max(monotonic() - knownAt, ownClock() - knownAtTime)

  const sync = sharedQuestion(catchUp)

  function poll(): void {
    timer = setTimeout(() => {
      syncInBackground().finally(() => {
        if (isOpen) poll()
      })
    }, pollMilliseconds)
    timer.unref()
  }

  async function syncInBackground(): Promise<void> {
    try {
      if (isOpen) await sync()
    } catch (error) {
      // A store that was closed meanwhile is no fault.
      if (isOpen) report(error)
    }
  }

  return {
    apply,
    sync,
    reasonOf: ({ revocationKey, claims }) =>
      list.reasonOf(revocationKey, claims, Math.floor(clock() / 1000)),
    age,
    get size() {
      return list.size
    },
    onInvalidated: (listener) => void invalidatedListeners.push(listener),
    onKeyRevoked(listener) {
      keyListeners.push(listener)
      for (const kid of revokedKeys) listener(kid)
    },
    onTaken(listener) {
      takenListeners.add(listener)
      return () => void takenListeners.delete(listener)
    },
    follow() {
      stopListening = store.onChange(() => void syncInBackground())
      poll()
    },
    close() {
      isOpen = false
      clearTimeout(timer)
      stopListening()
    },
  }
}
