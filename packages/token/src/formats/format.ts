import type { Claims } from '../claims.ts'

export type FormatName = 'encrypted' | 'signed' | 'public' | 'itsdangerous'

/** A key of one format together with the one header it is used under. */
export interface FormatKey {
  readonly kid: string
  /** The raw first segment of every token of this key: base64url of its protected header. */
  readonly header: string
  /**
   * The payload of an authentic token whose first segment is `header`, as Latin-1 text; null
   * where anything about the rest of the token is not exactly as this key makes it.
   */
  open(token: string): string | null
}

/** A way to write tokens of our own. The newest key issues, all keys read. */
export interface OwnFormat {
  readonly name: Exclude<FormatName, 'itsdangerous'>
  readonly keys: readonly FormatKey[]
  /** In: the payload's text. Out: the token. Throws KeyError `key_cannot_issue`. */
  seal(payload: string): string
  /** Where keys come and go while it runs: calls back after each change. */
  onKeysChanged?(listener: () => void): void
}

/** Somebody else's way to write tokens, with rules of its own for reading. */
export interface ForeignFormat {
  readonly name: 'itsdangerous'
  /** In: claims with `sid`. Out: the token. */
  issue(claims: Claims): string
  /** In: a token and now in seconds. Out: what it says, or null. Expiry is left to the reader. */
  read(token: string): ForeignToken | null
  /** Null where the token is not authentic, whatever it says. */
  open(token: string): object | null
}

export interface ForeignToken {
  readonly sub: string
  readonly sid: string | null
  readonly iat: number
  readonly exp: number
}

export type Format = OwnFormat | ForeignFormat
