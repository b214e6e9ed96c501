import { describe, expect, it } from 'vitest'
import { checkBearerTokens, KeyError } from '../src/index.ts'

/** Random: nothing but what is put around it may be known. */
const random = 'q7Zt4bXw9Kf2LmRv8PsYc1DhGj6NaEuW'

/** Tokens that are compared are not looked through for words, so this is the list alone. */
function faultOf(text: string): string | undefined {
  try {
    checkBearerTokens([text])
  } catch (error) {
    expect(error).toBeInstanceOf(KeyError)
    return (error as KeyError).code
  }
  return undefined
}

describe('what is in everybody’s hands is refused by that name, however short or long', () => {
  it.each([
    ...['secret', 'SECRET_KEY', 'Keyboard-Cat', 'change me', 'abc123', 'your-256-bit-secret'],
    // What people add to it.
    ...['secret1', 'changeme2024', 'ai2m7wq8q3yd-2024', 'Password123!', 'qwerty_000'],
  ])('a word: %s', (word) => {
    expect(faultOf(word)).toBe('secret_well_known')
  })

  it('and a word that only looks like one is short, not well known', () => {
    for (const word of ['sekret', 'secret1x', '1secret', '2024', 'x-secret', 'ai2m7wq8q3yd-20x4']) {
      expect(faultOf(word), word).toBe('secret_too_short')
    }
  })

  const gaps = ['', '_', '-', ' ', '\t']
  const phrases = [
    ...['change me', 'change this', 'replace me', 'replace this', 'replace with'],
    ...['your secret', 'your jwt', 'your 256', 'your key', 'your own secret', 'your super secret'],
    ...['your own super key', 'secret here', 'secret goes', 'insert your', 'insert secret'],
    ...['at least 32', 'at least 64', 'at least 256', 'at least 512', 'do not use'],
  ]

  it.each(phrases)('a placeholder, wherever it stands: %s', (phrase) => {
    for (const gap of gaps) {
      const text = phrase.replaceAll(' ', gap)
      for (const one of [text, text.toUpperCase()]) {
        expect(faultOf(`${one}.${random}`), one).toBe('secret_well_known')
        expect(faultOf(`${random}.${one}`), one).toBe('secret_well_known')
        expect(faultOf(`${random}${one}${random.toLowerCase()}`), one).toBe('secret_well_known')
      }
    }
    expect(faultOf(`${phrase.replaceAll(' ', 'Z')}.${random}`)).toBeUndefined()
    for (const word of phrase.split(' ')) expect(faultOf(`${word}.${random}`), word).toBeUndefined()
  })

  it('a piece of what one generator deals out, as it is, cut and in hex', () => {
    const dealt = [
      '%C*F-JaNdRgUkXp2s5v8y/B?E(G+KbPeShVmYq3t6w9z$C&J@McQfTjWnZr4u7x!',
      '8x/A?D(G+KaPdSgVkYp3s6v9y$B&E)H@McQeThWmZq4t7w!z%C*F-JaNdRgUjXn2',
    ]
    for (const text of dealt) {
      for (let at = 0; at + 40 <= text.length; at += 6) {
        const piece = text.slice(at, at + 40)
        const hex = Buffer.from(piece).toString('hex')
        for (const one of [piece, hex, hex.toUpperCase()]) {
          expect(faultOf(one), one).toBe('secret_well_known')
        }
      }
    }
  })
})

describe('tokens that are shown and compared', () => {
  it('may be words, since who guesses one asks us each time', () => {
    expect(faultOf('correct-password-for-the-demo-server-only')).toBeUndefined()
    expect(faultOf(random)).toBeUndefined()
  })

  it.each([
    ['secret_missing', []],
    ['secret_missing', ['']],
    ['secret_missing', [random, 7]],
    ['secret_duplicate', [random, random]],
    ['secret_has_whitespace', [`${random}\n`]],
    ['secret_too_short', [random.slice(1)]],
    ['secret_repetitive', ['abcdefghabcdefghabcdefghabcdefgh']],
    ['secret_looks_like_key', [`ssh-${random}`]],
  ] as [string, string[]][])('are otherwise checked as secrets are: %s', (code, texts) => {
    expect(() => checkBearerTokens(texts)).toThrow(expect.objectContaining({ code }))
  })
})
