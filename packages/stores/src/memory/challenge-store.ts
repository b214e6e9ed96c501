import type { ChallengeStore } from '@ztoken/core'
import type { Tables } from './tables.ts'

export function challengeStore({ challenges }: Tables): ChallengeStore {
  return {
    async putChallenge(challenge) {
      for (const { id, kind, subject } of challenges.values()) {
        if (kind === challenge.kind && subject === challenge.subject) challenges.delete(id)
      }
      challenges.set(challenge.id, { ...challenge })
    },
    async answerChallenge({ id, kind, subject, answer, now }) {
      const asked = challenges.get(id)
      const isAsked = asked?.kind === kind && asked.subject === subject
      if (!isAsked || asked.expiresAt <= now || asked.tries < 1) return { outcome: 'gone' }
      if (asked.answer === answer) {
        challenges.delete(id)
        return { outcome: 'right', data: asked.data }
      }
      const triesLeft = asked.tries - 1
      challenges.set(id, { ...asked, tries: triesLeft })
      return { outcome: 'wrong', triesLeft }
    },
    async sweepChallenges(at) {
      const { size } = challenges
      for (const { id, expiresAt } of challenges.values()) if (expiresAt < at) challenges.delete(id)
      return size - challenges.size
    },
  }
}
