import type { PasskeyData } from '../ground/passkeys/passkey.ts'

/**
 * How somebody showed who they are (RFC 8176 §2): by a key that never leaves its hardware, or by one
 * that a password manager keeps.
 */
export function methodOf({ canSync }: Pick<PasskeyData, 'canSync'>): 'hwk' | 'swk' {
  return canSync ? 'swk' : 'hwk'
}
