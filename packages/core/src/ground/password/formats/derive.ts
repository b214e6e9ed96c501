import { costLimits, type PasswordCheck } from './format.ts'

const digestBytes: Readonly<Record<string, number>> = {
  ...{ sha1: 20, sha256: 32, sha384: 48, sha512: 64 },
}

/**
 * A check by PBKDF2 (RFC 8018 §5.2), or null where the parameters are not acceptable. The key is as
 * long as its digest unless another length is given.
 */
export function pbkdf2Check(
  digest: string,
  iterations: number,
  salt: Buffer,
  expected: Buffer,
  keyBytes?: number,
): PasswordCheck | null {
  const bytes = Object.hasOwn(digestBytes, digest) ? digestBytes[digest] : undefined
  if (bytes === undefined || salt.length === 0) return null
  if (expected.length !== (keyBytes ?? bytes)) return null
  if (!(iterations >= 1 && iterations <= costLimits.pbkdf2Iterations)) return null
  return { primitive: 'pbkdf2', digest, iterations, ...ownBytes(salt, expected) }
}

/** A check by scrypt (RFC 7914), or null where the parameters are not acceptable. */
export function scryptCheck(
  [N, r, p]: readonly [number, number, number],
  salt: Buffer,
  expected: Buffer,
): PasswordCheck | null {
  if (!isScryptCost(N, r, p) || salt.length === 0) return null
  if (expected.length < 16 || expected.length > 128) return null
  const maxmem = costLimits.scryptBytes + 1024 * 1024
  return { primitive: 'scrypt', costs: { N, r, p, maxmem }, ...ownBytes(salt, expected) }
}

function isScryptCost(N: number, r: number, p: number): boolean {
  if (!(N >= 2 && N <= costLimits.scryptN && r >= 1 && p >= 1)) return false
  return Number.isInteger(Math.log2(N)) && 128 * r * (N + p) <= costLimits.scryptBytes && p <= 16
}

/** Copies: a small Buffer is a view of memory that others use, and a message would carry it all. */
function ownBytes(salt: Buffer, expected: Buffer): { salt: Uint8Array; expected: Uint8Array } {
  return { salt: new Uint8Array(salt), expected: new Uint8Array(expected) }
}
