/** Somebody else who tells people from programs. */
export interface HumanCheckProvider {
  /** E.g. `turnstile`: what is shown of it begins with that and a colon. */
  readonly name: string
  /** With what its widget is opened: public. */
  readonly siteKey: string
  /**
   * Whether it gave this token, to this address. Rejects where that cannot be known: then a proof of
   * work is asked for in its place.
   */
  verify(token: string, address: string | null): Promise<boolean>
}

export interface HumanCheckOptions {
  /**
   * True: `requireHumanCheck` asks for a proof of work, and so does a login that is handed
   * `humanCheck`, from the third failure of a phone or an address. Not unless given.
   */
  readonly humanCheck?: boolean
  /** Asked beside it; a proof of work is then four times as dear, and always taken. */
  readonly humanCheckProvider?: HumanCheckProvider
}

/** Throws TypeError for a provider that cannot be meant. */
export function requireProvider(provider: HumanCheckProvider | null): void {
  if (provider === null || /^[a-z][a-z0-9-]{0,31}$/.test(provider.name)) return
  throw new TypeError('humanCheckProvider: a name is small letters, digits and dashes')
}
