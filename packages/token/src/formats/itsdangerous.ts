import { createHash, createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { decodeBase64url, encodeBase64url } from '../base64url.ts'
import { isId, isTime } from '../claims.ts'
import { parseStrictJson } from '../json.ts'
import { KeyError } from '../keys/key-error.ts'
import { refuseKeyMaterial, type Secret } from '../keys/secret.ts'
import type { ForeignFormat } from './format.ts'
import { isObject, payloadShape } from './payload-shape.ts'

export type ItsdangerousAlgorithm = 'HS512' | 'HS384' | 'HS256'

export interface ItsdangerousOptions {
  /** The Flask application's secrets as they are, the newest first: it issues, all read. */
  readonly secrets: readonly string[]
  /** Pinned; what a token's header says has to be this. */
  readonly algorithm?: ItsdangerousAlgorithm
  /** As given to the Python serializer; null (its default) uses the secret itself as the key. */
  readonly salt?: string | null
  /**
   * Where the payload says who it is about: a member (`id`, as in the tutorial; `user_id`, `uid`),
   * a member of a member (`user.id`), or `.` where the payload is the id itself.
   */
  readonly id?: string
  /**
   * Our own secrets, newest first. With them a token's session counts only beside a MAC of ours,
   * which the Flask application cannot make. Without them its secret is enough for a session.
   */
  readonly sessionSecrets?: readonly Secret[]
}

/** A token of the Python serializer, with whatever payload its application chose. */
export interface ItsdangerousToken {
  readonly payload: unknown
  readonly iat: number
  /** The last second at which the token holds. */
  readonly exp: number
}

export interface ItsdangerousFormat extends ForeignFormat {
  /** Authenticity and form alone: the payload may be any JSON. Null where refused. */
  open(token: string): ItsdangerousToken | null
  /** Signs any JSON payload as `TimedJSONWebSignatureSerializer.dumps` does. */
  sign(payload: unknown, iat: number, exp: number): string
}

const hashes = { HS512: 'sha512', HS384: 'sha384', HS256: 'sha256' } as const

/**
 * The tutorial's tokens: itsdangerous 1.x and 2.0 `TimedJSONWebSignatureSerializer`, with `iat`
 * and `exp` in the header and `{"id": …}` as the payload. Reads what that class can write, and
 * none of the lax forms it also reads. The secret may be short: it is the one the application has.
 * Throws KeyError `secret_missing`, `secret_duplicate`, `secret_looks_like_key`.
 */
export function itsdangerousFormat(options: ItsdangerousOptions): ItsdangerousFormat {
  const { secrets, algorithm = 'HS512', salt = null, id = 'id' } = options
  if (!Object.hasOwn(hashes, algorithm)) throw new TypeError('algorithm is HS512, HS384 or HS256')
  if (salt !== null && typeof salt !== 'string') throw new TypeError('salt is a text or null')
  const shape = payloadShape(id)
  const keys = importKeys(secrets, salt)
  const hash = hashes[algorithm]
  const sessions = createSessionProof(options.sessionSecrets ?? [])

  function macOf(input: string, key: Buffer): Buffer {
    return createHmac(hash, key).update(input).digest()
  }

  function isAuthentic(input: string, mac: Buffer): boolean {
    return keys.some((key) => {
      const expected = macOf(input, key)
      return mac.length === expected.length && timingSafeEqual(mac, expected)
    })
  }

  /** The header as well: it holds the session where the payload is the id itself. */
  function opened(token: string): Opened | null {
    const parts = token.split('.', 4)
    if (parts.length !== 3) return null
    const [header, payload, mac] = parts.map(decodeBase64url)
    if (!header || !payload || !mac) return null
    if (!isAuthentic(token.slice(0, token.lastIndexOf('.')), mac)) return null
    const times = readHeader(textOf(header), algorithm)
    const value = parseStrictJson(textOf(payload) ?? '', payloadDepth)
    return times === null || value === undefined ? null : { ...times, payload: value }
  }

  function open(token: string): ItsdangerousToken | null {
    const found = opened(token)
    return found && { payload: found.payload, iat: found.iat, exp: found.exp }
  }

  function sign(payload: unknown, iat: number, exp: number, more: object = {}): string {
    const header = encodeBase64url(JSON.stringify({ alg: algorithm, iat, exp, ...more }))
    const input = `${header}.${encodeBase64url(JSON.stringify(payload))}`
    return `${input}.${macOf(input, keys[0] as Buffer).toString('base64url')}`
  }

  return {
    name: 'itsdangerous',
    open,
    sign: (payload, iat, exp) => sign(payload, iat, exp),
    issue({ sub, sid, iat, exp }) {
      const proof = sessions?.of(sub, sid, iat, exp)
      const session = { sid, ...(proof && { sid_mac: proof }) }
      const named = shape.write(foreignId(sub))
      return isObject(named)
        ? sign({ ...named, ...session }, iat, exp)
        : sign(named, iat, exp, session)
    },
    read(token) {
      const found = opened(token)
      if (found === null) return null
      const { iat, exp, payload, header } = found
      const named = shape.read(payload)
      const { sid = null, sid_mac: proof } = isObject(payload) ? payload : header
      const sub = isTime(named) ? String(named) : named
      if (!isId(sub) || (sid !== null && !isId(sid))) return null
      if (sid !== null && sessions?.holds(proof, sub, sid, iat, exp) === false) return null
      return { sub, sid, iat, exp }
    },
  }
}

/** Shows that a session stands behind a token: who knows the Flask application's secret alone cannot. */
interface SessionProof {
  of(sub: string, sid: string | null, iat: number, exp: number): string
  holds(proof: unknown, sub: string, sid: string, iat: number, exp: number): boolean
}

function createSessionProof(secrets: readonly Secret[]): SessionProof | null {
  const keys = secrets.map((secret) => secret.deriveKey('session', 32))
  const [newest] = keys
  if (newest === undefined) return null
  const proofOf = (key: KeyObject, parts: readonly unknown[]): string =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url')

  return {
    of: (...parts) => proofOf(newest, parts),
    holds(proof, ...parts) {
      if (typeof proof !== 'string' || Buffer.byteLength(proof) !== 43) return false
      const given = Buffer.from(proof)
      return keys.some((key) => timingSafeEqual(given, Buffer.from(proofOf(key, parts))))
    },
  }
}

const payloadDepth = 32

function importKeys(secrets: readonly string[], salt: string | null): readonly Buffer[] {
  if (!Array.isArray(secrets) || secrets.length === 0) throw new KeyError('secret_missing')
  if (new Set(secrets).size !== secrets.length) throw new KeyError('secret_duplicate')
  return secrets.map((text: unknown) => {
    if (typeof text !== 'string' || text === '') throw new KeyError('secret_missing')
    refuseKeyMaterial(text)
    const secret = Buffer.from(text, 'utf8')
    if (salt === null) return secret
    // The Python class derives with `django-concat` as soon as a salt is given, even an empty one.
    return createHash('sha1').update(salt).update('signer').update(secret).digest()
  })
}

/** A numeric id goes out as a JSON number, so that the Flask application finds its user. */
function foreignId(sub: string): string | number {
  return /^(0|[1-9][0-9]{0,14})$/.test(sub) ? Number(sub) : sub
}

/** Invalid UTF-8 and a byte order mark are refused, not repaired. */
function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

interface Opened extends ItsdangerousToken {
  readonly header: Readonly<Record<string, unknown>>
}

function readHeader(text: string | null, algorithm: string): Omit<Opened, 'payload'> | null {
  const header = text === null ? undefined : parseStrictJson(text)
  if (text === null || typeof header !== 'object' || header === null) return null
  const members = header as Record<string, unknown>
  const { alg, iat, exp } = members
  if (alg !== algorithm || 'crit' in header || 'b64' in header) return null
  if (!isTime(iat) || !isTime(exp)) return null
  // 1e9 and 1000000000.0 are the same number and not what Python writes for a whole one.
  return spells(text, 'iat', iat) && spells(text, 'exp', exp) ? { iat, exp, header: members } : null
}

function spells(header: string, name: string, value: number): boolean {
  const spelt = `"${name}":${value}`
  return header.includes(`${spelt},`) || header.includes(`${spelt}}`)
}
