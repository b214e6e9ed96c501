import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createSigningKey, signedFormat, type TokenFault } from '../src/index.ts'
import {
  base64url,
  claims,
  forgePublic,
  forgeSigned,
  keyPair,
  mac,
  macKey,
  payload,
  signedHeader,
  signSegments,
} from './forge.ts'
import { formats, issue, now, readerOf, secrets } from './kinds.ts'

const signed = readerOf(formats['signed HS256'] as (typeof formats)[string])
const publicReader = readerOf(formats.public as (typeof formats)[string])
const genuine = issue(formats['signed HS256'] as (typeof formats)[string])
const [h, p, s] = genuine.split('.') as [string, string, string]

/** Exactly these faults of each reader, in the order of the alphabet. */
function refuses(
  tokens: readonly string[],
  faults: readonly TokenFault[] = ['header_unknown'],
  publicFaults: readonly TokenFault[] = ['header_unknown'],
): void {
  expect([...new Set(tokens.map((token) => signed.read(token)))].sort()).toEqual(faults)
  expect([...new Set(tokens.map((token) => publicReader.read(token)))].sort()).toEqual(publicFaults)
  expect(signed.read(genuine)).toBeTypeOf('object')
}

it('the forge makes genuine tokens, so its refusals mean something', () => {
  expect(forgeSigned()).toBe(genuine)
  expect(signed.read(forgeSigned())).toBeTypeOf('object')
})

it('a format is made of secrets and of an algorithm we have', () => {
  expect(() => signedFormat([])).toThrow('signedFormat needs a secret')
  for (const algorithm of ['HS384', 'none', 'toString', '']) {
    const make = () => signedFormat(secrets, algorithm as 'HS256')
    expect(make).toThrow('algorithm is HS256 or HS512')
  }
})

describe('the signature covers exactly the two segments before it', () => {
  it('T015 T016 parts of two genuine tokens do not mix', () => {
    const later = issue(formats['signed HS256'] as (typeof formats)[string], now, 60).split('.')
    const other = issue(formats['signed HS512'] as (typeof formats)[string]).split('.')
    const mixes = [later, other].flatMap((second) =>
      [0b001, 0b010, 0b011, 0b100, 0b101, 0b110].map((mask) =>
        [h, p, s].map((part, at) => (mask & (1 << at) ? second[at] : part)).join('.'),
      ),
    )
    // The header of two tokens of one key is the same, so two of the mixes are genuine.
    refuses(
      mixes.filter((token) => token !== genuine && token !== later.join('.')),
      ['header_unknown', 'not_authentic'],
    )
  })

  it('T017 T018 another signing input', () => {
    const decoded = Buffer.concat([Buffer.from(h, 'base64url'), Buffer.from(p, 'base64url')])
    const inputs = [decoded, `${p}.${h}`, `${h}${p}`, Buffer.from(`${h}.${p}`, 'utf16le'), p, h, '']
    refuses(
      inputs.map((input) => `${h}.${p}.${mac(input)}`),
      ['not_authentic'],
    )
  })

  it('T003 a MAC of the header alone is none', () => {
    refuses(
      [`${h}.${mac(h)}`, `${h}${mac(h)}`],
      ['malformed', 'not_authentic'],
      ['header_unknown', 'malformed'],
    )
  })

  it('T009 the dot before the MAC is a dot, and the MAC is written in ASCII', () => {
    refuses([`${h}.${p}A${s}`], ['not_authentic'])
    const raised = [...s].map((character, at) =>
      [...s].with(at, String.fromCharCode(character.charCodeAt(0) + 256)).join(''),
    )
    refuses(
      raised.map((text) => `${h}.${p}.${text}`),
      ['not_authentic'],
    )
  })

  it('T019 T020 T021 T039 alg none in every spelling, with no MAC and with a valid one', () => {
    const words = ['none', 'None', 'NONE', 'nOnE', 'noNe', 'none ', ' none', 'none\0', '', 'NoNe']
    const headers = words.flatMap((alg) => [{ alg }, { ...signedHeader, alg }, { typ: 'JWT', alg }])
    refuses(headers.map((header) => forgeSigned(header)))
    refuses(headers.map((header) => forgeSigned(header).replace(/[^.]+$/, '')))
    refuses(
      [`e30.${p}.${mac(`e30.${p}`)}`, `.${p}.${mac(`.${p}`)}`, `${h}.${p}.`],
      ['header_unknown', 'malformed', 'not_authentic'],
      ['header_unknown', 'malformed'],
    )
  })
})

