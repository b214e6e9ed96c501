import { randomUUID } from 'node:crypto'
import {
  type FailureName,
  failureReply,
  languageOf,
  tutorialReply,
  ZtokenError,
} from '@ztoken/contract'

/** The form in which a guard refuses: with a true HTTP status, or as the tutorial does. */
export type ReplyForm = 'semantic' | 'tutorial'

/** A refusal, ready to be sent by any server. */
export interface Refusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

export interface RefusalContext {
  readonly form: ReplyForm
  readonly acceptLanguage: string | undefined
  readonly requestId?: string | undefined
}

/** What is answered for an error. One that is not ours is `unavailable`: a fault opens no door. */
export function refusalOf(error: unknown, context: RefusalContext): Refusal {
  const failure =
    error instanceof ZtokenError ? error : new ZtokenError('unavailable', { cause: error })
  const headers: Record<string, string> = { 'cache-control': 'no-store' }
  if (context.form === 'tutorial') {
    return { status: 200, headers, body: tutorialReply(tutorialName(failure)) }
  }
  const { code, status, retryAfterSeconds } = failure
  const challenge = challengeOf(code, status)
  if (challenge !== null) headers['www-authenticate'] = challenge
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds)
  const language = languageOf(context.acceptLanguage)
  return { status, headers, body: failureReply(code, language, context.requestId ?? randomUUID()) }
}

/** RFC 6750 §3.1: without credentials no error code. */
function challengeOf(code: FailureName, status: number): string | null {
  if (code === 'token_missing') return 'Bearer'
  if (code === 'invalid_request') return 'Bearer error="invalid_request"'
  return status === 401 ? 'Bearer error="invalid_token"' : null
}

/** On the tutorial's routes every bad token is 4101; who it belongs to may still lack a permission. */
function tutorialName({ code, status }: ZtokenError): FailureName {
  if (code === 'token_missing' || code === 'permission_denied') return code
  return status >= 500 ? 'information_unavailable' : 'token_expired'
}
