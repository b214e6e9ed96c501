import { availableParallelism } from 'node:os'
import { argon2, argon2Hash, isCurrent } from './formats/argon2.ts'
import { bcrypt } from './formats/bcrypt.ts'
import { django } from './formats/django.ts'
import type { HashFormat, PasswordCheck } from './formats/format.ts'
import { phc } from './formats/phc.ts'
import { werkzeug } from './formats/werkzeug.ts'
import { createPool } from './pool.ts'
import { isHashable, requireAcceptable } from './rules.ts'

export interface PasswordOptions {
  /** Hashes computed at the same time. By default one for each processor, two at least. */
  readonly concurrency?: number
  /** Hashes that may wait; beyond, logins are answered `unavailable` at once. */
  readonly queueLimit?: number
}

export interface Passwords {
  /**
   * Rejects with ZtokenError `invalid_request`, `password_too_short`, `password_too_long`,
   * `password_common`. `context`: words that may not be the password, such as the phone.
   */
  requireAcceptable(password: string, context?: readonly string[]): Promise<void>
  /** In: a password. Out: argon2id as a PHC string. Throws ZtokenError `unavailable`. */
  hash(password: string): Promise<string>
  /**
   * True where the password is the one stored. With null, and with a hash that cannot be read, the
   * same work is done and the answer is false. Throws ZtokenError `unavailable`.
   */
  verify(password: string, stored: string | null): Promise<boolean>
  /** True for anything but argon2id with today's parameters (OWASP). */
  needsRehash(stored: string): boolean
  /** True for a hash that can be read within the cost limits. */
  isKnownFormat(stored: string): boolean
}

const formats: readonly HashFormat[] = [argon2, werkzeug, django, bcrypt, phc]
const longestHash = 512

export function createPasswords(options: PasswordOptions = {}): Passwords {
  const { concurrency = Math.max(2, availableParallelism()), queueLimit = 64 } = options
  const pool = createPool(concurrency, queueLimit)
  let decoy: Promise<string> | undefined

  /** The work of a current hash for nobody: a stranger takes as long as a wrong password. */
  async function verifyNothing(password: string): Promise<false> {
    decoy ??= argon2Hash('nobody has this password')
    await checkOf(await decoy)?.(password)
    return false
  }

  return {
    requireAcceptable: (password, context = []) => requireAcceptable(password, context),
    hash: (password) => pool.run(() => argon2Hash(password)),
    async verify(password, stored) {
      if (!isHashable(password)) return false
      const check = stored === null ? null : checkOf(stored)
      return pool.run(async () => {
        if (check === null || stored === null) return verifyNothing(password)
        if (await check(password)) return true
        // An old hash that was quick to fail would stand out (attack A006).
        return isCurrent(stored) ? false : verifyNothing(password)
      })
    },
    needsRehash: (stored) => !isCurrent(stored),
    isKnownFormat: (stored) => checkOf(stored) !== null,
  }
}

function checkOf(stored: string): PasswordCheck | null {
  if (stored.length > longestHash) return null
  for (const format of formats) {
    const check = format.parse(stored)
    if (check !== null) return check
  }
  return null
}
