import { LRUCache } from 'lru-cache'
import type { Session } from './session.ts'

/** When and how somebody has shown who they are in a session. */
export type Shown = Pick<Session, 'userId' | 'verifiedAt' | 'amr'>

/**
 * That of the sessions seen here last. It never changes: whoever shows more goes on in another session
 * (OWASP ASVS 7.2.4), and that one is over is known by its revocation.
 */
export interface ShownSessions {
  find(sessionId: string): Shown | null
  remember(session: Session): void
}

/** `most`: how many are remembered; 0: none. */
export function createShownSessions(most: number): ShownSessions {
  const memory = most === 0 ? null : new LRUCache<string, Shown>({ max: most })
  return {
    find: (sessionId) => memory?.get(sessionId) ?? null,
    remember({ id, userId, verifiedAt, amr }) {
      memory?.set(id, { userId, verifiedAt, amr })
    },
  }
}
