import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createPasswords } from '../src/ground/password/index.ts'
import { nobody } from './open.ts'

interface Vector {
  readonly method: string
  readonly password: string
  readonly hash: string
  readonly required: 'accept' | 'refuse'
}

const { vectors } = JSON.parse(readFileSync('fixtures/werkzeug-hashes.json', 'utf8')) as {
  vectors: Vector[]
}

it('every hash of werkzeug is read or refused as required, all 126', async () => {
  const passwords = createPasswords({ queueLimit: vectors.length })
  const answers = await Promise.all(
    vectors.map(async ({ password, hash, method, required }) => ({
      method,
      right: (await passwords.verify(password, hash, nobody)) === (required === 'accept'),
      known: passwords.isKnownFormat(hash) === (required === 'accept'),
      old: passwords.needsRehash(hash),
    })),
  )
  expect(answers).toHaveLength(126)
  expect(answers.filter(({ right, known, old }) => !right || !known || !old)).toEqual([])
}, 120_000)
