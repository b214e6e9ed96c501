import { createServer } from 'node:http'
import { createSigningKey, publicFormatFromJwks } from '@ztoken/token'
import { describe, expect, it } from 'vitest'
import type { RemoteOptions } from '../src/remote/index.ts'
import { type Between, eventually, listening, loginServer, proxy, service } from './remote-open.ts'

const jwksIn = ({ asked }: Between) => asked.filter(({ path }) => path.startsWith('/.well-known'))

async function opened(timing: object = {}, options: RemoteOptions = {}) {
  const login = await loginServer()
  const between = await proxy(login)
  const guard = await service(between.port, { ...options, timing })
  await eventually(() => expect(guard.auth.revocationState().isStreaming).toBe(true))
  return { login, between, guard, reported: () => guard.reports.map(({ code }) => code) }
}

/** The JWKS as it comes, to be kept for so many seconds. */
function keptFor(seconds: number, core: { jwks(): object }): Between['answer'] {
  return (path) =>
    path.startsWith('/.well-known')
      ? {
          body: JSON.stringify(core.jwks()),
          headers: { 'cache-control': `public, max-age=${seconds}` },
        }
      : null
}

describe('the public keys of the login server', () => {
  it('T264 a key is known here before it issues, for the set is asked for again in time', async () => {
    const login = await loginServer()
    const between = await proxy(login)
    between.answer = keptFor(0, login.core)
    const { ask } = await service(between.port, { timing: { leastKeyAge: 20 } })
    const before = await login.signIn()
    const known = jwksIn(between).length
    await login.core.rotateKeys()
    // Published, and not issuing yet.
    await eventually(() => expect(jwksIn(between).length).toBeGreaterThan(known + 1))
    between.answer = (path) => (path.startsWith('/.well-known') ? { status: 503 } : null)
    await login.core.rotateKeys({ immediately: true })
    const after = await login.signIn()
    expect([await ask(before.token), await ask(after.token)]).toEqual(['ok', 'ok'])
  })

  it('T264 a key that issues at once is looked for at its first token, which waits for it', async () => {
    const { login, guard } = await opened()
    await login.core.rotateKeys({ immediately: true })
    const { token } = await login.signIn()
    expect(() => guard.auth.authenticate(token)).toThrow(
      expect.objectContaining({ code: 'unavailable' }),
    )
    expect(await guard.ask(token)).toBe('ok')
  })

  it('A195 unknown keys in tokens ask for the set once in a while, whoever sends them', async () => {
    const { login, between, guard } = await opened()
    const { token } = await login.signIn()
    const [header = '', ...rest] = token.split('.')
    const known = JSON.parse(Buffer.from(header, 'base64url').toString()).kid as string
    const stranger = (n: number) => {
      const kid = known.slice(0, -4) + String(n).padStart(4, 'x')
      const text = Buffer.from(header, 'base64url').toString().replace(known, kid)
      return [Buffer.from(text).toString('base64url'), ...rest].join('.')
    }
    between.asked.length = 0
    const answers = []
    for (let n = 0; n < 300; n += 1) answers.push(await guard.ask(stranger(n)))
    expect(jwksIn(between)).toHaveLength(1)
    expect(answers.at(-1)).toBe('token_invalid')
    expect(await guard.ask(token)).toBe('ok')
    guard.advance(10)
    await Promise.all([1, 2, 3].map((n) => guard.ask(stranger(n))))
    expect(jwksIn(between)).toHaveLength(2)
  })

  it('T043 T048 T050 no address and no key in a token is ever used', async () => {
    let hits = 0
    const trap = createServer((_, response) => {
      hits += 1
      response.end('{"keys":[]}')
    })
    const url = `http://127.0.0.1:${await listening(trap)}/jwks.json`
    const { login, between, guard } = await opened()
    const { token } = await login.signIn()
    const attacker = publicFormatFromJwks({
      keys: [createSigningKey().privateKey?.export({ format: 'jwk' })],
    })
    const [, payload = ''] = token.split('.')
    const forged = attacker.seal(Buffer.from(payload, 'base64url').toString())
    const kid = attacker.jwks.keys[0]?.kid ?? ''
    const jwk = attacker.jwks.keys[0]
    between.asked.length = 0
    for (const header of [
      { alg: 'EdDSA', typ: 'at+jwt', kid, jku: url },
      { alg: 'EdDSA', typ: 'at+jwt', kid, x5u: url },
      { alg: 'EdDSA', typ: 'at+jwt', kid, jwk },
      { alg: 'EdDSA', typ: 'at+jwt', kid: url },
      { alg: 'EdDSA', typ: 'at+jwt', kid: url.padEnd(43, 'x') },
      { alg: 'EdDSA', typ: 'at+jwt', kid: '../'.repeat(15).slice(0, 43) },
      { alg: 'EdDSA', typ: 'at+jwt', kid: 'file:///etc/passwd', jku: `http://a@${url.slice(7)}#` },
      { alg: 'none', typ: 'at+jwt', kid },
    ]) {
      const start = Buffer.from(JSON.stringify(header)).toString('base64url')
      const sent = [start, ...forged.split('.').slice(1)].join('.')
      expect(await guard.ask(sent), JSON.stringify(header)).toMatch(/^(token_invalid|unavailable)$/)
    }
    expect(await guard.ask(forged)).toBe('token_invalid')
    expect(hits).toBe(0)
    // What was asked for is what was configured, and at most once.
    expect(new Set(jwksIn(between).map(({ path }) => path)).size).toBeLessThanOrEqual(1)
    expect(jwksIn(between).length).toBeLessThanOrEqual(1)
  })

  it('T265 a revoked key is refused at once, remembered token or not, and its successor is known', async () => {
    const { login, between, guard } = await opened()
    const { token } = await login.signIn()
    expect(await guard.ask(token)).toBe('ok')
    const { kid } = login.core.keys().find(({ state }) => state === 'active') ?? { kid: '' }
    await login.core.revokeKey(kid)
    await eventually(async () => expect(await guard.ask(token)).toBe('token_invalid'))
    const successor = await login.signIn()
    await eventually(async () => expect(await guard.ask(successor.token)).toBe('ok'))
    // Its tokens go on coming: they are no reason to ask.
    guard.advance(11)
    await eventually(() => expect(guard.auth.isStale()).toBe(false))
    between.asked.length = 0
    for (let n = 0; n < 20; n += 1) expect(await guard.ask(token)).toBe('token_invalid')
    expect(jwksIn(between)).toEqual([])
  })

  it('T265 a set that still shows a revoked key, as a cache may, does not bring it back', async () => {
    const { login, between, guard } = await opened()
    const { token } = await login.signIn()
    const old = JSON.stringify(login.core.jwks())
    between.answer = (path) => (path.startsWith('/.well-known') ? { body: old } : null)
    await login.core.revokeKey(login.core.keys()[0]?.kid ?? '')
    await eventually(async () => expect(await guard.ask(token)).toBe('token_invalid'))
    await eventually(() => expect(jwksIn(between).length).toBeGreaterThan(1))
    expect(await guard.ask(token)).toBe('token_invalid')
    const late = await service(between.port)
    expect(await late.ask(token)).toBe('token_invalid')
  })

  it('is asked for with the tag it came with; what has not changed is not sent again', async () => {
    const login = await loginServer()
    const between = await proxy(login)
    const { auth, ask, reports } = await service(between.port, { timing: { unknownKey: 0 } })
    const { token } = await login.signIn()
    const [header = '', ...rest] = token.split('.')
    const end = header.slice(0, -8)
    const stranger = [`${end}xxxxxxxx`, ...rest].join('.')
    expect(() => auth.authenticate(stranger)).toThrow()
    await eventually(() => expect(jwksIn(between)).toHaveLength(2))
    const [first, second] = jwksIn(between)
    expect(first?.headers['if-none-match']).toBeUndefined()
    expect(second?.headers['if-none-match']).toMatch(/^"[\w-]{22}"$/)
    expect(await ask(token)).toBe('ok')
    expect(reports).toEqual([])
  })
})

