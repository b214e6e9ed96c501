import { pbkdf2, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { costLimits, type PasswordCheck } from './format.ts'

const pbkdf2Async = promisify(pbkdf2)
const digestBytes: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha512: 64 }

/** A check by PBKDF2 (RFC 8018 §5.2), or null where the parameters are not acceptable. */
export function pbkdf2Check(
  digest: string,
  iterations: number,
  salt: Buffer,
  expected: Buffer,
): PasswordCheck | null {
  const bytes = Object.hasOwn(digestBytes, digest) ? digestBytes[digest] : undefined
  if (bytes === undefined || expected.length !== bytes || salt.length === 0) return null
  if (!(iterations >= 1 && iterations <= costLimits.pbkdf2Iterations)) return null
  return async (password) =>
    timingSafeEqual(await pbkdf2Async(password, salt, iterations, bytes, digest), expected)
}

/** A check by scrypt (RFC 7914), or null where the parameters are not acceptable. */
export function scryptCheck(
  [N, r, p]: readonly [number, number, number],
  salt: Buffer,
  expected: Buffer,
): PasswordCheck | null {
  if (!isScryptCost(N, r, p) || salt.length === 0) return null
  if (expected.length < 16 || expected.length > 128) return null
  return (password) =>
    new Promise((resolve, reject) => {
      const maxmem = costLimits.scryptBytes + 1024 * 1024
      scrypt(password, salt, expected.length, { N, r, p, maxmem }, (error, key) => {
        if (error === null) resolve(timingSafeEqual(key, expected))
        else reject(error)
      })
    })
}

function isScryptCost(N: number, r: number, p: number): boolean {
  if (!(N >= 2 && N <= costLimits.scryptN && r >= 1 && p >= 1)) return false
  return Number.isInteger(Math.log2(N)) && 128 * r * (N + p) <= costLimits.scryptBytes && p <= 16
}
