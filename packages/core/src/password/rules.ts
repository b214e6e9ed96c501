import { ZtokenError } from '@ztoken/contract'
import { commonCheck } from './common.ts'

const leastCharacters = 8
const mostCharacters = 256
const mostBytes = 1024

/**
 * What a new password must be (NIST SP 800-63B-4 §3.1.1.2): long enough, not too long to hash, not
 * a common one; no rules of composition. Taken as it is, without normalisation.
 */
export async function requireAcceptable(
  password: unknown,
  context: readonly string[],
): Promise<void> {
  if (typeof password !== 'string' || !password.isWellFormed()) throw fault('invalid_request')
  const characters = [...password.slice(0, mostBytes + 1)].length
  if (characters < leastCharacters) throw fault('password_too_short')
  if (!isHashable(password)) throw fault('password_too_long')
  const bare = password.toLowerCase()
  const isCommon = await commonCheck()
  if (isCommon(bare) || context.some((word) => word !== '' && bare === word.toLowerCase())) {
    throw fault('password_common')
  }
}

/** False for what no stored password can be: known before anybody is looked up (attack A007). */
export function isHashable(password: unknown): password is string {
  if (typeof password !== 'string' || password.length > mostBytes) return false
  if (Buffer.byteLength(password) > mostBytes || !password.isWellFormed()) return false
  return [...password].length <= mostCharacters
}

function fault(
  code: 'invalid_request' | 'password_too_short' | 'password_too_long' | 'password_common',
): ZtokenError {
  return new ZtokenError(code, { field: '/password' })
}
