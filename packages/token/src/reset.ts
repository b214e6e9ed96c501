import { isId, isTime } from './claims.ts'
import type { Secret } from './keys/secret.ts'
import { createSealedTexts, partsOf } from './sealed-text.ts'

/** What a reset token says: whose password, under which epoch of the account, until which second. */
export interface ResetToken {
  readonly sub: string
  /** Who made it; null for the application or an operator. */
  readonly maker: string | null
  readonly epoch: number
  readonly exp: number
}

export interface ResetTokens {
  issue(token: ResetToken): string
  /** Null for everything that is not exactly a token of these secrets. Expiry is the caller's. */
  read(token: unknown): ResetToken | null
}

const form = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]*)\.(0|[1-9][0-9]{0,14})\.(0|[1-9][0-9]{0,14})$/

/**
 * Tokens that let somebody set a new password once:
 * `zp2.<kid>.<user>.<maker>.<epoch>.<exp>.<MAC>`. The epoch moves with every change of the
 * password, with every new reset token and with new roles, so that one holds once, the newest alone
 * and no longer than the account is what it was (OWASP Forgot Password Cheat Sheet). The maker is
 * named because their authority is judged when it is used. Nothing is stored.
 */
export function createResetTokens(secrets: readonly Secret[]): ResetTokens {
  const texts = createSealedTexts('zp2', 'reset', secrets)

  return {
    issue({ sub, maker, epoch, exp }) {
      if (!isId(sub) || !isTime(epoch) || !isTime(exp)) throw new TypeError('no reset token')
      if (maker !== null && !isId(maker)) throw new TypeError('no reset token')
      return texts.seal(`${encoded(sub)}.${encoded(maker ?? '')}.${epoch}.${exp}`)
    },
    read(token) {
      const parts = partsOf(texts.open(token), form)
      if (parts === null) return null
      const [, user, maker, epoch, exp] = parts as [string, string, string, string, string]
      const sub = decoded(user)
      if (!isId(sub)) return null
      return {
        sub,
        maker: maker === '' ? null : decoded(maker),
        epoch: Number(epoch),
        exp: Number(exp),
      }
    },
  }
}

function encoded(id: string): string {
  return Buffer.from(id).toString('base64url')
}

function decoded(text: string): string {
  return Buffer.from(text, 'base64url').toString()
}
