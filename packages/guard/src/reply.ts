import { randomUUID } from 'node:crypto'
import {
  type FailureData,
  type FailureName,
  failureReply,
  languageOf,
  tutorialReply,
  ZtokenError,
} from '@ztoken/contract'

/** How a guard refuses: with a true HTTP status, as the tutorial does, or by the framework. */
export type Replies = 'semantic' | 'tutorial' | 'framework'

/** A refusal, ready to be sent by any server, and why. */
export interface Refusal {
  readonly error: ZtokenError
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

export interface RefusalContext {
  readonly replies: Replies
  readonly acceptLanguage: string | null | undefined
  readonly requestId?: string | undefined
}

/**
 * What is answered for an error; one that is not ours is `unavailable`: a fault opens no door.
 * Where the framework answers, it still gets the headers: a 401 has to say how to come in.
 */
export function refusalOf(error: unknown, context: RefusalContext): Refusal {
  const failure =
    error instanceof ZtokenError ? error : new ZtokenError('unavailable', { cause: error })
  const headers: Record<string, string> = { 'cache-control': 'no-store' }
  if (context.replies === 'tutorial') {
    return { error: failure, status: 200, headers, body: tutorialReply(tutorialName(failure)) }
  }
  const { code, status, retryAfterSeconds, data } = failure
  const challenge = code === 'step_up_required' ? stepUpChallenge(data) : challengeOf(code, status)
  if (challenge !== null) headers['www-authenticate'] = challenge
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds)
  const language = languageOf(context.acceptLanguage ?? undefined)
  const requestId = context.requestId ?? randomUUID()
  const body = failureReply(code, language, { requestId, data })
  return { error: failure, status, headers, body }
}

/** The same for what is answered with a Response. */
export function responseOf({ status, headers, body }: Refusal): Response {
  return Response.json(body, { status, headers })
}

/**
 * How a client is told what to show (RFC 9470 §3), from what a `step_up_required` says in its data.
 * The status is 403 all the same: the token holds, and another would not be of more use.
 */
export function stepUpChallenge(data: FailureData | undefined): string {
  const { max_age = null, acr_values = null, scope = null } = data ?? {}
  return [
    'Bearer error="insufficient_user_authentication"',
    ...(acr_values === null ? [] : [`acr_values="${acr_values}"`]),
    ...(max_age === null ? [] : [`max_age=${max_age}`]),
    ...(scope === null ? [] : [`scope="${scope}"`]),
  ].join(', ')
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
