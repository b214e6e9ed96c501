import { compactDecrypt, EncryptJWT, importJWK, jwtDecrypt, jwtVerify, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { type AccessToken, createIssuer, type Format, type PublicFormat } from '../src/index.ts'
import {
  cipherKey,
  claims,
  encryptedHeader,
  forgeSigned,
  keyPair,
  macKey,
  signedHeader,
} from './forge.ts'
import { formats, issue, now, parties, readerOf, secrets, subject } from './kinds.ts'

const times = { iat: now, exp: now + 3600 }
const all = { ...claims, ...times }
const options = {
  issuer: 'ztoken',
  audience: 'ztoken',
  typ: 'at+jwt',
  currentDate: new Date(now * 1000),
}
const publicFormat = formats.public as PublicFormat
const headerOf = (format: Format): { alg: string } =>
  JSON.parse(Buffer.from(issue(format).split('.')[0] as string, 'base64url').toString())

/** What the reader of a format says to a token. */
const read = (name: string, token: string): unknown =>
  (readerOf(formats[name] as Format).read(token) as AccessToken).claims ??
  readerOf(formats[name] as Format).read(token)

describe('jose reads what we issue', () => {
  it('signed, HS256 and HS512', async () => {
    const keys = { HS256: macKey, HS512: secrets[0]?.derive('signed/HS512', 64) as Buffer }
    for (const alg of ['HS256', 'HS512'] as const) {
      const token = issue(formats[`signed ${alg}`] as Format)
      const { payload } = await jwtVerify(token, keys[alg], { ...options, algorithms: [alg] })
      expect(payload).toEqual(all)
    }
  })

  it('public, with nothing but the published keys', async () => {
    const [jwk] = publicFormat.jwks.keys
    const { payload, protectedHeader } = await jwtVerify(
      issue(publicFormat),
      await importJWK({ ...jwk }),
      { ...options, algorithms: ['EdDSA'] },
    )
    expect(payload).toEqual(all)
    expect(protectedHeader.kid).toBe(jwk?.kid)
  })

  it('what an application says, in any alphabet, and how somebody signed in', async () => {
    const ext = { plan: 3, rate: 0.5, tenant: '企业 🎉 é"\\', trial: false }
    const authentication = { auth_time: now - 60, amr: ['pwd', 'otp', 'mfa'] }
    const said = { ...all, ...authentication, ext }
    const issuing = { ...parties, clock: () => now * 1000, accessTokenSeconds: 3600 }
    const tokenOf = (format: Format): string =>
      createIssuer({ ...issuing, format }).issue({ ...subject, authentication, ext }).token
    const signed = await jwtVerify(tokenOf(formats['signed HS256'] as Format), macKey, options)
    expect(signed.payload).toEqual(said)
    const encrypted = await jwtDecrypt(tokenOf(formats.encrypted as Format), cipherKey, options)
    expect(encrypted.payload).toEqual(said)
  })

  it('encrypted', async () => {
    const token = issue(formats.encrypted as Format)
    const { payload } = await jwtDecrypt(token, cipherKey, options)
    expect(payload).toEqual(all)
    const { plaintext } = await compactDecrypt(token, cipherKey)
    expect(JSON.parse(new TextDecoder().decode(plaintext))).toEqual(all)
  })
})

describe('we read what jose writes in our one form', () => {
  it('signed', async () => {
    const token = await new SignJWT(all).setProtectedHeader(signedHeader).sign(macKey)
    expect(token).toBe(issue(formats['signed HS256'] as Format))
    expect(read('signed HS256', token)).toEqual(all)
  })

  it('public', async () => {
    const header = headerOf(publicFormat)
    const token = await new SignJWT(all).setProtectedHeader(header).sign(keyPair.privateKey)
    expect(read('public', token)).toEqual(all)
  })

  it('encrypted', async () => {
    const encrypt = new EncryptJWT(all).setProtectedHeader(encryptedHeader)
    expect(read('encrypted', await encrypt.encrypt(cipherKey))).toEqual(all)
  })
})

/**
 * T255: where jose, with its checks on, takes a token that we refuse, the difference is one of
 * these, and there is none the other way round.
 */
it('T255 we take nothing that jose refuses, and differ only where named', async () => {
  const token = issue(formats['signed HS256'] as Format)
  const text = JSON.stringify(all)
  const cases: Readonly<Record<string, string>> = {
    genuine: token,
    'a line feed at the end': `${token}\n`,
    'padding at the end': `${token}=`,
    'spare bits in the last character': token.slice(0, -1) + nextCharacter(token.slice(-1)),
    'a member twice in the header': forgeSigned(
      `{"alg":"none",${JSON.stringify(signedHeader).slice(1)}`,
    ),
    'an unknown member in the header': forgeSigned({ ...signedHeader, x: 1 }),
    'b64 without crit': forgeSigned({ ...signedHeader, b64: false }),
    'zip in a signed token': forgeSigned({ ...signedHeader, zip: 'DEF' }),
    'another order of the header': forgeSigned({
      kid: signedHeader.kid,
      typ: 'at+jwt',
      alg: 'HS256',
    }),
    'a claim twice': forgeSigned(signedHeader, text.replace('{', '{"sub":"1",')),
    'spaces between the claims': forgeSigned(signedHeader, JSON.stringify(all, null, 1)),
    'an unknown claim': forgeSigned(signedHeader, { ...all, role: 'admin' }),
    'a fraction in exp': forgeSigned(signedHeader, { ...all, exp: now + 9.5 }),
    'exp beyond every number': forgeSigned(signedHeader, text.replace(`${now + 3600}`, '1e309')),
    'a lifetime of years': forgeSigned(signedHeader, { ...all, exp: now + 999_999_999 }),
    'no session': forgeSigned(signedHeader, { ...all, sid: undefined }),
    'aud as a list': forgeSigned(signedHeader, { ...all, aud: ['ztoken', 'x'] }),
    'another issuer': forgeSigned(signedHeader, { ...all, iss: 'x' }),
    'no exp': forgeSigned(signedHeader, { ...all, exp: undefined }),
    expired: issue(formats['signed HS256'] as Format, now - 9999),
    'a MAC of another key': forgeSigned(signedHeader, text, 'k'.repeat(32)),
    'alg none': forgeSigned({ alg: 'none' }),
  }
  const strict = { ...options, algorithms: ['HS256'], requiredClaims: ['exp', 'iat', 'sub'] }
  const takenByUs: string[] = []
  const takenByJose: string[] = []
  for (const [name, candidate] of Object.entries(cases)) {
    if (typeof readerOf(formats['signed HS256'] as Format).read(candidate) === 'object') {
      takenByUs.push(name)
    }
    const taken = await jwtVerify(candidate, macKey, strict).then(
      () => true,
      () => false,
    )
    if (taken) takenByJose.push(name)
  }
  expect(takenByUs).toEqual(['genuine'])
  expect(takenByJose).toMatchInlineSnapshot(`
    [
      "genuine",
      "a line feed at the end",
      "padding at the end",
      "spare bits in the last character",
      "a member twice in the header",
      "an unknown member in the header",
      "b64 without crit",
      "zip in a signed token",
      "another order of the header",
      "a claim twice",
      "spaces between the claims",
      "an unknown claim",
      "a fraction in exp",
      "exp beyond every number",
      "a lifetime of years",
      "no session",
      "aud as a list",
    ]
  `)
})

function nextCharacter(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet[alphabet.indexOf(character) + 1] ?? 'A'
}
