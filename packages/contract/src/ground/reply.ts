/** The tutorial's reply: a number, a message and, on success only, data. */
export interface Reply<Data = unknown> {
  readonly code: number
  readonly msg: string
  readonly data?: Data
}

/** The tutorial's header, in the case Node gives it. */
export const tokenHeader = 'z-token'
