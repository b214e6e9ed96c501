import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { type ItsdangerousAlgorithm, itsdangerousFormat } from '../src/index.ts'

interface Vector {
  readonly note: string
  readonly algorithm: ItsdangerousAlgorithm
  readonly secret: string
  readonly salt: string | null
  readonly token: string
  readonly now: number
  readonly expect: { readonly ok: boolean; readonly payload?: unknown }
  readonly required: 'accept' | 'refuse'
}

const { vectors } = JSON.parse(readFileSync('fixtures/itsdangerous-tokens.json', 'utf8')) as {
  vectors: Vector[]
}

it('T220 there are 918 tokens of the Python class', () => expect(vectors).toHaveLength(918))

for (const required of ['accept', 'refuse'] as const) {
  it(`T220 T224–T238 every token to ${required} is treated so`, () => {
    const wrong = vectors
      .filter((vector) => vector.required === required)
      .filter((vector) => {
        const { algorithm, secret, salt } = vector
        const opened = itsdangerousFormat({ algorithm, secrets: [secret], salt }).open(vector.token)
        const accepted = opened !== null && opened.exp >= vector.now
        if (accepted) expect(opened.payload).toEqual(vector.expect.payload)
        return accepted !== (required === 'accept')
      })
    expect(wrong.map(({ note, token }) => `${note}: ${token}`)).toEqual([])
  })
}

it('T221 signed again here, the tokens of the Python class come out letter for letter', () => {
  const written = vectors
    .filter(({ required, note }) => required === 'accept' && !note.startsWith('signed by hand'))
    // Version 0.24 escapes what is not ASCII, the later ones write it as it is.
    .filter(
      ({ token }) => !String(Buffer.from(token.split('.')[1] ?? '', 'base64url')).includes('\\u'),
    )
  const different = written.filter(({ algorithm, secret, salt, token }) => {
    const format = itsdangerousFormat({ algorithm, secrets: [secret], salt })
    const opened = format.open(token)
    return opened === null || format.sign(opened.payload, opened.iat, opened.exp) !== token
  })
  expect(written.length).toBeGreaterThan(100)
  expect(different.map(({ note, token }) => `${note} ${token}`)).toEqual([])
})
