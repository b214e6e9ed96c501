import { createHmac, generateKeyPairSync, verify as verifySignature } from 'node:crypto'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createIssuer,
  createReader,
  createRefreshTokens,
  createSigningKey,
  encryptedFormat,
  type Format,
  importSecrets,
  itsdangerousFormat,
  KeyError,
  type Purpose,
  publicFormat,
  publicFormatFromJwks,
  signedFormat,
} from '../src/index.ts'
import { base64url, keyPair } from './forge.ts'
import { formats, issue, now, parties, readerOf, secrets, secretText, subject } from './kinds.ts'

function faultOf(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(KeyError)
    return (error as KeyError).code
  }
  return undefined
}
const importing = (text: unknown): string | undefined =>
  faultOf(() => importSecrets(text as string))

describe('secrets are checked before they are used', () => {
  it('T060 T061 32 bytes or more, counted as UTF-8', () => {
    const random = 'q7Zt-4bXw9Kf2LmRv8PsYc1DhGj6NaEu'
    for (const length of [1, 16, 31]) {
      expect(importing(random.slice(0, length))).toBe('secret_too_short')
    }
    for (const length of [32, 64, 65, 128, 129, 1024]) {
      const text = createHmac('sha512', 'seed').update(`${length}`).digest('hex').repeat(8)
      const varied = [...text].map((c, at) => (at % 128 === 0 ? `${at}`.slice(-1) : c)).join('')
      expect(importing(varied.slice(0, length)), `${length}`).toBeUndefined()
    }
    expect(importing('密钥必须足够长才行啊密码学')).toBeUndefined()
    expect(importing('密钥必须足够长才行')).toBe('secret_too_short')
  })

  it('T062 words everybody knows, whatever is put around them', () => {
    const words = ['secret', 'changeme', 'password', 'your-256-bit-secret', 'SECRET_KEY', 'qwerty']
    for (const word of words) {
      expect(importing(word)).toMatch(/secret_(well_known|too_short)/)
      expect(importing(word.repeat(12))).toMatch(/secret_(well_known|repetitive)/)
    }
    expect(importing('your-256-bit-secret')).toBe('secret_well_known')
    expect(importing('a-string-secret-at-least-256-bits-long')).toBe('secret_well_known')
    expect(importing('a'.repeat(64))).toBe('secret_repetitive')
    expect(importing('abcdefgh'.repeat(8))).toBe('secret_repetitive')
  })

  it('S19 secrets of the lists that crackers try first, however long they are', () => {
    const listed = [
      '012345678901234567890123456789XY',
      '12345678901234567890123456789012',
      '61306132616264382D363136322D343163332D383364362D316366353539623436616663',
      '872e4e50ce9990d8b041330c47c9ddd11bec6b503ae9386a99da8584e9bb12c4',
      'A43CC200A1BD292682598DA42DAA9FD14589F3D8BF832FFA206BE775259EE1EA',
      'c2a4eb068af8abef18d80b1689c7d785',
      'GQDstcKsx0NHjPOuXOYg5MbeJ1XT0uFiwDVvVBrk',
      'R9MyWaEoyiMYViVWo8Fk4TUGWiSoaW6U1nOqXri8_XU',
      'Secret key. You can use `mix guardian.gen.secret` to get one',
      'YoUR sUpEr S3krEt 1337 HMAC kEy HeRE',
      'fe1a1915a379f3be5394b64d14794932',
      'gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr9C',
      'my_very_long_and_safe_secret_key',
      'r9iMKoe5CRMgvJBBtp4HrqN7QiPpUToj',
      '404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970',
      '%C*F-JaNdRgUkXp2s5v8y/B?E(G+KbPeShVmYq3t6w9z$C&J@McQfTjWnZr4u7x!',
      'super-secret-jwt-token-with-at-least-32-characters-long',
    ]
    for (const text of listed) expect(importing(text), text).toBe('secret_well_known')
  })

  it('S19 words, in whatever order, case, spelling or encoding', () => {
    const phrase = 'this is my very secret key for the production application'
    const forms = [
      phrase,
      phrase.replaceAll(' ', ''),
      phrase.replaceAll(' ', '_').toUpperCase(),
      phrase.replaceAll('e', '3').replaceAll('a', '@').replaceAll('s', '$').replaceAll('i', '1'),
      Buffer.from(phrase).toString('hex'),
      Buffer.from(phrase).toString('base64'),
      Buffer.from(phrase).toString('base64url'),
      `0x${Buffer.from('secret of the server, not to be guessed').toString('hex')}`,
      'acme-super-secret-jwt-signing-key-2024!!',
      'PleaseReplaceThisWithARandomString1234567890',
      'reallyreallyreallyreallyverysafesecret',
      'qwertyuiopasdfghjklzxcvbnm1234567890',
      '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
      'mysecret00000000000000000000000000000000abc',
      'do-not-use-this-key-in-production-please',
      'correct-password-for-the-demo-server-only',
    ]
    for (const text of forms)
      expect(importing(text), text).toMatch(/secret_(well_known|repetitive)/)
  })

  it('S19 what a generator gives is never taken for words', () => {
    for (let n = 0; n < 4000; n += 1) {
      const bytes = createHmac('sha256', 'seed').update(`${n}`).digest()
      for (const encoding of ['hex', 'base64', 'base64url'] as const) {
        expect(importing(bytes.toString(encoding))).toBeUndefined()
      }
      expect(importing(bytes.subarray(0, 16).toString('hex'))).toBeUndefined()
    }
    // Six words of a list of thousands, as people are advised to take them.
    expect(importing('walnut-gravel-orchid-thimble-kayak-plume')).toBeUndefined()
  })

  it('T028 a public key, a certificate or a JWK is no secret', () => {
    const jwk = JSON.stringify(keyPair.publicKey.export({ format: 'jwk' }))
    const pem = keyPair.publicKey.export({ format: 'pem', type: 'spki' }).toString().trim()
    const ssh = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMkVYXJsZQ== me@host'
    for (const text of [jwk, pem, `[${jwk}]`, `{"keys":[${jwk}]}`, ssh]) {
      expect(importing(text)).toBe('secret_looks_like_key')
      expect(faultOf(() => itsdangerousFormat({ secrets: [text] }))).toBe('secret_looks_like_key')
    }
    expect(faultOf(() => itsdangerousFormat({ secrets: [` \n${pem}`] }))).toBe(
      'secret_looks_like_key',
    )
  })

  it('T063 T064 white space around a secret is refused, not stripped', () => {
    for (const text of [
      `${secretText}\n`,
      ` ${secretText}`,
      `${secretText}\r\n`,
      `\t${secretText}`,
    ]) {
      expect(importing(text)).toBe('secret_has_whitespace')
    }
  })

  it('T065 T269 what is no text, an empty list, one listed twice', () => {
    for (const nothing of [undefined, null, '', [], [''], [null], 7, {}, Promise.resolve('x')]) {
      expect(importing(nothing)).toBe('secret_missing')
    }
    expect(importing([secretText, secretText])).toBe('secret_duplicate')
    for (const list of [[], undefined, [''], [1]]) {
      const build = () => itsdangerousFormat({ secrets: list as string[] })
      expect(faultOf(build)).toBe('secret_missing')
    }
    expect(faultOf(() => itsdangerousFormat({ secrets: ['a', 'a'] }))).toBe('secret_duplicate')
  })

  it('T069 printing a secret, a format or an error shows none of it', () => {
    const shown = [
      inspect(secrets, { depth: 9, showHidden: true }),
      JSON.stringify(secrets),
      String(secrets),
      ...Object.values(formats).flatMap((format) => [JSON.stringify(format), inspect(format)]),
    ]
    try {
      importSecrets([secretText, `${secretText} `])
    } catch (error) {
      shown.push(inspect(error), String(error), JSON.stringify(error))
    }
    const derived = ['encrypted', 'signed/HS256', 'refresh'].map((purpose) =>
      secrets[0]?.derive(purpose as Purpose, 32),
    )
    const needles = [secretText, Buffer.from(secretText).toString('hex')]
    for (const bytes of derived) needles.push(bytes?.toString('base64url') as string)
    for (const text of shown) for (const needle of needles) expect(text).not.toContain(needle)
    expect(JSON.stringify(secrets)).toBe('["[redacted]"]')
  })
})

