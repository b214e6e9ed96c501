import type { AnswerOutcome, Challenge, ChallengeAnswer } from './challenge.ts'

/** What the core needs to be true of questions that are answered once. */
export interface ChallengeStore {
  /** Asks; a question before it of the same kind and subject is asked no more. */
  putChallenge(challenge: Challenge): Promise<void>
  /**
   * A right answer takes the question out, of many at once for one of them; a wrong one costs a
   * try, in the same step.
   */
  answerChallenge(answer: ChallengeAnswer): Promise<AnswerOutcome>
  /** Removes questions that were over before this moment (ms), a bounded number; how many. */
  sweepChallenges(at: number): Promise<number>
}
