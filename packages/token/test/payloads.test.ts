import { describe, expect, it } from 'vitest'
import { importSecrets, itsdangerousFormat } from '../src/index.ts'
import { now, parties, readerOf } from './kinds.ts'

const secret = 'of the Flask application'
const sessionSecrets = importSecrets('kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-payloads')
const formatOf = (id?: string, secrets = [secret]) =>
  itsdangerousFormat({ secrets, sessionSecrets, ...(id !== undefined && { id }) })
const flask = formatOf()

const places = [
  ['id', { id: 123 }],
  ['user_id', { user_id: 123 }],
  ['uid', { uid: '123', role: 'admin' }],
  ['userId', { userId: 123 }],
  ['user-id', { 'user-id': 123 }],
  ['_id', { _id: '123' }],
  ['user.id', { user: { id: 123, name: '张三' } }],
  ['data.user.id', { data: { user: { id: 123 } } }],
  ['.', 123],
  ['.', '123'],
] as const

describe('payloads of other applications (F06)', () => {
  it.each(places)('%s says who a token is about: %j', (id, payload) => {
    const found = readerOf(formatOf(id)).read(flask.sign(payload, now, now + 60))
    expect(found).toMatchObject({ claims: { sub: '123', sid: null } })
  })

  it.each(places)('%s is written where it is read, with the session beside it', (id) => {
    const format = formatOf(id)
    const claims = { ...iss(), sub: '123', sid: 'a-session', iat: now, exp: now + 60 }
    const token = format.issue(claims)
    expect(readerOf(format).read(token)).toMatchObject({ claims })
    const payload = format.open(token)?.payload
    const value = id
      .split('.')
      .filter((name) => name !== '')
      .reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], payload)
    expect(value).toBe(123)
    // Without our secrets nobody makes a session stand behind a token, wherever it is written.
    const forged = itsdangerousFormat({ secrets: [secret], id }).issue(claims)
    expect(readerOf(format).read(forged)).toBe('not_authentic')
  })

  it.each([
    '',
    '..',
    'a.',
    '.a',
    'a..b',
    'sid',
    'sid_mac',
    '1',
    'a b',
    'a.b.c.d.e',
    '__proto__.x y',
  ])('refuses a place that is none: %j', (id) => {
    expect(() => formatOf(id)).toThrow(TypeError)
  })

  it('finds nobody in what an object has from its prototype', () => {
    for (const id of ['constructor', 'constructor.name', 'toString', '__proto__']) {
      const reader = readerOf(formatOf(id))
      expect(reader.read(flask.sign({ id: 1 }, now, now + 60)), id).toBe('not_authentic')
    }
  })

  it('a diagnosis tells a wrong secret from a payload that is not understood', () => {
    const reader = readerOf(flask)
    for (const payload of [{ user_id: 123 }, { id: null }, 123, [], {}]) {
      const token = flask.sign(payload, now, now + 60)
      expect(reader.diagnose(token), JSON.stringify(payload)).toBe('payload_unknown')
      const other = formatOf('id', ['another']).sign(payload, now, now + 60)
      expect(reader.diagnose(other), JSON.stringify(payload)).toBe('not_authentic')
    }
    expect(reader.diagnose(flask.sign({ id: 1 }, now, now + 60))).toMatchObject({
      claims: { sub: '1' },
    })
    expect(reader.diagnose(flask.sign({ id: 1 }, now - 60, now - 1))).toBe('expired')
    expect(reader.diagnose('x')).toBe('malformed')
  })
})

function iss() {
  return { iss: parties.issuer, aud: parties.audience }
}
