import { randomBytes } from 'node:crypto'
import { type Argon2Parameters, costLimits, type HashFormat, type PasswordCheck } from './format.ts'

/** OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, 2 passes, 1 lane. */
export const argon2Parameters: Argon2Parameters = {
  algorithm: 2,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
}

/** What one hash with today's parameters takes, in MiB. */
export const argon2Mebibytes: number = argon2Parameters.memoryCost / 1024

const { memoryCost, timeCost, parallelism } = argon2Parameters
const current = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`
const form =
  /^\$argon2(?:id|i|d)\$v=(?:16|19)\$m=([1-9][0-9]{0,8}),t=([1-9][0-9]{0,8}),p=([1-9][0-9]{0,8})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})$/

/** argon2 as a PHC string (RFC 9106). */
export const argon2: HashFormat = {
  parse(stored) {
    const [, ...parts] = form.exec(stored) ?? []
    const [memory, passes, lanes] = parts.slice(0, 3).map(Number)
    if (memory === undefined || passes === undefined || lanes === undefined) return null
    if (memory > costLimits.argon2Kibibytes || memory < 8 * lanes) return null
    if (passes > costLimits.argon2Passes || lanes > costLimits.argon2Lanes) return null
    if (!parts.slice(3).every(isOneText)) return null
    return { primitive: 'argon2', stored }
  },
}

/** True for a hash with today's parameters. */
export function isCurrent(stored: string): boolean {
  return stored.startsWith(current)
}

/** A check that costs what a current hash costs and that no password passes. */
export function argon2Decoy(): PasswordCheck {
  const [salt, tag] = [16, 32].map((size) => withoutPadding(randomBytes(size)))
  return { primitive: 'argon2', stored: `${current}${salt}$${tag}` }
}

/** The library throws on base64 that is not the one text of its bytes. */
function isOneText(text: string): boolean {
  return withoutPadding(Buffer.from(text, 'base64')) === text
}

function withoutPadding(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
