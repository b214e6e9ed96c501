import { decodeCredentialPublicKey } from '@simplewebauthn/server/helpers'
import { algorithms } from './algorithms.ts'

/** The parameters of a COSE key, by number (RFC 9053 §7, RFC 8230 §4). */
const label = { kty: 1, alg: 3, crv: -1, x: -2, n: -1 } as const
const curves: Readonly<Record<number, number>> = { [-7]: 1, [-8]: 6 }
const leastRsaBytes = 256

/**
 * The points of small order of Ed25519 without the sign of x, in hex: under such a key a signature
 * can be made without any secret. Two of them have a second form that decoders take, too.
 */
const smallOrder: ReadonlySet<string> = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
])

/** Whether a key in COSE is of an algorithm that was asked for, and can be no weaker than that. */
export function isAcceptableKey(publicKey: Uint8Array<ArrayBuffer>): boolean {
  const key = decodeCredentialPublicKey(publicKey) as unknown as Map<number, unknown>
  const alg = key.get(label.alg)
  if (typeof alg !== 'number' || !algorithms.includes(alg)) return false
  const curve = curves[alg]
  if (curve === undefined) return isLongModulus(key.get(label.n))
  if (key.get(label.crv) !== curve) return false
  return alg !== -8 || isOfLargeOrder(key.get(label.x))
}

function isLongModulus(n: unknown): boolean {
  return n instanceof Uint8Array && n.length >= leastRsaBytes && (n[0] ?? 0) >= 0x80
}

function isOfLargeOrder(x: unknown): boolean {
  if (!(x instanceof Uint8Array) || x.length !== 32) return false
  const point = Buffer.from(x)
  point.writeUInt8(point.readUInt8(31) & 0x7f, 31)
  return !smallOrder.has(point.toString('hex'))
}
