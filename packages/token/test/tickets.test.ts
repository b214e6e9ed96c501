import { describe, expect, it } from 'vitest'
import {
  createFactorTickets,
  createNoticeTokens,
  createSealedTexts,
  importSecrets,
} from '../src/index.ts'
import { bodiesLike, greatest, randomPartsLike } from './bodies.ts'
import { now, secrets } from './kinds.ts'

const older = importSecrets('aN0ther-0ld-secret-of-thirty-tw0-bytes!')
const random = 'r'.repeat(43)

describe('tickets between two factors', () => {
  const tickets = createFactorTickets(secrets)
  const sealed = createSealedTexts('zf1', 'factor-ticket', secrets)
  const device = 'd'.repeat(22)
  const parts = ['factor', 'MTc', '3', '17', device, random]

  it('have one text: what is due, the user, the epoch, the end, the device, and who they are', () => {
    const whose = { sub: '17', epoch: 3, exp: 17, device, id: random }
    expect(tickets.read(sealed.seal(parts.join('.')))).toEqual({ due: 'factor', ...whose })
    const least = { due: 'enrolment', sub: '17', epoch: 0, exp: Number(greatest), device: null }
    expect(tickets.read(sealed.seal(`enrolment.MTc.0.${greatest}..${random}`))).toEqual({
      ...least,
      id: random,
    })
    const { ticket, id } = tickets.issue({ due: 'factor', sub: '17', epoch: 3, exp: now, device })
    expect(sealed.open(ticket)).toBe(`factor.MTc.3.${now}.${device}.${id}`)
    expect(id).toMatch(/^[\w-]{43}$/)
  })

  it('are nothing else, also under a MAC of ours', () => {
    const others = [
      ...['', 'x', 'factors', 'xfactor', 'Factor'].map((due) => parts.with(0, due)),
      // No user; one that is no id; characters that are not of base64url.
      ...['', 'IA', 'M+c'].map((user) => parts.with(1, user)),
      ...randomPartsLike(22)
        .slice(1)
        .map((text) => parts.with(4, text)),
      ...randomPartsLike(43).map((text) => parts.with(5, text)),
    ]
    for (const body of [...bodiesLike(parts, [2, 3]), ...others.map((one) => one.join('.'))]) {
      expect(tickets.read(sealed.seal(body)), body).toBeNull()
    }
  })

  it('are not issued for less', () => {
    const whose = { due: 'factor', sub: '17', epoch: 3, exp: now, device: null } as const
    for (const wrong of [{ sub: 'a b' }, { epoch: 0.5 }, { exp: -1 }]) {
      expect(() => tickets.issue({ ...whose, ...wrong })).toThrow(new TypeError('no factor ticket'))
    }
  })
})

describe('tokens in a notice', () => {
  const tokens = createNoticeTokens(secrets)
  const sealed = createSealedTexts('zn1', 'notice', secrets)

  it('name what they were issued for, no two the same', () => {
    const issued = Array.from({ length: 100 }, tokens.issue)
    expect(new Set(issued.map(({ id }) => id)).size).toBe(100)
    for (const { token, id } of issued) {
      expect(tokens.read(token)).toBe(id)
      expect(token).toBe(sealed.seal(id))
      expect(id).toMatch(/^[\w-]{43}$/)
    }
  })

  it('hold under every secret that is listed', () => {
    const { token, id } = createNoticeTokens(older).issue()
    expect(createNoticeTokens([...secrets, ...older]).read(token)).toBe(id)
    expect(tokens.read(token)).toBeNull()
  })

  it('are nothing else, also under a MAC of ours', () => {
    expect(tokens.read(sealed.seal(random))).toBe(random)
    for (const body of [...randomPartsLike(43), `${random}.`, `${random}\n`, `${random}.1`]) {
      expect(tokens.read(sealed.seal(body)), body).toBeNull()
    }
    for (const text of [null, undefined, 7, '', random, `zn1.${random}`]) {
      expect(tokens.read(text)).toBeNull()
    }
  })
})
