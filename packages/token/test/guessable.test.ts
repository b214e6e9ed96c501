import { describe, expect, it } from 'vitest'
import { faultOf } from './secret-fault.ts'

/** Words, so that every text is long enough. */
const filler = 'correct password of the demo server'
/** Twelve letters that no word and no row explains: as much as a secret has to have. */
const unknown = 'xqjvzxqkvjzq'

/** Holds where all of `text` is known: with eleven letters that are not it can be guessed. */
function expectKnown(text: string): void {
  expect(faultOf(`${text} ${unknown.slice(1)} ${filler}`), text).toBe('secret_well_known')
  expect(faultOf(`${filler} ${unknown.slice(1)} ${text}`), text).toBe('secret_well_known')
  expect(faultOf(`${text} ${unknown} ${filler}`), text).toBeUndefined()
}

/** Holds where something of `text` is not. */
function expectUnknown(text: string): void {
  expect(faultOf(`${text} ${unknown.slice(1)} ${filler}`), text).toBeUndefined()
}

describe('S19 what of a secret nobody would guess is counted, and has to be twelve bytes', () => {
  it.each([
    ...['tutorial', 'authentication', 'Sunshine', 'POSTGRES', 'of', 'unguessable-username'],
    // A word may begin with another.
    ...['passphrase', 'secretsecurity', 'mynewtoken', 'generatedgenerator', 'encryption'],
  ])('a word is none of it: %s', (word) => expectKnown(word))

  it('nor is a word that is spelt with digits and signs, or letter by letter', () => {
    const spellings = ['c00kie', 'adm1n', 's3cr3t', 'p4ssword', '5erver', '7u7orial']
    const more = ['p@ssword', '$erver', 'adm!n', '$3cr37', 's.e.c.r.e.t', 'P-o-s-t-g-r-e-s']
    for (const spelling of [...spellings, ...more]) expectKnown(spelling)
    for (const other of ['s2cret', 'adm6n', '8utorial', '9assword']) expectUnknown(other)
  })

  it('nor are words that are only words where they are parted', () => {
    expectKnown('encode development')
    expectKnown('letter-signature')
  })

  const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']
  const stepped = ['1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p', '1q2w3e4r5t6y7u8i9o0p']
  const backwards = rows.map((row) => [...row].reverse().join(''))

  it.each([...rows, ...backwards, ...stepped])('nor are four characters of the row %s', (row) => {
    expectKnown(row)
    expectKnown(row.toUpperCase())
    for (let at = 0; at + 4 <= row.length; at += 1) {
      for (const length of [4, 5, 7]) expectKnown(row.slice(at, at + length))
    }
  })

  it('three of a row are, and so is a character three times; four times it is not', () => {
    for (const three of ['wer', 'jkl', '234', 'xcv', '222', 'vvv']) expectUnknown(three)
    for (const four of ['2222', 'vvvv', '????', 'z'.repeat(40)]) expectKnown(four)
    expect(faultOf(`xxxqqqvvvjjj ${filler}`)).toBeUndefined()
  })

  it('letters of other scripts are, each by its bytes; signs are not', () => {
    expect(faultOf(`钥钥必须 ${filler}`)).toBeUndefined()
    expect(faultOf(`钥必须 ${filler}`)).toBe('secret_well_known')
    expectKnown('#%^&*()-_=+[]{};:,.<>/?')
  })

  it('nothing is looked at behind the first 4096 characters', () => {
    const of = ['server', 'demo', 'cookie']
    const ones = (n: number): number => n.toString(2).replaceAll('0', '').length
    const words = Array.from({ length: 1000 }, (_, n) => of[ones(n) % 3]).join(' ')
    expect(faultOf(words.slice(0, 4096 - 12) + unknown)).toBeUndefined()
    expect(faultOf(words.slice(0, 4096) + unknown)).toBe('secret_well_known')
  })
})

describe('S19 a secret is read as it stands and out of hex and base64', () => {
  const phrases = [`${filler}!`, `${filler}!?`, `${filler}?!.`]

  it('where all of it is one of them', () => {
    for (const phrase of phrases) {
      const bytes = Buffer.from(phrase)
      const hex = bytes.toString('hex')
      const forms = [hex, hex.toUpperCase(), `0x${hex}`, `0X${hex}`]
      for (const form of [...forms, bytes.toString('base64'), bytes.toString('base64url')]) {
        expect(faultOf(form), form).toBe('secret_well_known')
      }
    }
  })

  it('and not where only the beginning or the end is', () => {
    const scripts = '密钥必须足够长才行啊'
    for (const phrase of phrases) {
      for (const encoding of ['hex', 'base64'] as const) {
        const text = Buffer.from(phrase).toString(encoding)
        for (const other of [text + scripts, scripts + text, `${text}${scripts}${text}`]) {
          expect(faultOf(other), other).toBeUndefined()
        }
      }
    }
    for (const start of ['41', '736563726574', '0x41']) {
      expect(faultOf(`${start}q7Zt4bXw9Kf2LmRv8PsYc1DhGj6NaEuW`), start).toBeUndefined()
    }
  })

  it('and not where what comes out is no text', () => {
    for (const byte of [0x00, 0x1f, 0x7f, 0x80, 0xff]) {
      for (const bytes of [
        Buffer.from([byte, ...Buffer.from(filler)]),
        Buffer.from([...Buffer.from(filler), byte]),
      ]) {
        expect(faultOf(bytes.toString('hex')), `${byte}`).toBeUndefined()
        expect(faultOf(bytes.toString('base64')), `${byte}`).toBeUndefined()
      }
    }
  })
})
