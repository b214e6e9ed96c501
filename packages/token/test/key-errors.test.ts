import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  createSigningKey,
  importSecrets,
  KeyError,
  type KeyFault,
  publicFormatFromJwks,
} from '../src/index.ts'
import { issue } from './kinds.ts'

const random = 'q7Zt4bXw9Kf2LmRv8PsYc1DhGj6NaEuW'
const jwk = createSigningKey().publicKey.export({ format: 'jwk' })
const own = createSigningKey().privateKey?.export({ format: 'jwk' }) ?? {}
const point = Buffer.alloc(32).toString('base64url')

/** How each comes about, what its sentence has to name, and what it may not show. */
const faults: readonly [KeyFault, RegExp, () => unknown, string?][] = [
  ['secret_missing', /at least one secret/i, () => importSecrets([])],
  ['secret_too_short', /32 bytes or more/, () => importSecrets('q7Zt4bXw9K'), 'q7Zt4bXw9K'],
  [
    'secret_well_known',
    /well-known word or a placeholder/,
    () => importSecrets(`change-me-${random}`),
    random,
  ],
  ['secret_repetitive', /repeats.*random bytes/, () => importSecrets(`${random}${random}`), random],
  ['secret_has_whitespace', /begins or ends with white space/, () => importSecrets(`${random} `)],
  ['secret_looks_like_key', /PEM or JWK/, () => importSecrets(`{"x":"${random}"}`), random],
  ['secret_duplicate', /secret.* twice/, () => importSecrets([random, random]), random],
  ['key_malformed', /Ed25519/, () => publicFormatFromJwks({ keys: [{ x: random }] }), random],
  [
    'key_low_order',
    /low-order/,
    () => publicFormatFromJwks({ keys: [{ kty: 'OKP', crv: 'Ed25519', x: point }] }),
    point,
  ],
  [
    'key_mismatch',
    /public part.*private part/,
    () => publicFormatFromJwks({ keys: [{ ...own, x: jwk.x }] }),
    `${own.d}`,
  ],
  ['key_duplicate', /key or key id.* twice/, () => publicFormatFromJwks({ keys: [jwk, jwk] })],
  ['key_cannot_issue', /no private key/, () => issue(publicFormatFromJwks({ keys: [jwk] }))],
]

describe('a secret or key that is refused', () => {
  it.each(faults)('%s says what is wrong, and shows none of it', (code, sentence, run, hidden) => {
    let error: unknown
    try {
      run()
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(KeyError)
    expect(error).toMatchObject({ name: 'KeyError', code })
    expect((error as KeyError).message).toMatch(sentence)
    if (hidden !== undefined) expect(inspect(error)).not.toContain(hidden)
  })
})
