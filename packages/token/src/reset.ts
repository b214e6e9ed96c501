import { isId, isTime } from './claims.ts'
import type { Secret } from './keys/secret.ts'
import { createSealedTexts } from './sealed-text.ts'

/** What a reset token says: whose password, under which epoch of the account, until which second. */
export interface ResetToken {
  readonly sub: string
  readonly epoch: number
  readonly exp: number
}

export interface ResetTokens {
  issue(token: ResetToken): string
  /** Null for everything that is not exactly a token of these secrets. Expiry is the caller's. */
  read(token: unknown): ResetToken | null
}

const form = /^([A-Za-z0-9_-]+)\.(0|[1-9][0-9]{0,14})\.(0|[1-9][0-9]{0,14})$/

/**
 * Tokens that let somebody set a new password once: `zp1.<kid>.<user>.<epoch>.<exp>.<MAC>`. The
 * epoch moves with every change of the password and with every new reset token, so that one holds
 * once and the newest alone (OWASP Forgot Password Cheat Sheet). Nothing is stored.
 */
export function createResetTokens(secrets: readonly Secret[]): ResetTokens {
  const texts = createSealedTexts('zp1', 'reset', secrets)

  return {
    issue({ sub, epoch, exp }) {
      if (!isId(sub) || !isTime(epoch) || !isTime(exp)) throw new TypeError('no reset token')
      return texts.seal(`${Buffer.from(sub, 'utf8').toString('base64url')}.${epoch}.${exp}`)
    },
    read(token) {
      const [, user = '', epoch = '', exp = ''] = form.exec(texts.open(token) ?? '') ?? []
      const sub = Buffer.from(user, 'base64url').toString('utf8')
      return isId(sub) ? { sub, epoch: Number(epoch), exp: Number(exp) } : null
    },
  }
}
