import { Secret as OtpSecret, TOTP } from 'otpauth'

/** What is kept of an authenticator: its secret, sealed, and the last step whose code was used. */
export interface TotpData {
  readonly secret: string
  /** No code of this step or one before it is right again (RFC 6238 §5.2). */
  readonly step: number
}

/** What every authenticator app supports, and what most of them take whatever the URI says. */
const form = { algorithm: 'SHA1', digits: 6, period: 30 } as const
/** Clocks differ: the step before and the one after are looked at as well. */
const steps = 1
const secretBytes = 20

/** A secret as long as the hash (RFC 4226 §4). */
export function newTotpSecret(): Buffer {
  return Buffer.from(new OtpSecret({ size: secretBytes }).buffer)
}

/** As it is typed into an app that cannot read the picture. */
export function base32Of(secret: Buffer): string {
  return otpSecretOf(secret).base32
}

/** What the picture says: `otpauth://totp/…`. */
export function totpUri(secret: Buffer, issuer: string, label: string): string {
  // A colon ends the issuer in such a label, whoever wrote it.
  const plain = (text: string): string => text.replaceAll(':', ' ')
  return new TOTP({
    ...form,
    issuer: plain(issuer),
    label: plain(label),
    secret: otpSecretOf(secret),
  }).toString()
}

/**
 * The step to which a code belongs, in constant time; null where it is none of these three, or of
 * one that is not later than `after`. `now` in milliseconds.
 */
export function stepOf(secret: Buffer, code: string, now: number, after: number): number | null {
  const totp = new TOTP({ ...form, secret: otpSecretOf(secret) })
  const delta = totp.validate({ token: code, timestamp: now, window: steps })
  if (delta === null) return null
  const step = totp.counter({ timestamp: now }) + delta
  return step > after ? step : null
}

function otpSecretOf(secret: Buffer): OtpSecret {
  // Its own memory: the library takes the whole buffer behind an array.
  return new OtpSecret({ buffer: new Uint8Array(secret).buffer })
}
