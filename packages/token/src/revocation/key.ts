import { createHash } from 'node:crypto'
import { decodeBase64url } from '../base64url.ts'

/**
 * What a revocation is about, as text: the session's id, or `token/` with the base64url of the
 * token's SHA-256 where there is no session behind it.
 */
export type RevocationKey = string

const uuidLength = 36
const hyphen = 45
const tokenPrefix = 'token/'
const digestBytes = 32
/** Above every value of four hexadecimal digits; any digit that is none sets it. */
const notHex = 0x10000
/** Where the groups of four digits start in a UUID. */
const groupStarts = Uint8Array.of(0, 4, 9, 14, 19, 24, 28, 32)

/** The value of each ASCII character as a hexadecimal digit, lower case only. */
const digits: Int32Array = new Int32Array(128).fill(notHex)
for (let value = 0; value < 16; value += 1) digits[value.toString(16).charCodeAt(0)] = value

/**
 * The top two bits of the third word keep the kinds apart: `10` is the variant of every UUID of
 * RFC 9562 §4.1, the digests of tokens and of other texts take `00` and `01`.
 */
const domainMask = 0x3fffffff
const uuidVariant = 2
const tokenDomain = 0
const textDomain = 0x40000000

/**
 * The 128 bits a key is remembered by: a UUID gives its own, a token's fingerprint 126 bits of it,
 * every other text 126 bits of its SHA-256, so that no two keys of one kind or of two share theirs.
 * The last word is `tailOf` the text where it has one. Nothing is allocated for a UUID (RFC 9562,
 * lower case).
 */
export function readKey(text: RevocationKey, into: Uint32Array): void {
  if (!readUuid(text, into)) readDigest(text, into)
}

/**
 * The last word of a text that looks like a UUID, or -1: enough to look for it, and a fifth of the
 * work of reading all of it. Most of what is asked for is not there.
 */
export function tailOf(text: RevocationKey): number {
  if (!hasForm(text)) return -1
  const high = fourDigits(text, 28)
  const low = fourDigits(text, 32)
  return (high | low) < notHex ? ((high << 16) | low) >>> 0 : -1
}

/** Spreads a last word evenly over 32 bits, one to one (the finalizer of MurmurHash3). */
export function hashOf(tail: number): number {
  let hash = Math.imul(tail ^ (tail >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function readDigest(text: string, into: Uint32Array): void {
  const digest = text.startsWith(tokenPrefix)
    ? decodeBase64url(text.slice(tokenPrefix.length))
    : null
  if (digest?.length === digestBytes) write(digest, tokenDomain, into)
  else write(createHash('sha256').update(text).digest(), textDomain, into)
  const tail = tailOf(text)
  if (tail >= 0) into[3] = tail
}

function write(digest: Buffer, domain: number, into: Uint32Array): void {
  into[0] = digest.readUInt32BE(0)
  into[1] = digest.readUInt32BE(4)
  into[2] = (digest.readUInt32BE(8) & domainMask) | domain
  into[3] = digest.readUInt32BE(12)
}

/** False for a text that is no UUID in its canonical form; `into` is then of no use. */
function readUuid(text: string, into: Uint32Array): boolean {
  if (!hasForm(text)) return false
  let seen = 0
  for (let word = 0; word < 4; word += 1) {
    const high = fourDigits(text, groupStarts[word * 2] as number)
    const low = fourDigits(text, groupStarts[word * 2 + 1] as number)
    seen |= high | low
    into[word] = (high << 16) | low
  }
  return seen < notHex && (into[2] as number) >>> 30 === uuidVariant
}

/** The value of four hexadecimal digits, or `notHex` and more where one of them is none. */
function fourDigits(text: string, at: number): number {
  return (
    (digit(text, at) << 12) |
    (digit(text, at + 1) << 8) |
    (digit(text, at + 2) << 4) |
    digit(text, at + 3)
  )
}

function digit(text: string, at: number): number {
  return digits[Math.min(text.charCodeAt(at), 127)] as number
}

function hasForm(text: string): boolean {
  return (
    text.length === uuidLength &&
    text.charCodeAt(8) === hyphen &&
    text.charCodeAt(13) === hyphen &&
    text.charCodeAt(18) === hyphen &&
    text.charCodeAt(23) === hyphen
  )
}
