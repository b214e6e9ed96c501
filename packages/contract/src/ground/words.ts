/** A text in the two languages. */
export interface Words {
  readonly zh: string
  readonly en: string
}

export type Language = 'zh-CN' | 'en'

/** What one outcome is: its number on the wire, its HTTP status under /v1, its two messages. */
export interface Code extends Words {
  readonly number: number
  readonly status: number
  /** A 401 of which the access token is not the reason: RFC 6750 §3 has no error code for it. */
  readonly refusesNoToken?: true
}

/** What an event is called where entries are listed, and what it means for whoever reads the audit. */
export interface EventWords {
  readonly title: Words
  readonly meaning: Words
}
