import type { DeviceKind } from '@ztoken/contract'
import { v4 as randomId } from 'uuid'
import type { AuthenticationMethod, Session } from './session.ts'

export { codeOfEnd } from '@ztoken/contract'

/** How long the refresh token before the current one still answers: a lost reply, two tabs. */
const refreshGraceMilliseconds = 10_000

export interface NewSession {
  readonly userId: string
  readonly device: string | null
  readonly deviceKind: DeviceKind | null
  readonly address: string | null
  readonly amr: readonly AuthenticationMethod[]
  /** See `Session`. Milliseconds. */
  readonly expiresAt: number | null
  /** When they last showed who they are; 0: not now. Milliseconds. */
  readonly verifiedAt: number
  /** Milliseconds. */
  readonly now: number
}

/** A session that begins now, under an id nobody can guess. */
export function createSession({ now, ...whose }: NewSession): Session {
  return {
    id: randomId(),
    ...whose,
    createdAt: now,
    usedAt: now,
    counter: 0,
    rotatedAt: now,
    endedAt: null,
    endReason: null,
  }
}

/**
 * The session that takes the place of this one when its user has shown the password again: another
 * id, so that what was copied of the old tokens is worth nothing (OWASP ASVS 7.2.4), and no longer
 * life.
 */
export function renewedSession(session: Session, now: number, verifiedAt: number = now): Session {
  const times = { verifiedAt, usedAt: now, rotatedAt: now }
  return { ...session, ...times, id: randomId(), counter: 0 }
}

/** How long a session lasts. Seconds. */
export interface SessionLifetimes {
  /** Unused for so long, it is over. */
  readonly sessionIdle: number
  /** So old, it is over, however much it is used. */
  readonly session: number
}

/** The moment (ms) at which a session is over if it is not used again. */
export function endsAt(
  session: Session,
  { sessionIdle, session: whole }: SessionLifetimes,
): number {
  return Math.min(
    session.createdAt + whole * 1000,
    session.usedAt + sessionIdle * 1000,
    session.expiresAt ?? Number.POSITIVE_INFINITY,
  )
}

/** True once no token can be given for it any more: they say whole seconds, and do not outlive it. */
export function isOver(session: Session, lifetimes: SessionLifetimes, now: number): boolean {
  return Math.floor(now / 1000) >= Math.floor(endsAt(session, lifetimes) / 1000)
}

/** What a refresh token's counter means for its session now. */
export function judgeCounter(
  session: Session,
  counter: number,
  now: number,
): 'current' | 'previous' | 'reused' | 'unknown' {
  if (counter === session.counter) return 'current'
  if (counter > session.counter) return 'unknown'
  const inGrace = now - session.rotatedAt <= refreshGraceMilliseconds
  return counter === session.counter - 1 && inGrace ? 'previous' : 'reused'
}
