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
