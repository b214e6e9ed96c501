import { randomBytes } from 'node:crypto'
import { isId, isTime } from './claims.ts'
import type { Secret } from './keys/secret.ts'
import { createSealedTexts, partsOf } from './sealed-text.ts'

/** What a device token says: who signed in with the device, under which password, until when. */
export interface DeviceToken {
  /** Of this one token: what is tried with it is counted under it. */
  readonly id: string
  readonly sub: string
  /** What tells the password of then from another: 22 characters of base64url. */
  readonly mark: string
  readonly exp: number
}

export interface DeviceTokens {
  /** Under an id of its own, unless it goes on with one. */
  issue(token: Omit<DeviceToken, 'id'>, id?: string): string
  /** Null for everything that is not exactly a token of these secrets. Expiry is the caller's. */
  read(token: unknown): DeviceToken | null
}

const form = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{22})\.(0|[1-9][0-9]{0,14})$/
const markForm = /^[A-Za-z0-9_-]{22}$/

/**
 * Tokens by which a device is known again (OWASP, Slow Down Online Guessing Attacks with Device
 * Cookies): `zd1.<kid>.<id>.<user>.<mark>.<exp>.<MAC>`. They let nobody in: whoever shows one with a
 * wrong password has failed, and is counted apart from strangers. Nothing is stored.
 */
export function createDeviceTokens(secrets: readonly Secret[]): DeviceTokens {
  const texts = createSealedTexts('zd1', 'device', secrets)

  return {
    issue({ sub, mark, exp }, id = randomBytes(16).toString('base64url')) {
      if (!isId(sub) || !markForm.test(mark) || !markForm.test(id) || !isTime(exp))
        throw new TypeError('no device token')
      const user = Buffer.from(sub).toString('base64url')
      return texts.seal(`${id}.${user}.${mark}.${exp}`)
    },
    read(token) {
      const parts = partsOf(texts.open(token), form)
      if (parts === null) return null
      const [, id, user, mark, exp] = parts as [string, string, string, string, string]
      const sub = Buffer.from(user, 'base64url').toString()
      return isId(sub) ? { id, sub, mark, exp: Number(exp) } : null
    },
  }
}