describe('T066 T211 T271 every purpose has a key of its own', () => {
  const purposes: Purpose[] = [
    'encrypted',
    'signed/HS256',
    'signed/HS512',
    'public',
    'refresh',
    'reset',
    'setup',
    'device',
    'cursor',
    'key-ring',
  ]

  it('derived keys and their names are pairwise distinct, for each secret', () => {
    const ring = importSecrets([secretText, 'w3Hn7QkZ5vTb9XrL2mJcP8sDfG4yA6eU'])
    const keys = ring.flatMap((secret) => purposes.map((p) => secret.derive(p, 32).toString('hex')))
    const kids = ring.flatMap((secret) => purposes.map((p) => secret.kid(p)))
    expect(new Set(keys).size).toBe(2 * purposes.length)
    expect(new Set(kids).size).toBe(2 * purposes.length)
  })

  it('whatever the secrets are, also where they differ in one character', () => {
    const random = fc.stringMatching(/^[A-Za-z0-9+/=_.-]{40,90}$/)
    const close = fc
      .tuple(random, fc.nat(), fc.constantFrom('~', '!', '#'))
      .map(([text, at, other]) => {
        const place = at % text.length
        return [text, `${text.slice(0, place)}${other}${text.slice(place + 1)}`]
      })
    const rings = fc.oneof(close, fc.uniqueArray(random, { minLength: 2, maxLength: 5 }))
    fc.assert(
      fc.property(rings, (texts) => {
        fc.pre(texts.every((text) => importing(text) === undefined))
        const ring = importSecrets(texts)
        const all = ring.flatMap((secret) =>
          purposes.flatMap((purpose) => [
            secret.derive(purpose, 32).toString('hex'),
            secret.derive(purpose, 64).toString('hex').slice(64),
            secret.kid(purpose),
          ]),
        )
        expect(new Set(all).size).toBe(texts.length * purposes.length * 3)
      }),
      { numRuns: 300 },
    )
  })

  it('T240 a secret shared with a Flask application signs nothing that it takes for its own', () => {
    const flask = itsdangerousFormat({ secrets: [secretText] })
    for (const name of ['encrypted', 'signed HS256', 'signed HS512', 'public']) {
      const format = formats[name] as Format
      expect(flask.open(issue(format))).toBeNull()
      expect(readerOf(format).read(issue(flask))).toBe('header_unknown')
    }
  })
})

