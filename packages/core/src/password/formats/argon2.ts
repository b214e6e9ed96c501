import { hash, verify } from '@node-rs/argon2'
import { costLimits, type HashFormat } from './format.ts'

/** OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, 2 passes, 1 lane. */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
const current = `$argon2id$v=19$m=${parameters.memoryCost},t=${parameters.timeCost},p=${parameters.parallelism}$`
const form =
  /^\$argon2(?:id|i|d)\$v=(?:16|19)\$m=([0-9]{1,9}),t=([0-9]{1,9}),p=([0-9]{1,9})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{16,172}$/

/** argon2 as a PHC string (RFC 9106). */
export const argon2: HashFormat = {
  parse(stored) {
    const [, memory, passes, lanes] = (form.exec(stored) ?? []).map(Number)
    if (memory === undefined || passes === undefined || lanes === undefined) return null
    if (memory > costLimits.argon2Kibibytes || memory < 8 * lanes) return null
    if (passes < 1 || passes > costLimits.argon2Passes) return null
    if (lanes < 1 || lanes > costLimits.argon2Lanes) return null
    return (password) => verify(stored, password)
  },
}

/** A new hash with today's parameters and a salt of its own. */
export function argon2Hash(password: string): Promise<string> {
  return hash(password, parameters)
}

/** True for a hash with today's parameters. */
export function isCurrent(stored: string): boolean {
  return stored.startsWith(current)
}
