import { describe, expect, it } from 'vitest'
import {
  createIssuer,
  createReader,
  defaultParties,
  type Format,
  type IssuerOptions,
  type ItsdangerousFormat,
  type ReaderOptions,
  signedFormat,
  type TokenSubject,
} from '../src/index.ts'
import { formats, issue, now, parties, readerOf, secrets, subject } from './kinds.ts'

const format = formats['signed HS256'] as Format
const clock = (): number => now * 1000

describe('what cannot be meant is refused when it is made', () => {
  const reading = (options: Partial<ReaderOptions>) => () => readerOf(format, options)
  const issuing = (options: Partial<IssuerOptions>) => () =>
    createIssuer({ ...parties, format, clock, accessTokenSeconds: 60, ...options })

  it('a reader has a leeway of 0 to 300 seconds, a longest lifetime and a memory', () => {
    for (const leewaySeconds of [-1, 300.5, 301, Number.NaN]) {
      expect(reading({ leewaySeconds }), `${leewaySeconds}`).toThrow('leewaySeconds is 0 to 300')
    }
    for (const maximumTokenSeconds of [0, -1, 1.5, Number.NaN]) {
      expect(reading({ maximumTokenSeconds })).toThrow('maximumTokenSeconds is a whole number')
    }
    for (const cacheSize of [-1, 1.5, Number.NaN]) {
      expect(reading({ cacheSize })).toThrow('cacheSize is a whole number')
    }
    const least = readerOf(format, { leewaySeconds: 0, maximumTokenSeconds: 1, cacheSize: 0 })
    expect(least.read(issue(format, now, 1))).toBeTypeOf('object')
    expect(least.read(issue(format, now + 1, 1))).toBe('issued_in_future')
    const patient = readerOf(format, { leewaySeconds: 300 })
    expect(patient.read(issue(format, now + 300))).toBeTypeOf('object')
    expect(patient.read(issue(format, now + 301))).toBe('issued_in_future')
  })

  it('a reader has formats, each once, and keys that it can tell apart', () => {
    expect(reading({ formats: [] })).toThrow('formats is empty')
    expect(reading({ formats: [format, format] })).toThrow('formats lists one twice')
    const twice = signedFormat([...secrets, ...secrets])
    expect(reading({ formats: [twice] })).toThrow('two keys share a header')
  })

  it('issuer and audience are texts that need no escape', () => {
    const wrong = 'issuer and audience are 1 to 256 printable ASCII characters each'
    for (const party of ['', 'a b', 'a"b']) {
      expect(reading({ issuer: party })).toThrow(wrong)
      expect(issuing({ audience: party })).toThrow(wrong)
    }
    expect(defaultParties).toEqual({ issuer: 'ztoken', audience: 'ztoken' })
  })

  it('an issuer has a lifetime in whole seconds, and a clock', () => {
    for (const accessTokenSeconds of [0, -1, 1.5, Number.NaN]) {
      expect(issuing({ accessTokenSeconds })).toThrow('accessTokenSeconds is a whole number')
    }
    const lost = createIssuer({
      ...parties,
      format,
      clock: () => Number.NaN,
      accessTokenSeconds: 1,
    })
    expect(() => lost.issue(subject)).toThrow('the clock gave no time')
  })

  it('a token is issued for two ids and for as long as the session has', () => {
    const { issue: give } = createIssuer({ ...parties, format, clock, accessTokenSeconds: 60 })
    const giving = (one: Partial<TokenSubject>) => () => give({ ...subject, ...one })
    expect(giving({ sub: 'a b' })).toThrow('sub has to be an id')
    expect(giving({ sid: 'a b' })).toThrow('sid has to be an id')
    expect(giving({ sessionEndsAt: now + 0.5 })).toThrow('iat and exp have to be whole seconds')
    for (const sessionEndsAt of [now - 1, now]) {
      expect(giving({ sessionEndsAt })).toThrow('exp has to be after iat')
    }
    expect(give({ ...subject, sessionEndsAt: now + 1 }).claims.exp).toBe(now + 1)
    expect(give({ ...subject, sessionEndsAt: now + 61 }).claims.exp).toBe(now + 60)
  })
})

describe('what a reader is given', () => {
  const reader = readerOf(format)

  it('T001 is a text, or malformed', () => {
    for (const token of [undefined, null, 7, {}, ['a.b'], Buffer.from('a.b'), Symbol('a.b')]) {
      expect(reader.read(token)).toBe('malformed')
    }
  })

  it('T002 T250 has a header, and 4096 characters at most', () => {
    for (const token of ['', 'ab', '.a.b', '.']) expect(reader.read(token), token).toBe('malformed')
    expect(reader.read('a.b')).toBe('header_unknown')
    expect(reader.read(`a.${'b'.repeat(4094)}`)).toBe('header_unknown')
    expect(reader.read(`a.${'b'.repeat(4095)}`)).toBe('malformed')
  })
})

describe('S05 a token of the Flask application without a session', () => {
  const flask = formats.itsdangerous as ItsdangerousFormat
  const reader = createReader({ ...parties, formats: [flask], clock })
  const read = (payload: object): unknown => reader.read(flask.sign(payload, now, now + 60))
  const id = '0190c2a4-7d3c-7a41-9c11-1234567890ab'

  it('names nobody who began here, and everybody else', () => {
    for (const ours of [id, id.replace('-9c', '-8c'), id.replace('-9c', '-bc')]) {
      expect(read({ id: ours }), ours).toBe('not_imported')
    }
    const others = [
      ...[`x${id}`, `${id}0`, id.slice(1), id.slice(0, -1), id.toUpperCase()],
      // Another version, another variant, parts of other lengths, no digits.
      ...[id.replace('-7a', '-4a'), id.replace('-9c', '-cc'), id.replace('-7d3c-', '-7d3-')],
      ...[id.replace('7a41', '7a4'), id.replace('9c11', '9c1'), id.replace('ab', 'ag'), '17'],
    ]
    for (const theirs of others) {
      expect(read({ id: theirs }), theirs).toMatchObject({ claims: { sub: theirs, sid: null } })
    }
    expect(read({ id, sid: 's' })).toMatchObject({ claims: { sub: id, sid: 's' } })
  })
})
