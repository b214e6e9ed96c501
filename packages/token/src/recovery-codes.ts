import { createHmac, type KeyObject, randomInt, timingSafeEqual } from 'node:crypto'
import type { Secret } from './keys/secret.ts'

/** Codes for whoever has lost their second factor. What is kept of one is a MAC. */
export interface RecoveryCodes {
  /** Ten letters and digits, 50 random bits, in two groups: `k3wq7-0xh2m`. */
  draw(): string
  /** True for what has the form of one, however it was typed. */
  mayBe(code: string): boolean
  /** What is kept of a code of this user: `<kid>.<MAC>`. */
  markOf(userId: string, code: string): string
  /** Which of the marks is this code's, however it was typed; -1: none. Looks at all of them. */
  find(userId: string, code: string, marks: readonly string[]): number
  /** False for a mark of a secret that is not listed here: no code has it any more. */
  isReadable(mark: string): boolean
}

/** Crockford's: what looks alike is one letter. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const length = 10
const form = /^[0-9a-hjkmnp-tv-z]{10}$/
const longestTyped = 64
const alike: Readonly<Record<string, string>> = { o: '0', i: '1', l: '1' }

/** In: the secrets, newest first: it marks, all are looked for. Throws TypeError without one. */
export function createRecoveryCodes(secrets: readonly Secret[]): RecoveryCodes {
  const keys = new Map(
    secrets.map((secret) => [secret.kid('recovery-codes'), secret.deriveKey('recovery-codes', 32)]),
  )
  const [newest] = keys
  if (newest === undefined) throw new TypeError('recovery codes need a secret')
  const [newestKid] = newest

  function markUnder(kid: string, userId: string, code: string): string | null {
    const key = keys.get(kid)
    return key === undefined ? null : `${kid}.${macOf(key, userId, plain(code))}`
  }

  return {
    draw() {
      const letters = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
      return `${letters.slice(0, length / 2)}-${letters.slice(length / 2)}`
    },
    mayBe: (code) => code.length <= longestTyped && form.test(plain(code)),
    markOf: (userId, code) => markUnder(newestKid, userId, code) as string,
    find(userId, code, marks) {
      const found = marks.map((mark) => {
        const expected = markUnder(kidOf(mark), userId, code)
        return expected !== null && isSame(mark, expected)
      })
      return found.indexOf(true)
    },
    isReadable: (mark) => keys.has(kidOf(mark)),
  }
}

/** However it was typed: in capitals, in wide letters, with blanks or another dash. */
function plain(code: string): string {
  return code
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/[oil]/g, (letter) => alike[letter] ?? letter)
}

function kidOf(mark: string): string {
  return mark.slice(0, mark.indexOf('.'))
}

function macOf(key: KeyObject, userId: string, code: string): string {
  return createHmac('sha256', key).update(`${userId}\0${code}`).digest('base64url')
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
