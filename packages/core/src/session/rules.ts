import type { FailureName } from '@ztoken/contract'
import { v4 as randomId } from 'uuid'
import type { EndReason, Session } from './session.ts'

/** How long the refresh token before the current one still answers: a lost reply, two tabs. */
export const refreshGraceMilliseconds = 10_000

export interface NewSession {
  readonly userId: string
  readonly device: string | null
  readonly address: string | null
  /** Milliseconds. */
  readonly now: number
}

/** A session that begins now, under an id nobody can guess. */
export function createSession({ userId, device, address, now }: NewSession): Session {
  return {
    id: randomId(),
    userId,
    device,
    address,
    createdAt: now,
    usedAt: now,
    counter: 0,
    rotatedAt: now,
    endedAt: null,
    endReason: null,
  }
}

/** How the end of a session is answered. */
export function codeOfEnd(reason: EndReason | null): FailureName {
  switch (reason) {
    case 'kicked_out':
      return 'kicked_out'
    case 'replaced':
      return 'replaced'
    case 'idle':
      return 'session_idle'
    case 'refresh_token_reused':
      return 'refresh_token_reused'
    default:
      return 'session_ended'
  }
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
