import { codes, type FailureName } from './all.ts'
import type { FailureData } from './ground/reply.ts'
import type { Words } from './ground/words.ts'

export interface ZtokenErrorOptions {
  readonly cause?: unknown
  /** Seconds after which trying again makes sense; becomes `Retry-After`. */
  readonly retryAfterSeconds?: number
  /** Which part of the input was at fault, e.g. `/phone`. Never a value. */
  readonly field?: string
  /** What people are told instead of the text of the code: of a rule of the application's own. */
  readonly words?: Words
  /** What whoever asked is told besides: nothing that they may not know. */
  readonly data?: FailureData
}

/**
 * The one error that leaves ztoken. Tell failures apart by `code`, never by message.
 * It never carries a token, a password or a hash.
 */
export class ZtokenError extends Error {
  override readonly name = 'ZtokenError'
  readonly code: FailureName
  readonly retryAfterSeconds: number | undefined
  readonly field: string | undefined
  readonly data: FailureData | undefined
  readonly words: Words | undefined

  constructor(code: FailureName, options: ZtokenErrorOptions = {}) {
    super(
      options.words?.en ?? codes[code].en,
      'cause' in options ? { cause: options.cause } : undefined,
    )
    this.code = code
    this.retryAfterSeconds = options.retryAfterSeconds
    this.field = options.field
    this.data = options.data
    this.words = options.words
  }

  /** The number on the wire, e.g. 4101. */
  get number(): number {
    return codes[this.code].number
  }

  /** The HTTP status under /v1, e.g. 401. */
  get status(): number {
    return codes[this.code].status
  }
}

/** What could not be done now and may be tried again; the cause is for logs. */
export function unavailable(cause: unknown, retryAfterSeconds = 1): ZtokenError {
  return new ZtokenError('unavailable', { cause, retryAfterSeconds })
}
