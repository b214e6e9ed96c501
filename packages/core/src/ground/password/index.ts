import { availableParallelism } from 'node:os'
import type { Claimant } from './fair-queue.ts'
import { argon2, argon2Decoy, argon2Parameters, isCurrent } from './formats/argon2.ts'
import { aspnet } from './formats/aspnet.ts'
import { bcrypt, prehashedBcrypt } from './formats/bcrypt.ts'
import { django } from './formats/django.ts'
import type { HashFormat, PasswordCheck } from './formats/format.ts'
import { phc } from './formats/phc.ts'
import { shaCrypt } from './formats/sha-crypt.ts'
import { spring } from './formats/spring.ts'
import { werkzeug } from './formats/werkzeug.ts'
import { type QuickScheme, quickHashIn, wrapped, wrappedText } from './formats/wrapped.ts'
import { createPool, type HashingState } from './pool.ts'
import { type Breaches, isHashable, requireAcceptable } from './rules.ts'
import { forgetTrial, hashTried } from './trial.ts'

export interface PasswordOptions {
  /** Hashes computed at the same time, each in a thread. By default one for each processor. */
  readonly concurrency?: number
  /** Hashes that may wait; beyond, logins are answered `unavailable` at once. */
  readonly queueLimit?: number
  /** What hashes of ours may take at the same time: 19 MiB each. */
  readonly memoryMebibytes?: number
  /**
   * What a new hash costs: OWASP's 19,456 KiB and 2 passes unless given. Less is for the tests of
   * an application; where people sign in it helps whoever got hold of the hashes.
   */
  readonly hashCost?: { readonly memoryKibibytes: number; readonly passes: number }
  /** Words that no password here is made of, whosever it is: the product, the host. */
  readonly words?: readonly string[]
  /** Passwords that leaked; null: nobody is asked. */
  readonly breaches?: Breaches | null
}

export interface Passwords {
  /**
   * Rejects with ZtokenError `invalid_request`, `password_too_short`, `password_too_long`,
   * `password_common`, `password_breached`, `unavailable`. `context`: what is known of its owner:
   * phone, name; no password is made of it.
   */
  requireAcceptable(password: string, context?: readonly string[]): Promise<void>
  /**
   * In: a password, and for whom it is: everybody has a share of the threads. Out: argon2id as a
   * PHC string. Throws ZtokenError `unavailable`, and the signal's reason where it aborts before
   * the turn came.
   */
  hash(password: string, claimant: Claimant, signal?: AbortSignal): Promise<string>
  /**
   * True where the password is the one stored. With null, and with a hash that cannot be read, the
   * same work is done and the answer is false. Throws as `hash` does.
   */
  verify(
    password: string,
    stored: string | null,
    claimant: Claimant,
    signal?: AbortSignal,
  ): Promise<boolean>
  /** True for anything but argon2id with today's parameters. */
  needsRehash(stored: string): boolean
  /**
   * A hash that is computed in no time (md5, sha1 …) inside argon2id, as it may be kept; null where it
   * does not have the form that the scheme says. Throws as `hash` does.
   */
  wrap(stored: string, scheme: QuickScheme, claimant: Claimant): Promise<string | null>
  /** True for a hash that can be read within the cost limits. */
  isKnownFormat(stored: string): boolean
  /**
   * Resolves when a hash of ours can be made: one is made where none was yet, and where the last one
   * failed. Throws ZtokenError `unavailable`, whose cause says what is missing.
   */
  ready(): Promise<void>
  /** Whoever waits for a hash is answered `unavailable`; the last one to close ends the threads. */
  close(): Promise<void>
  /** Who waits for a hash, and for how long others did. */
  state(): HashingState
}

const formats: readonly HashFormat[] = [
  ...[argon2, werkzeug, django, bcrypt, phc],
  ...[prehashedBcrypt, shaCrypt, spring, aspnet, wrapped],
]
const longestHash = 512

/**
 * Hashing off the event loop and off libuv's pool, in threads that start with the first hash.
 * Throws TypeError for options that cannot be meant, such as more hashes at a time than memory.
 */
export function createPasswords(options: PasswordOptions = {}): Passwords {
  const { queueLimit = 64, memoryMebibytes = 1024, words = [], breaches = null } = options
  const parameters = argon2Parameters(options.hashCost)
  const mostAtOnce = Math.floor((memoryMebibytes * 1024) / parameters.memoryCost)
  const { concurrency = Math.min(Math.max(2, availableParallelism()), mostAtOnce) } = options
  requireWhole(concurrency, 1)
  requireWhole(queueLimit, 0)
  if (!(concurrency <= mostAtOnce)) {
    throw new TypeError(`${concurrency} hashes take more than ${memoryMebibytes} MiB`)
  }
  const pool = createPool(concurrency, queueLimit, forgetTrial)
  const decoy = argon2Decoy(parameters)

  return {
    requireAcceptable: (password, context = []) =>
      requireAcceptable(password, [...words, ...context], breaches),
    async hash(password, claimant, signal) {
      const job = { password, parameters }
      return String(await pool.run(job, claimant, signal))
    },
    async verify(password, stored, claimant, signal) {
      if (!isHashable(password)) return false
      const check = stored === null ? null : checkOf(stored)
      // A stranger, and an old hash that was quick to fail, would stand out (attack A006).
      const isEqualWork = check !== null && stored !== null && isCurrent(stored, parameters)
      const job = { password, check, decoy: isEqualWork ? null : decoy }
      return (await pool.run(job, claimant, signal)) === true
    },
    async wrap(stored, scheme, claimant) {
      const found = quickHashIn(stored, scheme)
      if (found === null) return null
      const argon2id = await pool.run({ password: found.hex, parameters }, claimant)
      return wrappedText(found.quick, String(argon2id))
    },
    needsRehash: (stored) => !isCurrent(stored, parameters),
    isKnownFormat: (stored) => checkOf(stored) !== null,
    ready: () => hashTried(parameters),
    close: () => pool.close(),
    state: () => pool.state(),
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

function requireWhole(number: number, least: number): void {
  if (!Number.isSafeInteger(number) || number < least) {
    throw new TypeError('the hashes at a time and in the queue are whole numbers')
  }
}