const prime = 2n ** 255n - 19n
/** The eight points of small order and the six other texts that decode to them (T082). */
const lowOrder: bigint[] = [
  1n,
  prime - 1n,
  0n,
  0n | (1n << 255n),
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n | (1n << 255n),
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n | (1n << 255n),
  1n | (1n << 255n),
  (prime - 1n) | (1n << 255n),
  prime,
  prime | (1n << 255n),
  prime + 1n,
  (prime + 1n) | (1n << 255n),
]

function jwkOf(point: bigint): object {
  const bytes = Buffer.from(point.toString(16).padStart(64, '0'), 'hex').reverse()
  return { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }
}
const importJwk = (jwk: unknown): string | undefined =>
  faultOf(() => publicFormatFromJwks({ keys: [jwk] }))

describe('Ed25519 keys', () => {
  const jwk = keyPair.publicKey.export({ format: 'jwk' })
  const privateJwk = keyPair.privateKey.export({ format: 'jwk' })

  it('T082 T083 all 14 low-order and non-canonical points are refused', () => {
    expect(new Set(lowOrder).size).toBe(14)
    for (const point of lowOrder) expect(importJwk(jwkOf(point))).toBe('key_low_order')
    for (let more = 2n; more < 19n; more += 1n) {
      expect(importJwk(jwkOf(prime + more))).toBe('key_low_order')
    }
    expect(importJwk(jwk)).toBeUndefined()
  })

  it('T087 a private key whose public part is another', () => {
    const other = createSigningKey().publicKey.export({ format: 'jwk' })
    expect(importJwk({ ...privateJwk, x: other.x })).toBe('key_mismatch')
    expect(importJwk(privateJwk)).toBeUndefined()
  })

  it('T067 T088 keys that are not exactly what they should be', () => {
    const x = Buffer.from(jwk.x as string, 'base64url')
    const faulty: unknown[] = [
      null,
      'x',
      {},
      { ...jwk, x: base64url(x.subarray(0, 31)) },
      { ...jwk, x: base64url(Buffer.concat([x, Buffer.alloc(1)])) },
      { ...jwk, x: `${jwk.x}=` },
      { ...jwk, x: 7 },
      { ...jwk, kty: 'EC' },
      { ...jwk, crv: 'ed25519' },
      { ...jwk, crv: 'X25519' },
      { ...jwk, use: 'enc' },
      { ...jwk, alg: 'HS256' },
      { ...jwk, key_ops: ['encrypt'] },
      { ...jwk, key_ops: [] },
      { ...jwk, key_ops: 'sign' },
      { ...jwk, key_ops: ['sign', 'encrypt'] },
      { ...jwk, d: 'x' },
      { ...jwk, d: undefined },
    ]
    for (const key of faulty) expect(importJwk(key), JSON.stringify(key)).toBe('key_malformed')
    const allowed = { ...jwk, use: 'sig', alg: 'EdDSA', key_ops: ['verify'], kid: 'x' }
    for (const key_ops of [['verify'], ['sign'], ['sign', 'verify'], undefined]) {
      expect(importJwk({ ...allowed, key_ops }), String(key_ops)).toBeUndefined()
    }
    for (const alg of ['EdDSA', 'Ed25519', undefined]) {
      expect(importJwk({ ...allowed, alg }), alg).toBeUndefined()
    }
    expect(faultOf(() => publicFormatFromJwks({ keys: [jwk, allowed] }))).toBe('key_duplicate')
    expect(faultOf(() => publicFormatFromJwks({ keys: [] }))).toBe('secret_missing')
  })

  it('T068 what is published holds nothing private', () => {
    for (const format of [publicFormat(secrets), publicFormatFromJwks({ keys: [privateJwk] })]) {
      for (const key of format.jwks.keys) {
        expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x'])
      }
    }
  })

  it('a public key alone reads and does not issue', () => {
    const reading = publicFormatFromJwks({ keys: [jwk] })
    expect(readerOf(reading).read(issue(publicFormat(secrets)))).toBeTypeOf('object')
    expect(faultOf(() => issue(reading))).toBe('key_cannot_issue')
    expect(
      readerOf(publicFormat(secrets)).read(issue(publicFormatFromJwks({ keys: [privateJwk] }))),
    ).toBeTypeOf('object')
  })

  it('T080 T081 T086 a signature has one form', () => {
    const format = publicFormat(secrets)
    const reader = readerOf(format)
    const order = 2n ** 252n + 27742317777372353535851937790883648493n
    for (let at = now - 100; at < now; at += 1) {
      const token = issue(format, at)
      const end = token.lastIndexOf('.')
      const signature = Buffer.from(token.slice(end + 1), 'base64url')
      let s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`)
      for (s += order; s < 2n ** 256n; s += order) {
        const bytes = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse()
        const other = base64url(Buffer.concat([signature.subarray(0, 32), bytes]))
        expect(reader.read(`${token.slice(0, end)}.${other}`)).toBe('not_authentic')
      }
      expect(reader.read(token)).toBeTypeOf('object')
    }
    const token = issue(format)
    const start = token.slice(0, token.lastIndexOf('.') + 1)
    for (const length of [0, 63, 65, 128]) {
      expect(reader.read(start + base64url(Buffer.alloc(length, 7)))).toBe('not_authentic')
    }
    for (const type of ['ed448', 'ed25519'] as const) {
      const other = generateKeyPairSync(type as 'ed25519').publicKey
      const signature = Buffer.from(token.slice(start.length), 'base64url')
      expect(verifySignature(null, Buffer.from(start.slice(0, -1)), other, signature)).toBe(false)
    }
  })

  it('T089 the same claims give the same token, where nothing is random', () => {
    for (const name of ['signed HS256', 'signed HS512', 'public', 'itsdangerous']) {
      expect(issue(formats[name] as Format)).toBe(issue(formats[name] as Format))
    }
  })
})

describe('rotation', () => {
  const texts = [
    'third-Kq8Zr2Vx5Tm1Wb7Yc4Fh9Jp6',
    'second-Lr9As3Wy6Un2Xc8Zd5Gi0Kq',
    'first-Ms0Bt4Xz7Vo3Yd9Ae6Hj1Lr2',
  ].map((text) => `${text}-0123456789`)
  const build = [signedFormat, publicFormat] as const

  it('T263 T242 old secrets read until they leave the list, the newest issues', () => {
    for (const make of build) {
      const generations = [texts.slice(2), texts.slice(1), texts].map((list) =>
        make(importSecrets(list)),
      )
      const tokens = generations.map((format) => issue(format))
      const reads = generations.map((format) =>
        tokens.map((token) => typeof readerOf(format).read(token) === 'object'),
      )
      expect(reads).toEqual([
        [true, false, false],
        [true, true, false],
        [true, true, true],
      ])
      const after = readerOf(make(importSecrets(texts.slice(0, 1))))
      expect(tokens.map((token) => after.read(token))).toEqual([
        'header_unknown',
        'header_unknown',
        expect.any(Object),
      ])
    }
  })

  it('T270 of a thousand secrets none is tried for a token that names none or another', () => {
    const ring = importSecrets(
      Array.from({ length: 1000 }, (_, n) =>
        createHmac('sha512', 'ring').update(`${n}`).digest('base64'),
      ),
    )
    const genuine = signedFormat(ring)
    const tried: string[] = []
    const keys = genuine.keys.map((key) => ({
      ...key,
      open(token: string) {
        tried.push(key.kid)
        return key.open(token)
      },
    }))
    const reader = readerOf({ ...genuine, keys }, { cacheSize: 0 })
    expect(reader.read(issue(formats['signed HS256'] as Format))).toBe('header_unknown')
    expect(reader.read(issue(formats.public as Format))).toBe('header_unknown')
    expect(tried).toEqual([])
    for (const n of [0, 500, 999]) {
      expect(reader.read(issue(signedFormat(ring.slice(n))))).toBeTypeOf('object')
    }
    const swapped = issue(genuine).replace(
      genuine.keys[0]?.header ?? '',
      genuine.keys[7]?.header ?? '',
    )
    expect(reader.read(swapped)).toBe('not_authentic')
    expect(tried).toEqual([0, 500, 999, 7].map((n) => genuine.keys[n]?.kid))
  })

  it('T180 T265 a key taken out of a running reader refuses its tokens at once', () => {
    const format = signedFormat(importSecrets(texts))
    const reader = readerOf(format)
    const old = issue(signedFormat(importSecrets(texts.slice(1))))
    const fresh = issue(format)
    expect([reader.read(old), reader.read(fresh)]).toEqual([expect.any(Object), expect.any(Object)])
    reader.removeKey(format.keys[1]?.kid as string)
    expect(reader.read(old)).toBe('header_unknown')
    expect(reader.read(fresh)).toBeTypeOf('object')
    reader.removeKey('nobody')
    expect(reader.read(fresh)).toBeTypeOf('object')
  })

  it('T034 T066 a reader or issuer that cannot be meant is refused when it is made', () => {
    const clock = () => now * 1000
    const format = formats.encrypted as Format
    const list = (value: unknown) => () =>
      createReader({ ...parties, clock, formats: value as Format[] })
    for (const value of [[], undefined, 'signed', {}]) expect(list(value)).toThrow(TypeError)
    expect(list([format, format])).toThrow(TypeError)
    const renamed = { ...(format as object), name: 'signed' } as Format
    expect(list([format, renamed])).toThrow(TypeError)
    const reading = (options: object) => () => readerOf(format, options)
    for (const cacheSize of [-1, 0.5, Number.NaN]) expect(reading({ cacheSize })).toThrow(TypeError)
    for (const maximumTokenSeconds of [0, 1.5, Number.NaN]) {
      expect(reading({ maximumTokenSeconds })).toThrow(TypeError)
    }
    const none = importSecrets(secretText).slice(1)
    for (const make of [signedFormat, encryptedFormat, createRefreshTokens]) {
      expect(() => make(none)).toThrow(TypeError)
    }
    expect(() => signedFormat(secrets, 'none' as 'HS256')).toThrow(TypeError)
    expect(() => signedFormat(secrets, 'toString' as 'HS256')).toThrow(TypeError)
    const issuing = (seconds: number) => () =>
      createIssuer({ ...parties, clock, format, accessTokenSeconds: seconds }).issue(subject)
    for (const seconds of [0, -1, 1.5, Number.NaN]) expect(issuing(seconds)).toThrow(TypeError)
  })
})
