import { createHash, createHmac, pbkdf2Sync, scryptSync, timingSafeEqual } from 'node:crypto'
import { getPriority, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'

/**
 * What a hashing thread runs: primitives, on plain data. It is JavaScript so that the one file
 * serves the sources and the build alike.
 *
 * @typedef {import('./formats/format.ts').HashJob} HashJob
 * @typedef {import('./formats/format.ts').PasswordCheck} PasswordCheck
 */

/**
 * An engine is loaded when it is needed: one that is missing hinders nobody who needs another. Each
 * name stands where bundlers read it.
 */
const argon2 = engine('@node-rs/argon2', () => import('@node-rs/argon2'))
const bcrypt = engine('bcryptjs', () => import('bcryptjs'))
const shaCrypt = engine('unixcrypt', () => import('unixcrypt'))

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
  const answers = []
  for (const job of jobs) answers.push(await answerOrFault(job))
  parentPort?.postMessage(answers)
})

/**
 * @template Engine
 * @param {string} name
 * @param {() => Promise<Engine>} load
 * @returns {() => Promise<Engine>}
 */
function engine(name, load) {
  /** @type {Engine | undefined} */
  let loaded
  return async () => {
    try {
      loaded ??= await load()
      return loaded
    } catch (cause) {
      throw new EngineError(name, cause)
    }
  }
}

class EngineError extends Error {
  /**
   * @param {string} engine
   * @param {unknown} cause
   */
  constructor(engine, cause) {
    super(`the hash engine ${engine} cannot be loaded here (${codeOf(cause)})`)
    this.engine = engine
  }
}

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
async function answerOrFault(job) {
  try {
    return await answerOf(job)
  } catch (error) {
    if (error instanceof EngineError) return { fault: error.message, engine: error.engine }
    return { fault: `a hash failed (${Object(error).name})` }
  }
}

/** @param {HashJob} job */
async function answerOf(job) {
  const { password } = job
  if ('parameters' in job) return (await argon2()).hashSync(password, job.parameters)
  if (job.check !== null && (await matches(password, job.check))) return true
  if (job.decoy !== null) await matches(password, job.decoy)
  return false
}

/**
 * @param {string} password
 * @param {PasswordCheck} check
 * @returns {Promise<boolean>}
 */
async function matches(password, check) {
  switch (check.primitive) {
    case 'argon2':
      return (await argon2()).verifySync(check.stored, password)
    case 'bcrypt':
      return matchesBcrypt(prehashed(password, check), check.stored)
    case 'sha-crypt': {
      const { verify } = await shaCrypt()
      // crypt(3) stops at a NUL: nothing is opened by its beginning.
      return !password.includes('\0') && verify(password, check.stored)
    }
    case 'wrapped':
      return (await argon2()).verifySync(check.outer.stored, quickHash(password, check.quick))
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
async function matchesBcrypt(password, stored) {
  if (Buffer.byteLength(password) > 72 || password.includes('\0')) return false
  return (await bcrypt()).compareSync(password, stored)
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