const good = createSigningKey().publicKey.export({ format: 'jwk' })
const other = createSigningKey()
const kidOf = (jwk: object) => publicFormatFromJwks({ keys: [jwk] }).jwks.keys[0]?.kid ?? ''
const published = { ...good, kid: kidOf(good), alg: 'EdDSA', use: 'sig' }
const lowOrder = { ...published, x: 'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }

describe('a set of keys that is none', () => {
  const sets: Readonly<Record<string, string>> = {
    'no JSON': '<html></html>',
    'an array': '[]',
    'without keys': '{"keys":[]}',
    'with a key that is none': JSON.stringify({ keys: [published, null] }),
    'T068 with a private member': JSON.stringify({
      keys: [published, { ...other.privateKey?.export({ format: 'jwk' }) }],
    }),
    'T068 with a private member of another type': JSON.stringify({
      keys: [published, { kty: 'oct', k: 'AAAA' }],
    }),
    'T082 with a key of low order': JSON.stringify({ keys: [published, lowOrder] }),
    'T067 with a key listed twice': JSON.stringify({ keys: [published, published] }),
    'T067 with a key under the name of another': JSON.stringify({
      keys: [{ ...published, kid: kidOf(other.publicKey.export({ format: 'jwk' })) }],
    }),
    'with a key that has no name': JSON.stringify({ keys: [good] }),
    'with a repeated member': `{"keys":[],"keys":[${JSON.stringify(published)}]}`,
    'with keys of other types alone': JSON.stringify({
      keys: [{ kty: 'RSA', n: 'AA', e: 'AQAB' }],
    }),
    'with keys without end': JSON.stringify({ keys: Array(101).fill({ kty: 'RSA' }) }),
    'that is too large': JSON.stringify({ keys: [published], pad: 'x'.repeat(70_000) }),
  }
  for (const [name, body] of Object.entries(sets)) {
    it(`${name}: the last good set stays, and it is reported`, async () => {
      const { login, between, guard, reported } = await opened({ unknownKey: 0 })
      const { token } = await login.signIn()
      const asked = jwksIn(between).length
      between.answer = (path) => (path.startsWith('/.well-known') ? { body } : null)
      await login.core.rotateKeys({ immediately: true })
      const after = await login.signIn()
      await guard.ask(after.token)
      await eventually(() => expect(jwksIn(between).length).toBeGreaterThan(asked))
      const code = name === 'that is too large' ? 'too_large' : 'malformed'
      await eventually(() => expect(reported()).toEqual([code]))
      expect(await guard.ask(token)).toBe('ok')
      // Asked for again by itself, and believed when it is right.
      between.answer = () => null
      await eventually(async () => expect(await guard.ask(after.token)).toBe('ok'))
    })
  }

  it('keys of other types and uses beside ours are passed over', async () => {
    const login = await loginServer()
    const between = await proxy(login)
    const { keys } = login.core.jwks()
    const others = [
      { kty: 'RSA', n: 'AA', e: 'AQAB', kid: 'a' },
      { ...published, use: 'enc' },
    ]
    between.answer = (path) =>
      path.startsWith('/.well-known')
        ? { body: JSON.stringify({ keys: [...others, ...keys] }) }
        : null
    const { ask } = await service(between.port)
    expect(await ask((await login.signIn()).token)).toBe('ok')
  })
})
