export type WebhookFault = 'failing' | 'gone' | 'given_up' | 'endpoint_unknown'

const words: Readonly<Record<WebhookFault, string>> = {
  failing: 'is not reached and will be tried again',
  gone: 'answered 410 Gone: this event is not sent to it again',
  given_up: 'was not reached for days: this event is not sent to it any more',
  endpoint_unknown: 'is in nobody’s settings: this event is not sent to it',
}

/** What an operator has to know of a webhook. Of its URL only the origin: the rest may be secret. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError'
  readonly code: WebhookFault
  /** The origin of the endpoint. */
  readonly endpoint: string
  readonly entryId: string

  constructor(code: WebhookFault, endpoint: string, entryId: string, why: string | null = null) {
    const origin = URL.canParse(endpoint) ? new URL(endpoint).origin : 'unknown'
    super(`the webhook ${origin} ${words[code]}${why === null ? '' : ` (${why})`}`)
    this.code = code
    this.endpoint = origin
    this.entryId = entryId
  }
}
