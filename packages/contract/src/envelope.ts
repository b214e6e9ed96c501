import { type CodeName, codes, type FailureName, messageOf } from './all.ts'
import type { FailureData, Reply } from './ground/reply.ts'
import type { Language, Words } from './ground/words.ts'

/** A failure under /v1: the stable name and the request's id beside number and message. */
export interface Failure extends Reply<FailureData> {
  readonly reason: FailureName
  readonly request_id: string
}

/** The tutorial's reply for an outcome, in its language and without anything it did not send. */
export function tutorialReply(name: CodeName): Reply<never> {
  const { number, zh } = codes[name]
  return { code: number, msg: zh }
}

export interface FailureDetails {
  readonly requestId: string
  readonly data?: FailureData | undefined
  /** Instead of the text of the code. */
  readonly words?: Words | undefined
}

/** The body of a failure under /v1. */
export function failureReply(
  name: FailureName,
  language: Language,
  { requestId, data, words }: FailureDetails,
): Failure {
  const { number } = codes[name]
  const reply = {
    code: number,
    msg: words?.[language === 'en' ? 'en' : 'zh'] ?? messageOf(name, language),
    reason: name,
    request_id: requestId,
  }
  return data === undefined ? reply : { ...reply, data }
}
