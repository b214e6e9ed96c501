import { createHash, pbkdf2Sync, scryptSync, timingSafeEqual } from 'node:crypto'
import { createRequire } from 'node:module'
import { getPriority, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'

/**
 * What a hashing thread runs: primitives, on plain data. It is JavaScript so that the one file
 * serves the sources and the build alike.
 *
 * @typedef {import('./formats/format.ts').HashJob} HashJob
 * @typedef {import('./formats/format.ts').PasswordCheck} PasswordCheck
 */

/** An engine is loaded when it is needed: one that is missing hinders nobody who needs another. */
const require = createRequire(import.meta.url)

/** @returns {typeof import('@node-rs/argon2')} */
const argon2 = () => engine('@node-rs/argon2')
/** @returns {typeof import('bcryptjs')} */
const bcrypt = () => engine('bcryptjs')

const lowestPriority = 19

lowerPriority()

/** Whoever asks with a token goes before whoever signs in. */
function lowerPriority() {
  // Linux alone gives a thread its own priority; elsewhere the whole process would be lowered.
  if (process.platform !== 'linux') return
  try {
    setPriority(0, Math.min(getPriority(0) + 10, lowestPriority))
  } catch {
    // A sandbox may forbid it: hashes are right at any priority.
  }
}

parentPort?.on('message', (/** @type {HashJob[]} */ jobs) => {
  parentPort?.postMessage(jobs.map(answerOrFault))
})

/**
 * @param {string} name
 * @returns {any}
 */
function engine(name) {
  try {
    return require(name)
  } catch (cause) {
    throw new EngineError(`the hash engine ${name} cannot be loaded here (${codeOf(cause)})`)
  }
}

class EngineError extends Error {}

/** @param {unknown} cause */
function codeOf(cause) {
  const { code, message } = Object(cause)
  // What is native says in its message alone that its part for this platform is missing.
  return code ?? String(message).split('\n', 1)[0]?.slice(0, 200)
}

/**
 * What fails says what it is, and never with the words of an engine, which may quote what it got.
 *
 * @param {HashJob} job
 */
function answerOrFault(job) {
  try {
    return answerOf(job)
  } catch (error) {
    const isOurs = error instanceof EngineError
    return { fault: isOurs ? error.message : `a hash failed (${Object(error).name})` }
  }
}

/** @param {HashJob} job */
function answerOf(job) {
  const { password } = job
  if ('parameters' in job) return argon2().hashSync(password, job.parameters)
  if (job.check !== null && matches(password, job.check)) return true
  if (job.decoy !== null) matches(password, job.decoy)
  return false
}

/**
 * @param {string} password
 * @param {PasswordCheck} check
 * @returns {boolean}
 */
function matches(password, check) {
  switch (check.primitive) {
    case 'argon2':
      return argon2().verifySync(check.stored, password)
    case 'bcrypt':
      return matchesBcrypt(check.prehash ? sha256(password) : password, check.stored)
    case 'pbkdf2': {
      const { salt, iterations, digest, expected } = check
      return timingSafeEqual(
        pbkdf2Sync(password, salt, iterations, expected.length, digest),
        expected,
      )
    }
    case 'scrypt': {
      const { salt, costs, expected } = check
      return timingSafeEqual(scryptSync(password, salt, expected.length, costs), expected)
    }
  }
}

/**
 * bcrypt looks at 72 bytes and stops at a NUL: a password it would not look at whole is refused
 * rather than opened by another one (attack A034).
 *
 * @param {string} password
 * @param {string} stored
 */
function matchesBcrypt(password, stored) {
  if (Buffer.byteLength(password) > 72 || password.includes('\0')) return false
  return bcrypt().compareSync(password, stored)
}

/** @param {string} password */
function sha256(password) {
  return createHash('sha256').update(password).digest('hex')
}
