import { createHash, randomBytes } from 'node:crypto'
import type { Ground } from '../ground/ground.ts'
import { loadAhead } from './verification.ts'

/** What a passkey is asked for. */
export type PasskeyPurpose = 'login' | 'factor' | 'verify' | 'add'

/** Whom a challenge is bound to: nobody, where anybody may sign in. */
export interface ChallengeHolder {
  readonly userId: string
  /** The session or the ticket; whoever else has the challenge cannot answer it. */
  readonly of: string
}

/** What passkeys sign: each counts once, on one of however many servers. */
export interface PasskeyChallenges {
  /** In base64url. Throws ZtokenError `unavailable`. */
  ask(purpose: PasskeyPurpose, holder: ChallengeHolder | null): Promise<string>
  /** Whether it stood for this purpose and holder; it is used up. Throws ZtokenError `unavailable`. */
  use(purpose: PasskeyPurpose, holder: ChallengeHolder | null, challenge: string): Promise<boolean>
}

/** As long as browsers are told to wait. */
export const challengeSeconds = 300
const challengeBytes = 32

export function createChallenges({
  store,
  clock,
}: Pick<Ground, 'store' | 'clock'>): PasskeyChallenges {
  /** What is kept of a challenge is its hash: whoever reads the store cannot have it signed. */
  function questionOf(purpose: PasskeyPurpose, holder: ChallengeHolder | null, challenge: string) {
    const id = hashOf(challenge)
    const subject = holder === null ? id : `${holder.userId} ${hashOf(holder.of)}`
    return { id, kind: `passkey ${purpose}`, subject, answer: 'signed' }
  }

  return {
    async ask(purpose, holder) {
      const challenge = randomBytes(challengeBytes).toString('base64url')
      const expiresAt = clock() + challengeSeconds * 1000
      const question = questionOf(purpose, holder, challenge)
      await store.putChallenge({ ...question, data: '', tries: 1, expiresAt })
      // Every page to sign in asks for nobody in particular: few of them will show one.
      if (holder !== null) loadAhead()
      return challenge
    },
    async use(purpose, holder, challenge) {
      const question = questionOf(purpose, holder, challenge)
      const { outcome } = await store.answerChallenge({ ...question, now: clock() })
      return outcome === 'right'
    },
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
