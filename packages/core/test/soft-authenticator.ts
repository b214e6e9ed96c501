import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { type CBORType, encodeCBOR } from '@levischuck/tiny-cbor'
import type { NewPasskey, PasskeyCreation, PasskeyRequest, ShownPasskey } from '@ztoken/contract'

/** What an authenticator or a browser says otherwise than it should. */
export interface Bent {
  readonly origin?: string
  readonly rpId?: string
  readonly type?: string
  readonly challenge?: string
  readonly crossOrigin?: unknown
  readonly topOrigin?: string
  readonly flags?: number
  readonly counter?: number
  readonly userHandle?: string | null
  readonly signature?: Buffer
  readonly attestation?: Buffer
  readonly statement?: Map<string, CBORType>
  readonly publicKey?: Map<number, CBORType>
}

export interface SoftAuthenticator {
  readonly id: string
  create(options: PasskeyCreation, bent?: Bent): NewPasskey
  get(options: PasskeyRequest, bent?: Bent): ShownPasskey
}

/** User present, user verified, may be synced, is synced, new credential data. */
export const flag = { up: 1, uv: 4, canSync: 8, synced: 16, attested: 64 } as const

const kinds = {
  [-7]: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  [-8]: () => generateKeyPairSync('ed25519'),
  [-257]: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
}

/** An authenticator in software with one credential, and the browser before it, on this page. */
export function softAuthenticator(
  origin: string,
  how: {
    readonly alg?: keyof typeof kinds
    readonly counter?: number
    readonly synced?: boolean
  } = {},
): SoftAuthenticator {
  const { alg = -7, synced = false } = how
  const { publicKey, privateKey } = kinds[alg]()
  const raw = randomBytes(16)
  const id = raw.toString('base64url')
  let counter = how.counter ?? 0
  let handle: string | null = null

  function clientData(challenge: string, type: string, bent: Bent): Buffer {
    const { crossOrigin = false, topOrigin } = bent
    const said = { type: bent.type ?? type, challenge: bent.challenge ?? challenge }
    const where = { origin: bent.origin ?? origin, crossOrigin, topOrigin }
    return Buffer.from(JSON.stringify({ ...said, ...where }))
  }

  function authenticatorData(rpId: string, bent: Bent, more = Buffer.alloc(0)): Buffer {
    const usual = flag.up | flag.uv | (synced ? flag.canSync | flag.synced : 0)
    const attested = more.length > 0 ? flag.attested : 0
    const head = Buffer.alloc(5)
    head.writeUInt8((bent.flags ?? usual) | attested, 0)
    head.writeUInt32BE(bent.counter ?? counter, 1)
    const hash = createHash('sha256').update(bent.rpId ?? rpId)
    return Buffer.concat([hash.digest(), head, more])
  }

  return {
    id,
    create({ challenge, rp, user }, bent = {}) {
      handle = user.id
      const key = Buffer.from(encodeCBOR(bent.publicKey ?? coseOf(publicKey, alg)))
      const length = Buffer.alloc(2)
      length.writeUInt16BE(raw.length)
      const attested = Buffer.concat([Buffer.alloc(16), length, raw, key])
      const authData = new Uint8Array(authenticatorData(rp.id, bent, attested))
      const whole = new Map<string, CBORType>([
        ['fmt', 'none'],
        ['attStmt', bent.statement ?? new Map()],
        ['authData', authData],
      ])
      const attestation = bent.attestation ?? Buffer.from(encodeCBOR(whole))
      return {
        id,
        rawId: id,
        type: 'public-key',
        response: {
          clientDataJSON: clientData(challenge, 'webauthn.create', bent).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    get({ challenge, rpId }, bent = {}) {
      if (counter > 0) counter += 1
      const said = clientData(challenge, 'webauthn.get', bent)
      const data = authenticatorData(rpId, bent)
      const signed = Buffer.concat([data, createHash('sha256').update(said).digest()])
      const signature = bent.signature ?? sign(alg === -8 ? null : 'sha256', signed, privateKey)
      return {
        id,
        rawId: id,
        type: 'public-key',
        response: {
          clientDataJSON: said.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
          userHandle: bent.userHandle === undefined ? handle : bent.userHandle,
        },
      }
    },
  }
}

/** A public key as authenticators write it (RFC 9053). */
export function coseOf(key: KeyObject, alg: number): Map<number, CBORType> {
  const { x = '', y = '', n = '', e = '' } = key.export({ format: 'jwk' })
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))
  const entries: readonly (readonly [number, CBORType])[] =
    alg === -257
      ? [
          [1, 3],
          [3, alg],
          [-1, bytes(n)],
          [-2, bytes(e)],
        ]
      : alg === -8
        ? [
            [1, 1],
            [3, alg],
            [-1, 6],
            [-2, bytes(x)],
          ]
        : [
            [1, 2],
            [3, alg],
            [-1, 1],
            [-2, bytes(x)],
            [-3, bytes(y)],
          ]
  return new Map(entries)
}
