import type { FailureData, FailureName, Language } from '@ztoken/contract'
import type { Reply } from './ports.ts'

/** What can go wrong before the server has said anything in its own words: Chinese, English. */
const localTexts = {
  network_failed: ['网络连接失败', 'Not connected'],
  aborted: ['已取消'],
  signed_out: ['请先登录', 'Not signed in'],
  redirect_refused: ['已拒绝跳转'],
  unexpected_reply: ['响应异常'],
} as const

export type LocalFailureName = keyof typeof localTexts

/** The server's `reason`, or a name of the client's own. */
export type ErrorCode = FailureName | LocalFailureName

/** What a reply says of a failure. */
interface Details {
  readonly message?: string | undefined
  readonly number?: number
  readonly status?: number
  readonly requestId?: string | undefined
  readonly retryAfterSeconds?: number | undefined
  readonly data?: FailureData | undefined
  readonly cause?: unknown
}

/**
 * The one error that a client throws, beside TypeError for a programming mistake. Tell failures
 * apart by `code`, never by message. It never carries a token or a password.
 */
export class ZtokenError extends Error {
  override readonly name = 'ZtokenError'
  /** The server's reason, e.g. `credentials_wrong`, or `network_failed`, `aborted`, `signed_out`. */
  declare readonly code: ErrorCode
  /** The number on the wire, e.g. 4103; 0 where the server has not said one. */
  declare readonly number: number
  /** The HTTP status; 0 where there was no reply. */
  declare readonly status: number
  /** What to tell the server's operator. */
  declare readonly requestId: string | undefined
  /** Seconds after which trying again makes sense. */
  declare readonly retryAfterSeconds: number | undefined
  /**
   * What the server tells besides: `until` (ISO 8601) and `reason` of a ban, each of which may be
   * null, to whoever gave the right password; `tries_left` of a wrong code, in digits.
   */
  declare readonly data: FailureData | undefined

  constructor(code: ErrorCode, language: Language, { message, ...details }: Details = {}) {
    const own: readonly string[] | undefined = localTexts[code as LocalFailureName]
    super(message ?? own?.[language === 'en' ? 1 : 0] ?? code.replace(/_/g, ' '))
    Object.assign(this, { code, number: 0, status: 0 }, details)
  }
}

/** The error that a reply is. */
export function errorOf(reply: Reply, body: Body, language: Language): ZtokenError {
  const { code, msg, reason, request_id, data } = body
  const name = (textOf(reason) as ErrorCode | undefined) ?? nameOf(reply.status)
  return new ZtokenError(name, language, {
    message: textOf(msg),
    number: Number(code) || 0,
    status: reply.status,
    requestId: textOf(request_id),
    retryAfterSeconds: retryAfterSecondsOf(reply),
    data: (data ?? undefined) as FailureData | undefined,
  })
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** A body of the wire, of which nothing is known yet. */
export type Body = Readonly<Record<string, unknown>>

/** The JSON of a reply; an empty object where it is none. */
export async function bodyOf(reply: Reply): Promise<Body> {
  try {
    return Object(await reply.json())
  } catch {
    return {}
  }
}

/** The seconds of Retry-After (RFC 9110 §10.2.3); a date there is not looked at. */
export function retryAfterSecondsOf({ headers }: Reply): number | undefined {
  return Number(headers.get('retry-after')) || undefined
}

/** What stands between us and the server answers in words of its own. */
function nameOf(status: number): ErrorCode {
  if (status === 429) return 'too_many_requests'
  return status > 501 && status < 505 ? 'unavailable' : 'unexpected_reply'
}