describe('the header is one of those our keys make, byte for byte', () => {
  it('T022 T023 T026 T035 an alg that is no name, or nearly one', () => {
    const algs: unknown[] = [null, true, 0, ['HS256'], {}, { toString: 'HS256' }, 'hs256', 'HS256 ']
    const names = ['\tHS256', 'HS-256', 'HMACSHA256', '__proto__', 'constructor', 'toString']
    refuses([...algs, ...names].map((alg) => forgeSigned({ ...signedHeader, alg })))
    const { alg: _, ...withoutAlg } = signedHeader
    const texts = ['[]', 'null', '"HS256"', '1', '{}', '{"typ":"JWT"}', '']
    refuses(
      [forgeSigned(withoutAlg), ...texts.map((text) => forgeSigned(text))],
      ['header_unknown', 'malformed'],
      ['header_unknown', 'malformed'],
    )
  })

  it('T024 T025 T029 another algorithm, in the family and outside', () => {
    const tokens = ['HS256', 'HS384', 'HS512'].flatMap((alg) =>
      ['sha256', 'sha384', 'sha512'].map((hash) => {
        const input = `${base64url(JSON.stringify({ ...signedHeader, alg }))}.${p}`
        return `${input}.${createHmac(hash, macKey).update(input).digest('base64url')}`
      }),
    )
    refuses(
      tokens.filter((token) => token !== genuine),
      ['header_unknown', 'not_authentic'],
    )
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const foreign = ['RS256', 'PS256', 'ES256', 'ES256K', 'ES384'].flatMap((alg) =>
      [rsa, ec].map((key) => {
        const input = `${base64url(JSON.stringify({ ...signedHeader, alg }))}.${p}`
        return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
      }),
    )
    refuses(foreign)
  })

  it('T027 the public key, in whatever spelling, is no MAC key', () => {
    const jwk = keyPair.publicKey.export({ format: 'jwk' })
    const raw = Buffer.from(jwk.x as string, 'base64url')
    const der = keyPair.publicKey.export({ format: 'der', type: 'spki' })
    const pem = keyPair.publicKey.export({ format: 'pem', type: 'spki' }).toString()
    const spellings = [raw, der, pem, pem.replaceAll('\n', '\r\n'), pem.trimEnd(), ` ${pem}`]
    const more = [`\0${pem}`, `\ufeff${pem}`, JSON.stringify(jwk), raw.toString('base64')]
    const keys = [...spellings, ...more, raw.toString('base64url'), raw.toString('hex')]
    const kid = formats.public?.name === 'public' ? formats.public.keys[0]?.kid : undefined
    const signedWith = (alg: string): string[] =>
      keys.map((key) => forgeSigned({ alg, typ: 'at+jwt', kid }, payload, key))
    refuses(signedWith('HS256'))
    refuses(signedWith('EdDSA'), ['header_unknown'], ['not_authentic'])
  })

  it('T030 signatures of zeros', () => {
    const zeros = base64url(Buffer.alloc(64))
    for (const alg of ['ES256', 'EdDSA', 'HS512']) {
      refuses([`${base64url(JSON.stringify({ ...signedHeader, alg }))}.${p}.${zeros}`])
    }
  })

  it('T031 T032 T036 T037 T038 other texts for the same header', () => {
    const { alg, typ, kid } = signedHeader
    const plain = JSON.stringify(signedHeader)
    const before = Object.prototype
    refuses(
      [
        plain.replace('{', '{"alg":"none",'),
        plain.replace('}', ',"alg":"none"}'),
        plain.replace('"alg"', '"\\u0061lg"'),
        plain.replace('HS256', '\\u0048S256'),
        plain.replaceAll(',', ', '),
        `${plain}\n`,
        JSON.stringify({ typ, alg, kid }),
        JSON.stringify({ ...signedHeader, extra: 1 }),
        `{"__proto__":${plain}}`,
      ].map((header) => forgeSigned(header)),
    )
    expect(Object.prototype).toBe(before)
    expect(({} as { alg?: unknown }).alg).toBeUndefined()
  })

  it('T033 the other names of the public algorithm', () => {
    const kid = JSON.parse(Buffer.from(publicKeyHeader(), 'base64url').toString()).kid
    const make = (alg: string): string => forgePublic({ alg, typ: 'at+jwt', kid })
    expect(publicReader.read(make('EdDSA'))).toBeTypeOf('object')
    refuses(['Ed25519', 'Ed448', 'eddsa', 'HS256', 'none'].map(make))
  })

  it('T040 T041 T042 T043 T044 T046 a kid is looked up in memory and means nothing else', () => {
    const kids = [
      '../../../../dev/null',
      '/dev/null',
      '/proc/self/environ',
      'C:\\NUL',
      "x' UNION SELECT '1';--",
      '1 OR 1=1',
      '"); DROP TABLE users',
      '|sleep 10',
      '`id`',
      '$(id)',
      'http://127.0.0.1/',
      'file:///etc/passwd',
      '\\\\host\\share',
      '__proto__',
      'constructor',
      0,
      true,
      null,
      [],
      {},
      'k'.repeat(2500),
      '\0',
      'a\r\nSet-Cookie: x',
      '🔑',
    ]
    for (const key of [macKey, '', '1']) {
      refuses(kids.map((kid) => forgeSigned({ ...signedHeader, kid }, payload, key)))
    }
    const { kid: _, ...withoutKid } = signedHeader
    refuses([forgeSigned(withoutKid)])
  })

  it('T048 T049 T050 T051 a key or its address inside the token', () => {
    const own = createSigningKey() as { publicKey: KeyObject; privateKey: KeyObject }
    const jwk = own.publicKey.export({ format: 'jwk' })
    const signInput = (header: object): string => {
      const input = `${base64url(JSON.stringify(header))}.${p}`
      return `${input}.${sign(null, Buffer.from(input), own.privateKey).toString('base64url')}`
    }
    refuses([
      signInput({ alg: 'EdDSA', typ: 'at+jwt', jwk }),
      signInput({ alg: 'EdDSA', typ: 'at+jwt', kid: signedHeader.kid, jwk }),
      forgeSigned({ ...signedHeader, jwk: { kty: 'oct', k: base64url('x') } }, payload, 'x'),
      forgeSigned({ ...signedHeader, jku: 'http://127.0.0.1:9/jwks.json' }),
      forgeSigned({ ...signedHeader, x5u: 'http://user@127.0.0.1:9/#x' }),
      forgeSigned({ ...signedHeader, x5c: ['MIIB'] }),
      forgeSigned({ ...signedHeader, x5t: 'AA', 'x5t#S256': 'AA' }),
    ])
  })

  it('T052 T053 T054 T055 T056 T057 T058 extensions', () => {
    const crits: unknown[] = [['x'], [], 'exp', ['alg'], ['b64', 'b64'], ['b64']]
    const members: object[] = [
      ...crits.map((crit) => ({ crit, x: 1, b64: true })),
      { b64: false },
      { zip: 'DEF' },
      { enc: 'A256GCM' },
      { epk: {} },
      { p2c: 1e9 },
      { apu: 'x' },
      { typ: 'JOSE+JSON' },
      { typ: ['at+jwt'] },
      { typ: 't'.repeat(10_000) },
    ]
    refuses(
      members.map((member) => forgeSigned({ ...signedHeader, ...member })),
      ['header_unknown', 'malformed'],
      ['header_unknown', 'malformed'],
    )
    const raw = `${base64url(JSON.stringify({ ...signedHeader, crit: ['b64'], b64: false }))}.{}`
    refuses([`${raw}.${mac(raw)}`])
    refuses(
      [forgeSigned({ ...signedHeader, cty: 'JWT' }, genuine), forgeSigned(signedHeader, genuine)],
      ['claims_malformed', 'header_unknown'],
    )
  })

  it('T045 T047 a key of another purpose, and another key of the ring', () => {
    const other = issue(formats['signed HS512'] as (typeof formats)[string])
    const kidOfOther = JSON.parse(
      Buffer.from(other.split('.')[0] as string, 'base64url').toString(),
    ).kid
    refuses([other, forgeSigned({ ...signedHeader, kid: kidOfOther })])
  })

  it('T151 T152 the type and shape of other tokens', () => {
    const types = ['JWT', 'application/at+jwt', 'AT+JWT', 'at+JWT', '']
    const { typ: _, ...withoutTyp } = signedHeader
    refuses([...types.map((typ) => forgeSigned({ ...signedHeader, typ })), forgeSigned(withoutTyp)])
    const idToken = { ...claims, iat: now, exp: now + 60, nonce: 'n', at_hash: 'h' }
    refuses([forgeSigned(signedHeader, idToken)], ['claims_malformed'])
  })
})

function publicKeyHeader(): string {
  return issue(formats.public as (typeof formats)[string]).split('.')[0] as string
}

it('T073 T074 T077 segments that are not canonical, under a MAC that covers them', () => {
  const spoil = (text: string): string[] => [
    ...[' ', '\t', '\n', '\r', '\0', '!', 'é', 'Ł', '='].flatMap((c) => [
      text + c,
      c + text,
      `${text.slice(0, 4)}${c}${text.slice(4)}`,
    ]),
    `${text}==`,
    `${text}A`,
    text.replace(/.$/, '+'),
    text.replace(/.$/, '/'),
    // The next letters of the alphabet differ in the spare bits alone, where there are any.
    ...[1, 2, 3].map(
      (bits) => text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + bits),
    ),
  ]
  refuses(spoil(h).map((header) => signSegments(header, p)))
  refuses(
    spoil(p).map((body) => signSegments(h, body)),
    ['claims_malformed', 'not_authentic'],
  )
})
