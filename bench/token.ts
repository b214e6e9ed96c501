import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import {
  createIssuer,
  createReader,
  encryptedFormat,
  importSecrets,
  publicFormat,
  signedFormat,
  type TokenIssuer,
  type TokenReader,
} from '@ztoken/token'
import { createSigner, createVerifier } from 'fast-jwt'
import { jwtVerify, SignJWT } from 'jose'
import jsonwebtoken from 'jsonwebtoken'
import { compare } from './rounds.ts'

const secrets = importSecrets(randomBytes(32).toString('base64url'))
const parties = { issuer: 'ztoken', audience: 'ztoken' }
const clock = Date.now
const count = 2000
const formats = {
  signed: signedFormat(secrets),
  encrypted: encryptedFormat(secrets),
  public: publicFormat(secrets),
}

function subjectOf(n: number): { sub: string; sid: string } {
  const end = n.toString(16).padStart(12, '0')
  return { sub: `0190c2a4-7d3c-7a41-9c11-${end}`, sid: `0190c2a4-7d3c-4a41-9c11-${end}` }
}

function issuerOf(name: keyof typeof formats): TokenIssuer {
  return createIssuer({ ...parties, format: formats[name], clock, accessTokenSeconds: 3600 })
}

function tokensOf(name: keyof typeof formats): string[] {
  const issuer = issuerOf(name)
  return Array.from({ length: count }, (_, n) => issuer.issue(subjectOf(n)).token)
}

function readerOf(name: keyof typeof formats, cacheSize: number): TokenReader {
  return createReader({ ...parties, formats: [formats[name]], clock, cacheSize })
}

const signedKey = (secrets[0] as (typeof secrets)[number]).derive('signed/HS256', 32)
/** The form that jose and jsonwebtoken take without importing the key at every call. */
const keyObject = createSecretKey(signedKey)
const signed = tokensOf('signed')
const encrypted = tokensOf('encrypted')
const publicTokens = tokensOf('public')

/** As it comes out of a request: a text whose hash nobody has computed yet. */
const bytes = new Map(
  [signed, encrypted, publicTokens].map((list) => [list, list.map((token) => Buffer.from(token))]),
)
function fresh(list: string[], n: number): string {
  const asBytes = bytes.get(list) as Buffer[]
  return (asBytes[n % count] as Buffer).toString('latin1')
}

const checks = { iss: 'ztoken', aud: 'ztoken' }
const fastJwt = createVerifier({
  key: signedKey,
  algorithms: ['HS256'],
  allowedIss: 'ztoken',
  allowedAud: 'ztoken',
})
const fastJwtCached = createVerifier({
  key: signedKey,
  algorithms: ['HS256'],
  allowedIss: 'ztoken',
  allowedAud: 'ztoken',
  cache: 10_000,
})
const never = {
  signed: readerOf('signed', 0),
  encrypted: readerOf('encrypted', 0),
  public: readerOf('public', 0),
}
const seen = { signed: readerOf('signed', 10_000), encrypted: readerOf('encrypted', 10_000) }

await compare('reading', 'bare HMAC', {
  'bare HMAC': (n) => {
    const token = fresh(signed, n)
    return createHmac('sha256', signedKey)
      .update(token.slice(0, token.lastIndexOf('.')))
      .digest('base64url')
  },
  'ztoken signed, never seen': (n) => never.signed.read(fresh(signed, n)),
  'ztoken signed, seen before': (n) => seen.signed.read(fresh(signed, n)),
  'ztoken encrypted, never seen': (n) => never.encrypted.read(fresh(encrypted, n)),
  'ztoken encrypted, seen before': (n) => seen.encrypted.read(fresh(encrypted, n)),
  'ztoken public, never seen': (n) => never.public.read(fresh(publicTokens, n)),
  'fast-jwt': (n) => fastJwt(fresh(signed, n)),
  'fast-jwt with its cache': (n) => fastJwtCached(fresh(signed, n)),
  jsonwebtoken: (n) =>
    jsonwebtoken.verify(fresh(signed, n), keyObject, {
      algorithms: ['HS256'],
      issuer: checks.iss,
      audience: checks.aud,
    }),
  jose: (n) =>
    jwtVerify(fresh(signed, n), keyObject, {
      algorithms: ['HS256'],
      issuer: checks.iss,
      audience: checks.aud,
    }),
})

const sign = createSigner({
  key: signedKey,
  algorithm: 'HS256',
  expiresIn: 3600_000,
  iss: 'ztoken',
  aud: 'ztoken',
})
const issuers = {
  signed: issuerOf('signed'),
  encrypted: issuerOf('encrypted'),
  public: issuerOf('public'),
}

await compare('issuing', 'bare HMAC', {
  'bare HMAC': (n) =>
    createHmac('sha256', signedKey)
      .update(signed[n % count] as string)
      .digest('base64url'),
  'ztoken signed': (n) => issuers.signed.issue(subjectOf(n)).token,
  'ztoken encrypted': (n) => issuers.encrypted.issue(subjectOf(n)).token,
  'ztoken public': (n) => issuers.public.issue(subjectOf(n)).token,
  'fast-jwt': (n) => sign(subjectOf(n)),
  jsonwebtoken: (n) =>
    jsonwebtoken.sign({ ...checks, ...subjectOf(n) }, keyObject, { expiresIn: 3600 }),
  jose: (n) =>
    new SignJWT({ ...checks, ...subjectOf(n) })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(keyObject),
})
