import type { Sealer } from '../ground/keys/sealer.ts'

interface Enrolment {
  readonly secret: Buffer
  /** Milliseconds. */
  readonly expiresAt: number
  /** Whoever else has the text cannot use it. */
  readonly sessionId: string
}

const timeBytes = 8

/** A secret on its way to an authenticator and back, which nobody here keeps meanwhile. */
export function sealEnrolment(sealer: Sealer, { secret, expiresAt, sessionId }: Enrolment): string {
  const time = Buffer.alloc(timeBytes)
  time.writeBigUInt64BE(BigInt(expiresAt))
  return sealer.seal(Buffer.concat([time, secret]), nameOf(sessionId))
}

/** Null for what is none of this session's, or over. */
export function openEnrolment(
  sealer: Sealer,
  text: string,
  { sessionId, now }: { readonly sessionId: string; readonly now: number },
): Buffer | null {
  const bytes = sealer.open(text, nameOf(sessionId))
  if (bytes === null || now >= Number(bytes.readBigUInt64BE())) return null
  return bytes.subarray(timeBytes)
}

function nameOf(sessionId: string): string {
  return `totp enrolment ${sessionId}`
}
