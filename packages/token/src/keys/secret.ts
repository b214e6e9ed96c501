import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { defaultParties, isParty, type Parties } from '../claims.ts'
import { isGuessable } from './guessable.ts'
import { KeyError } from './key-error.ts'
import { isWellKnown } from './well-known.ts'

const minimumBytes = 32

/** What a key derived from a secret is for. Each purpose has a key of its own (RFC 5869 `info`). */
export const purposes = [
  'encrypted',
  'signed/HS256',
  'signed/HS512',
  'public',
  'refresh',
  'reset',
  'setup',
  'device',
  'cursor',
  'key-ring',
  'session',
  'code',
  'notice',
  'human-check',
  'factor-ticket',
  'factor-secret',
  'recovery-codes',
] as const
export type Purpose = (typeof purposes)[number]

/** One secret, checked. Printing it shows nothing. */
export class Secret {
  readonly #bytes: Buffer
  readonly #whose: string

  constructor(bytes: Buffer, whose = '') {
    this.#bytes = bytes
    this.#whose = whose
  }

  /**
   * The same secret for one issuer and one audience: every key and name that it gives is theirs
   * alone. The default parties give what a secret gives that was bound to none.
   * Throws TypeError where issuer or audience is not 1 to 256 printable ASCII characters.
   */
  boundTo({ issuer, audience }: Parties): Secret {
    if (!isParty(issuer) || !isParty(audience)) {
      throw new TypeError('issuer and audience are 1 to 256 printable ASCII characters each')
    }
    const isDefault = issuer === defaultParties.issuer && audience === defaultParties.audience
    // Neither of the two has a space in it, so no two pairs have one text.
    return new Secret(this.#bytes, isDefault ? '' : ` ${issuer} ${audience}`)
  }

  /**
   * `length` bytes that only this secret, this purpose and these parties give: HKDF-SHA256
   * (RFC 5869).
   */
  derive(purpose: Purpose, length: number): Buffer {
    return this.#expand(`ztoken/v1/${purpose}`, length)
  }

  /** The derived bytes as a key object, which no log and no `JSON.stringify` can print. */
  deriveKey(purpose: Purpose, length: number): KeyObject {
    return createSecretKey(this.derive(purpose, length))
  }

  /** A public name for the key of this purpose: it identifies and says nothing about the key. */
  kid(purpose: Purpose): string {
    return this.#expand(`ztoken/v1/kid/${purpose}`, 9).toString('base64url')
  }

  #expand(label: string, length: number): Buffer {
    const info = `${label}${this.#whose}`
    return Buffer.from(hkdfSync('sha256', this.#bytes, Buffer.alloc(0), info, length))
  }

  toJSON(): string {
    return '[redacted]'
  }
}

/**
 * Checks secrets, the newest first.
 * In: one text or a list, UTF-8, 32 bytes or more each. Out: the secrets in the same order.
 * Throws KeyError: `secret_missing`, `secret_too_short`, `secret_well_known`, `secret_repetitive`,
 * `secret_has_whitespace`, `secret_looks_like_key`, `secret_duplicate`.
 */
export function importSecrets(texts: string | readonly string[] | undefined): readonly Secret[] {
  const list = typeof texts === 'string' ? [texts] : texts
  if (!Array.isArray(list) || list.length === 0) throw new KeyError('secret_missing')
  if (new Set(list).size !== list.length) throw new KeyError('secret_duplicate')
  return list.map((text) => {
    const bytes = checkedBytes(text)
    if (isGuessable(text)) throw new KeyError('secret_well_known')
    return new Secret(bytes)
  })
}

/**
 * The same checks for tokens that are shown and compared, but for words: who guesses one asks us each
 * time, while who has a token of ours tries secrets by himself. Throws KeyError.
 */
export function checkBearerTokens(texts: readonly string[]): void {
  if (texts.length === 0) throw new KeyError('secret_missing')
  if (new Set(texts).size !== texts.length) throw new KeyError('secret_duplicate')
  for (const text of texts) checkedBytes(text)
}

function checkedBytes(text: unknown): Buffer {
  if (typeof text !== 'string' || text === '') throw new KeyError('secret_missing')
  if (text.trim() !== text) throw new KeyError('secret_has_whitespace')
  refuseKeyMaterial(text)
  if (isWellKnown(text)) throw new KeyError('secret_well_known')
  const bytes = Buffer.from(text, 'utf8')
  if (bytes.length < minimumBytes) throw new KeyError('secret_too_short')
  if (isRepetitive(text)) throw new KeyError('secret_repetitive')
  return bytes
}

/** A public key taken for a secret lets everybody sign (RFC 8725 §2.1). */
export function refuseKeyMaterial(text: string): void {
  const start = text.trimStart()
  if (/^-----BEGIN /.test(start) || /^[[{]/.test(start) || /^(ssh-|ecdsa-)/.test(start)) {
    throw new KeyError('secret_looks_like_key')
  }
}

function isRepetitive(text: string): boolean {
  return new Set(text).size < 8 || text.length - longestBorder(text) <= text.length / 2
}

/** How much of the end is the beginning once more (the prefix function of Knuth, Morris, Pratt). */
function longestBorder(text: string): number {
  const borders: number[] = [0]
  let border = 0
  for (let at = 1; at < text.length; at += 1) {
    while (border > 0 && text[at] !== text[border]) border = borders[border - 1] ?? 0
    if (text[at] === text[border]) border += 1
    borders.push(border)
  }
  return border
}
