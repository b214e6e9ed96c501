import {
  type Code,
  type CodeName,
  codes,
  type FailureName,
  type Language,
  messageOf,
} from './codes.ts'

/** The tutorial's reply: a number, a message and, on success only, data. */
export interface Reply<Data = unknown> {
  readonly code: number
  readonly msg: string
  readonly data?: Data
}

/** A failure under /v1: the stable name and the request's id beside number and message. */
export interface Failure extends Reply<never> {
  readonly reason: FailureName
  readonly request_id: string
}

/** The tutorial's reply for an outcome, in its language and without anything it did not send. */
export function tutorialReply(name: CodeName): Reply<never> {
  const code: Code = codes[name]
  return { code: code.number, msg: code.zh }
}

/** The body of a failure under /v1. */
export function failureReply(name: FailureName, language: Language, requestId: string): Failure {
  const code: Code = codes[name]
  return { code: code.number, msg: messageOf(name, language), reason: name, request_id: requestId }
}
