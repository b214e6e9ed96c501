import { createHash, pbkdf2Sync, scryptSync, timingSafeEqual } from 'node:crypto'
import { getPriority, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { hashSync, verifySync } from '@node-rs/argon2'
import { verifySync as verifyBcrypt } from '@node-rs/bcrypt'

/**
 * What a hashing thread runs: primitives, on plain data. It is JavaScript so that the one file
 * serves the sources and the build alike.
 *
 * @typedef {import('./formats/format.ts').HashJob} HashJob
 * @typedef {import('./formats/format.ts').PasswordCheck} PasswordCheck
 */

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
  parentPort?.postMessage(jobs.map(answerOf))
})

/** @param {HashJob} job */
function answerOf(job) {
  const { password } = job
  if ('parameters' in job) return hashSync(password, job.parameters)
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
      return verifySync(check.stored, password)
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
  return verifyBcrypt(password, stored)
}

/** @param {string} password */
function sha256(password) {
  return createHash('sha256').update(password).digest('hex')
}
