import { createHash } from 'node:crypto'
import { ZtokenError } from '@ztoken/contract'
import { commonCheck } from './common.ts'
import { isOfContext } from './context.ts'

const leastCharacters = 8
const mostCharacters = 256
const mostBytes = 1024

/** Whether a password is in a set of those that leaked. */
export interface Breaches {
  /** In: its SHA-1 in hex, upper case. Rejects where it cannot be known. */
  readonly isBreached: (sha1: string) => Promise<boolean>
  /** What becomes of a password of which it cannot be known. */
  readonly whenUnavailable: 'accept' | 'refuse'
  /** Told of what failed. */
  readonly report: (error: unknown) => void
}

/**
 * What a new password must be (NIST SP 800-63B-4 §3.1.1.2): long enough, not too long to hash, not
 * a common one, none of its owner's words, not one that leaked; no rules of composition. Taken as it
 * is, without normalisation.
 */
export async function requireAcceptable(
  password: unknown,
  context: readonly string[],
  breaches: Breaches | null,
): Promise<void> {
  if (typeof password !== 'string' || !password.isWellFormed()) throw fault('invalid_request')
  const characters = [...password.slice(0, mostBytes + 1)].length
  if (characters < leastCharacters) throw fault('password_too_short')
  if (!isHashable(password)) throw fault('password_too_long')
  const bare = password.toLowerCase()
  const isCommon = await commonCheck()
  if (isCommon(bare) || isOfContext(bare, context)) throw fault('password_common')
  if (breaches !== null) await requireUnbreached(password, breaches)
}

async function requireUnbreached(password: string, breaches: Breaches): Promise<void> {
  const sha1 = createHash('sha1').update(password).digest('hex').toUpperCase()
  let isBreached = false
  try {
    isBreached = await breaches.isBreached(sha1)
  } catch (error) {
    breaches.report(error)
    if (breaches.whenUnavailable === 'refuse') {
      throw new ZtokenError('unavailable', { cause: error, retryAfterSeconds: 5 })
    }
  }
  if (isBreached) throw fault('password_breached')
}

/** False for what no stored password can be: known before anybody is looked up (attack A007). */
export function isHashable(password: unknown): password is string {
  if (typeof password !== 'string' || password.length > mostBytes) return false
  if (Buffer.byteLength(password) > mostBytes || !password.isWellFormed()) return false
  return [...password].length <= mostCharacters
}

type PasswordFault =
  | 'invalid_request'
  | 'password_too_short'
  | 'password_too_long'
  | 'password_common'
  | 'password_breached'

function fault(code: PasswordFault): ZtokenError {
  return new ZtokenError(code, { field: '/password' })
}
