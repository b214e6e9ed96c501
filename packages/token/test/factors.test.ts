import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  createFactorTickets,
  createNoticeTokens,
  createRecoveryCodes,
  createResetTokens,
  importSecrets,
} from '../src/index.ts'

const [ours] = importSecrets('kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-test')
const [theirs] = importSecrets('bY7tG4nM1qS9xD6wF3hJ8kL5vC2zP0rE-next')
if (ours === undefined || theirs === undefined) throw new Error('two secrets')

const whose = { due: 'factor', sub: '17', epoch: 3, exp: 1_767_225_720, device: null } as const

describe('a ticket between two factors', () => {
  it('says what it was made for, of any account and device', () => {
    const { issue, read } = createFactorTickets([ours])
    for (const sub of ['17', 'a', 'x'.repeat(128), '0194e7a2-0000-7000-8000-000000000000']) {
      for (const device of [null, 'A'.repeat(22)]) {
        for (const due of ['factor', 'enrolment'] as const) {
          const { ticket, id } = issue({ ...whose, due, sub, device })
          expect(ticket.length).toBeLessThanOrEqual(512)
          expect(read(ticket)).toEqual({ ...whose, due, sub, device, id })
        }
      }
    }
    expect(issue(whose).id).not.toBe(issue(whose).id)
  })

  it('A350 is refused with any character changed, added or left out', () => {
    const { issue, read } = createFactorTickets([ours])
    const { ticket } = issue(whose)
    for (let at = 0; at < ticket.length; at += 1) {
      const other = ticket[at] === 'A' ? 'B' : 'A'
      expect(read(`${ticket.slice(0, at)}${other}${ticket.slice(at + 1)}`), String(at)).toBeNull()
      expect(read(ticket.slice(0, at)), String(at)).toBeNull()
    }
    for (const text of [
      `${ticket}A`,
      ` ${ticket}`,
      '',
      null,
      undefined,
      17,
      {},
      'x'.repeat(9999),
    ]) {
      expect(read(text)).toBeNull()
    }
  })

  it('A350 is none of another secret, and no text of another kind', () => {
    const { ticket } = createFactorTickets([ours]).issue(whose)
    expect(createFactorTickets([theirs]).read(ticket)).toBeNull()
    expect(createFactorTickets([theirs, ours]).read(ticket)).toMatchObject({ sub: '17' })
    expect(createResetTokens([ours]).read(ticket)).toBeNull()
    const { token } = createNoticeTokens([ours]).issue()
    expect(createFactorTickets([ours]).read(token)).toBeNull()
    expect(createFactorTickets([ours]).read(token.replace('zn1', 'zf1'))).toBeNull()
  })

  it('is not made for what is no account', () => {
    const { issue } = createFactorTickets([ours])
    for (const wrong of [{ sub: '' }, { sub: 'a b' }, { epoch: -1 }, { exp: 1.5 }]) {
      expect(() => issue({ ...whose, ...wrong })).toThrow(TypeError)
    }
  })
})

describe('recovery codes', () => {
  it('are drawn from 2^50, no letter of which looks like another', () => {
    const { draw, mayBe } = createRecoveryCodes([ours])
    const codes = Array.from({ length: 2000 }, draw)
    expect(new Set(codes).size).toBe(codes.length)
    expect(codes.every(mayBe)).toBe(true)
    expect([...new Set(codes.join('').replaceAll('-', ''))].sort().join('')).toBe(
      '0123456789abcdefghjkmnpqrstvwxyz',
    )
  })

  it('A353 are found however they were typed, by their user alone', () => {
    const { draw, markOf, find } = createRecoveryCodes([ours])
    const codes = Array.from({ length: 10 }, draw)
    const marks = codes.map((code) => markOf('17', code))
    for (const [n, code] of codes.entries()) {
      const plain = code.replace('-', '')
      const wide = plain.replace(/[0-9]/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))
      const alike = plain.replaceAll('0', 'o').replaceAll('1', 'I')
      for (const typed of [code, plain, code.toUpperCase(), ` ${plain} `, wide, alike]) {
        expect(find('17', typed, marks), typed).toBe(n)
      }
      expect(find('18', code, marks)).toBe(-1)
      expect(find('17', plain.slice(1), marks)).toBe(-1)
    }
    expect(find('17', '', marks)).toBe(-1)
    expect(find('17', codes[0] ?? '', [])).toBe(-1)
  })

  it('are kept as a MAC of their letters and of their user, and read past blanks and dashes', () => {
    const { markOf, find, mayBe } = createRecoveryCodes([ours])
    const key = ours.derive('recovery-codes', 32)
    const mac = createHmac('sha256', key).update('17\0abcde01100').digest('base64url')
    const mark = `${ours.kid('recovery-codes')}.${mac}`
    for (const typed of [
      ...['abcde-01100', 'ABCDE01100', 'abcde-oiloo', 'ABCDE OILOO', 'abcde\u201301100'],
      ...[
        'abcde \u2014 01100',
        'a-b-c-d-e 0 1 1 0 0',
        '\tabcde\u00a001100\n',
        'ａｂｃｄｅ－０１１００',
      ],
      `abcde01100${' '.repeat(54)}`,
    ]) {
      expect(markOf('17', typed), typed).toBe(mark)
      expect(find('17', typed, ['', 'x', `${mark}x`, mark]), typed).toBe(3)
      expect(mayBe(typed), typed).toBe(true)
    }
    expect(mayBe(`abcde01100${' '.repeat(55)}`)).toBe(false)
    expect(find('17', 'abcde01100', [mark.slice(0, -1), `x${mark}`, mark.slice(13)])).toBe(-1)
    expect(() => createRecoveryCodes([])).toThrow(new TypeError('recovery codes need a secret'))
  })

  it('hold under the secret they were made with, as long as that is listed', () => {
    const before = createRecoveryCodes([ours])
    const code = before.draw()
    const mark = before.markOf('17', code)
    const rotated = createRecoveryCodes([theirs, ours])
    expect([rotated.find('17', code, [mark]), rotated.isReadable(mark)]).toEqual([0, true])
    const gone = createRecoveryCodes([theirs])
    expect([gone.find('17', code, [mark]), gone.isReadable(mark)]).toEqual([-1, false])
    expect(rotated.markOf('17', code)).not.toBe(mark)
  })

  it('what has another form is none', () => {
    const { mayBe } = createRecoveryCodes([ours])
    for (const text of ['', '123456', 'abcde-fgh', 'abcde-fghjkm', 'uuuuu-uuuuu', 'x'.repeat(99)]) {
      expect(mayBe(text), text).toBe(false)
    }
    // No letter or sign beside those that are drawn, wherever it stands.
    for (const other of 'u_.+/é~@`{:') {
      for (const at of [0, 5, 9]) {
        const text = [...'abcde01234'].with(at, other).join('')
        expect(mayBe(text), text).toBe(false)
      }
    }
  })
})
