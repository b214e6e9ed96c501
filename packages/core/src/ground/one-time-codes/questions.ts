import { type CodePurpose, codePurposes, ZtokenError } from '@ztoken/contract'
import type { OneTimeCodes } from '@ztoken/token'
import type { Challenge } from '../challenge/challenge.ts'
import type { Store } from '../store/store.ts'

/** What a code is for, and whose it is. */
export interface Binding {
  readonly purpose: CodePurpose
  readonly subject: string
}

/** A code as it was typed, to the question that was asked. */
export interface Typed {
  readonly challengeId: string
  /** Six digits. */
  readonly code: string
}

/** A code that was right, and is used up by that. */
export interface CodeUsed {
  /** It may be shown once more after all, for as long as it would have held. */
  restore(): Promise<void>
}

/** Codes as they are kept: each a question in the store, with a mark beside it. */
export interface Questions {
  /** Another question for the same person and purpose ends. Out: the id of this one. */
  ask(binding: Binding, code: string): Promise<string>
  /** Throws ZtokenError `code_wrong` with how many tries are left, `code_expired`, `unavailable`. */
  answer(binding: Binding, typed: Typed): Promise<CodeUsed>
}

export interface QuestionsNeed {
  readonly store: Store
  readonly clock: () => number
  readonly oneTimeCodes: OneTimeCodes
}

export const validSeconds: number = 5 * 60
const triesOfCode = 5
/** Far more than anybody types; what is wrong here costs nothing else. */
const triesOfMark = 1000

export function createQuestions({ store, clock, oneTimeCodes }: QuestionsNeed): Questions {
  /** Two texts are under way, and whoever types the older one has not guessed at the newer. */
  async function isOfAnother(binding: Binding, { code, challengeId }: Typed): Promise<boolean> {
    const mark = oneTimeCodes.markOf(binding, code)
    const shown = { id: mark, kind: 'code/mark', subject: mark, answer: challengeId, now: clock() }
    return (await store.answerChallenge(shown)).outcome === 'wrong'
  }

  return {
    async ask(binding, code) {
      const challengeId = oneTimeCodes.newChallengeId()
      const mark = oneTimeCodes.markOf(binding, code)
      const expiresAt = clock() + validSeconds * 1000
      const question: Challenge = {
        id: challengeId,
        kind: kindOf(binding),
        subject: binding.subject,
        answer: oneTimeCodes.answerOf(challengeId, binding, code) ?? '',
        data: String(expiresAt),
        tries: triesOfCode,
        expiresAt,
      }
      const marked = { id: mark, kind: 'code/mark', subject: mark, answer: challengeId, data: '' }
      await Promise.all([
        store.putChallenge(question),
        store.putChallenge({ ...marked, tries: triesOfMark, expiresAt }),
      ])
      return challengeId
    },
    async answer(binding, typed) {
      const { challengeId, code } = typed
      const answer = oneTimeCodes.answerOf(challengeId, binding, code)
      if (answer === null) throw new ZtokenError('code_expired')
      if (await isOfAnother(binding, typed)) throw new ZtokenError('code_expired')
      const shown = { id: challengeId, kind: kindOf(binding), subject: binding.subject, answer }
      const result = await store.answerChallenge({ ...shown, now: clock() })
      if (result.outcome === 'gone') throw new ZtokenError('code_expired')
      if (result.outcome === 'wrong') {
        const data = { tries_left: String(result.triesLeft) }
        throw new ZtokenError('code_wrong', { field: '/code', data })
      }
      const { data } = result
      const again = { ...shown, data, tries: triesOfCode, expiresAt: Number(data) }
      return { restore: () => store.putChallenge(again) }
    },
  }
}

/** The kinds of challenges that codes are. */
export const codeChallengeKinds: readonly string[] = codePurposes.map((purpose) =>
  kindOf({ purpose }),
)

function kindOf({ purpose }: Pick<Binding, 'purpose'>): string {
  return `code/${purpose}`
}
