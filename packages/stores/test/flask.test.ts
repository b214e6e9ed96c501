import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openEngine } from '../src/sqlite/engine.ts'
import { readFlaskUsers } from '../src/sqlite/index.ts'
import { temporaryFile } from './open.ts'

it('what is no database of the tutorial is said so, and left as it was', async () => {
  const file = temporaryFile()
  await expect(readFlaskUsers(file)).rejects.toThrow('there is no file')
  const engine = await openEngine(file)
  engine.exec('CREATE TABLE other (n INTEGER)')
  engine.close()
  const before = readFileSync(file)
  await expect(readFlaskUsers(file)).rejects.toThrow(/user/)
  expect(readFileSync(file)).toEqual(before)
})
