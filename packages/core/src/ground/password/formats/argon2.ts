import { randomBytes } from 'node:crypto'
import { type Argon2Check, type Argon2Parameters, costLimits, type HashFormat } from './format.ts'

/** OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, 2 passes, 1 lane. */
const owasp = { memoryKibibytes: 19_456, passes: 2 } as const

/** What a new hash costs, with one lane; OWASP's unless given. Throws TypeError beyond the limits. */
export function argon2Parameters({
  memoryKibibytes,
  passes,
}: {
  readonly memoryKibibytes: number
  readonly passes: number
} = owasp): Argon2Parameters {
  const parameters = {
    algorithm: 2,
    memoryCost: memoryKibibytes,
    timeCost: passes,
    parallelism: 1,
  } as const
  if (argon2.parse(argon2Decoy(parameters).stored) === null) {
    throw new TypeError('a hash costs whole KiB and passes, within the limits')
  }
  return parameters
}

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

/** True for a hash with these parameters. */
export function isCurrent(stored: string, parameters: Argon2Parameters): boolean {
  return stored.startsWith(beginningOf(parameters))
}

/** A check that costs what a hash with these parameters costs and that no password passes. */
export function argon2Decoy(parameters: Argon2Parameters): Argon2Check {
  const [salt, tag] = [16, 32].map((size) => withoutPadding(randomBytes(size)))
  return { primitive: 'argon2', stored: `${beginningOf(parameters)}${salt}$${tag}` }
}

function beginningOf({ memoryCost, timeCost, parallelism }: Argon2Parameters): string {
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`
}

/** The library throws on base64 that is not the one text of its bytes. */
function isOneText(text: string): boolean {
  return withoutPadding(Buffer.from(text, 'base64')) === text
}

function withoutPadding(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
