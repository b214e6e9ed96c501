/** The tutorial's reply: a number, a message and, on success only, data. */
export interface Reply<Data = unknown> {
  readonly code: number
  readonly msg: string
  readonly data?: Data
}

/** What a failure under /v1 tells besides, e.g. until when somebody is banned. */
export type FailureData = Readonly<Record<string, string | null>>

/** The tutorial's header, in the case Node gives it. */
export const tokenHeader = 'z-token'
