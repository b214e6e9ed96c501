import { createHash, createHmac, pbkdf2Sync, scryptSync, timingSafeEqual } from 'node:crypto'
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

parentPort?.on('message', async (/** @type {HashJob[]} */ jobs) => {
  if (jobs.some(needsShaCrypt)) await loadShaCrypt()
  parentPort?.postMessage(jobs.map(answerOrFault))
})

/** @param {HashJob} job */
function needsShaCrypt(job) {
  return 'check' in job && job.check?.primitive === 'sha-crypt'
}

/** @type {typeof import('unixcrypt') | undefined} */
let unixcrypt

/** It is a module, which is loaded in its own time; what is missing is said by the job. */
async function loadShaCrypt() {
  try {
    unixcrypt ??= await import('unixcrypt')
  } catch {
    unixcrypt = undefined
  }
}

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
      return matchesBcrypt(prehashed(password, check), check.stored)
    case 'sha-crypt': {
      if (unixcrypt === undefined) {
        throw new EngineError('the hash engine unixcrypt cannot be loaded here')
      }
      // crypt(3) stops at a NUL: nothing is opened by its beginning.
      return !password.includes('\0') && unixcrypt.verify(password, check.stored)
    }
    case 'wrapped':
      return argon2().verifySync(check.outer.stored, quickHash(password, check.quick))
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

/**
 * @param {string} password
 * @param {Extract<PasswordCheck, { primitive: 'bcrypt' }>} check
 */
function prehashed(password, { prehash, stored }) {
  switch (prehash) {
    case 'sha256-hex':
      return createHash('sha256').update(password).digest('hex')
    case 'sha256-base64':
      return createHash('sha256').update(password).digest('base64')
    case 'hmac-sha256-base64':
      // Under the text of the salt, which follows `$2b$12$`.
      return createHmac('sha256', stored.slice(7, 29)).update(password).digest('base64')
    case 'wordpress':
      return createHmac('sha384', 'wp-sha384').update(trimmedByPhp(password)).digest('base64')
    default:
      return password
  }
}

/** @param {string} text */
function trimmedByPhp(text) {
  return text.replace(/^[ \t\n\r\0\v]+|[ \t\n\r\0\v]+$/g, '')
}

/**
 * @param {string} password
 * @param {import('./formats/format.ts').QuickHash} quick
 */
function quickHash(password, { digest, salt, place }) {
  if (salt !== null && place === 'key') {
    return createHmac(digest, salt).update(password).digest('hex')
  }
  const parts = place === 'before' ? [salt ?? '', password] : [password, salt ?? '']
  return createHash(digest).update(parts.join('')).digest('hex')
}
