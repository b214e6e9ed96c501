import { setImmediate as othersFirst, setTimeout as pause } from 'node:timers/promises'
import type { Revocations } from '../revocation/revocations.ts'
import type { Store } from '../store/store.ts'
import type { Session } from './session.ts'
import type { SessionEnd } from './session-changes.ts'
import type { SessionPlace } from './slices.ts'

/** What somebody may have piled up, gone through while others are served. */
export interface PiledUp {
  /** All open sessions of a user, the newest first. */
  openSessionsOf(userId: string): Promise<Session[]>
  /**
   * Ends what somebody has piled up, so that what follows ends a handful with the change it is
   * about: thousands in one transaction would have everybody wait. Where it is broken off, sessions
   * have ended that nobody was told of, and the change has not been made. Out: how many ended.
   * Throws ZtokenError `unavailable`.
   */
  endPiledUp(
    userId: string,
    end: SessionEnd,
    which?: { readonly except?: string | null; readonly ifEpoch?: number | undefined },
  ): Promise<number>
  /** Removes what is kept of a user's ended sessions, slice by slice, but for a handful. */
  forgetEndedSessions(userId: string): Promise<void>
}

/** Sessions ended in one transaction: a few milliseconds, and then others get their turn. */
export const slice = 50
/** So many are ended together with what they are ended for; most people never have more. */
const atOnce = 100
const pageSize = 200
/** Of the time that a long piece of work takes, others get so many times as much. */
const restsForOthers = 2

export function createPiledUp({
  store,
  revocations,
}: {
  readonly store: Store
  readonly revocations: Revocations
}): PiledUp {
  return {
    async openSessionsOf(userId) {
      const all: Session[] = []
      for (let after: SessionPlace | null = null; ; await othersFirst()) {
        const page: Session[] = await store.listSessions(userId, { after, limit: pageSize })
        all.push(...page)
        after = page.at(-1) ?? null
        if (page.length < pageSize) return all
      }
    },
    async endPiledUp(userId, end, { except = null, ifEpoch } = {}) {
      const newest = await store.listSessions(userId, { after: null, limit: atOnce })
      if (newest.length < atOnce) return 0
      // What is bound to be refused ends nothing.
      if (ifEpoch !== undefined && (await store.findAccount(userId))?.epoch !== ifEpoch) return 0
      let ended = 0
      for (let last = newest.at(-1); last !== undefined; ) {
        const began = performance.now()
        const page: Session[] = await store.listSessions(userId, { after: last, limit: slice })
        const ids = page.map(({ id }) => id).filter((id) => id !== except)
        const revoked = await store.endSomeSessions({ userId, ids, end })
        revocations.apply(revoked)
        ended += revoked.length
        last = page.at(-1)
        await rest(began)
      }
      return ended
    },
    async forgetEndedSessions(userId) {
      for (let began = performance.now(); ; began = performance.now()) {
        const some = { keep: atOnce, limit: slice }
        if ((await store.forgetEndedSessions(userId, some)) < slice) return
        await rest(began)
      }
    },
  }
}

/** Lets others on, and longer where the slice took longer: a slow disk is slow for everybody. */
export async function rest(began: number): Promise<void> {
  await pause(restsForOthers * (performance.now() - began))
}
