import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type ItsdangerousFormat, importSecrets, itsdangerousFormat } from '../src/index.ts'
import { base64url } from './forge.ts'
import { now, parties, readerOf, subject } from './kinds.ts'

const secret = 'of the Flask application'
const [older, newer] = [
  importSecrets('kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-older'),
  importSecrets('w3Hn7QkZ5vTb9XrL2mJcP8sDfG4yA6eU-newer'),
]
const formatOf = (...sessionSecrets: ReturnType<typeof importSecrets>): ItsdangerousFormat =>
  itsdangerousFormat({ secrets: [secret], sessionSecrets })
const ours = formatOf(...older)
const theirs = itsdangerousFormat({ secrets: [secret] })
const claims = {
  iss: parties.issuer,
  aud: parties.audience,
  ...subject,
  iat: now,
  exp: now + 60,
}
const bodyOf = (token: string): Record<string, unknown> =>
  ours.open(token)?.payload as Record<string, unknown>
const proof = bodyOf(ours.issue(claims)).sid_mac as string

describe('a session in a token of the Flask application', () => {
  it('counts beside a MAC of ours', () => {
    expect(readerOf(ours).read(ours.issue(claims))).toMatchObject({ claims })
    const parts = [subject.sub, subject.sid, now, now + 60]
    const key = older[0]?.derive('session', 32) ?? ''
    expect(proof).toBe(createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url'))
  })

  it('does not count without one, nor beside one that is none', () => {
    const { id, sid } = bodyOf(ours.issue(claims))
    const others = [undefined, null, 7, '', [proof], { proof }, proof.slice(1), `${proof}A`]
    const odd = [`${proof.slice(1)}=`, 'é'.repeat(43), `${'é'.repeat(21)}A`, 'A'.repeat(43)]
    for (const sid_mac of [...others, ...odd]) {
      const token = theirs.sign({ id, sid, sid_mac }, now, now + 60)
      expect(readerOf(ours).read(token), String(sid_mac)).toBe('not_authentic')
    }
    expect(readerOf(ours).read(theirs.sign({ id, sid, sid_mac: proof }, now, now + 60))).toEqual(
      readerOf(ours).read(ours.issue(claims)),
    )
  })

  it('does not count beside the MAC of another user, session or time', () => {
    const { id, sid } = bodyOf(ours.issue(claims))
    const moved = [
      theirs.sign({ id: 18, sid, sid_mac: proof }, now, now + 60),
      theirs.sign({ id, sid: 'another', sid_mac: proof }, now, now + 60),
      theirs.sign({ id, sid, sid_mac: proof }, now - 1, now + 60),
      theirs.sign({ id, sid, sid_mac: proof }, now, now + 61),
    ]
    for (const token of moved) expect(readerOf(ours).read(token)).toBe('not_authentic')
  })

  it('counts under every secret of ours that is listed; the newest writes', () => {
    const both = formatOf(...newer, ...older)
    const [before, after] = [ours.issue(claims), both.issue(claims)]
    expect(readerOf(both).read(before)).toBeTypeOf('object')
    expect(readerOf(both).read(after)).toBeTypeOf('object')
    expect(readerOf(formatOf(...newer)).read(after)).toBeTypeOf('object')
    expect(readerOf(formatOf(...newer)).read(before)).toBe('not_authentic')
    expect(readerOf(ours).read(after)).toBe('not_authentic')
  })

  it('is taken by its word where we have no secret, and nothing of ours is written then', () => {
    const token = theirs.issue(claims)
    expect(Object.keys(bodyOf(token))).toEqual(['id', 'sid'])
    expect(readerOf(theirs).read(token)).toMatchObject({ claims })
  })

  it('may be missing: the token stands for itself then', () => {
    for (const format of [ours, theirs]) {
      const found = readerOf(format).read(theirs.sign({ id: 17 }, now, now + 60))
      expect(found).toMatchObject({ claims: { sub: '17', sid: null } })
    }
  })
})

describe('a token of the Flask application', () => {
  const header = base64url(JSON.stringify({ alg: 'HS512', iat: now, exp: now + 60 }))
  const input = `${header}.${base64url('{"id":17}')}`
  const mac = (text: string): Buffer => createHmac('sha512', secret).update(text).digest()

  it('has a MAC of the whole length, and three parts', () => {
    expect(theirs.open(`${input}.${mac(input).toString('base64url')}`)).not.toBeNull()
    for (const length of [0, 1, 32, 63]) {
      expect(theirs.open(`${input}.${mac(input).subarray(0, length).toString('base64url')}`)).toBe(
        null,
      )
    }
    const longer = Buffer.concat([mac(input), Buffer.alloc(1)])
    expect(theirs.open(`${input}.${longer.toString('base64url')}`)).toBeNull()
    for (const text of ['', '.', '..', '...', header, `${header}.`, input, `.${input}`]) {
      expect(theirs.open(text), text).toBeNull()
      expect(theirs.open(`${text}.${mac(text).toString('base64url')}`) !== null, text).toBe(
        text === input,
      )
    }
  })

  it('names its user by a number where the id is one, as the application does', () => {
    const payloadOf = (sub: string): unknown => bodyOf(theirs.issue({ ...claims, sub })).id
    for (const sub of ['0', '7', '10', '999999999999999']) expect(payloadOf(sub)).toBe(Number(sub))
    for (const sub of ['00', '017', '1000000000000000', '1e3', '1.5', 'x1', '1x', '0x1']) {
      expect(payloadOf(sub)).toBe(sub)
    }
  })

  it('is made under options that mean something, or not at all', () => {
    const build = (options: object) => () =>
      itsdangerousFormat({ secrets: [secret], ...(options as { salt: null }) })
    expect(build({ algorithm: 'none' })).toThrow('algorithm is HS512, HS384 or HS256')
    for (const salt of [7, {}, true]) expect(build({ salt })).toThrow('salt is a text or null')
    expect(build({ id: 'a b' })).toThrow('id is the name of a member, names joined by dots, or a')
  })
})
