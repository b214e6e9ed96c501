import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { draw } from '../../stryker/draw.ts'
import { keep, readKept } from '../../stryker/kept.ts'
import { wilson } from '../../stryker/score.ts'

it('a share has the bounds that Wilson gives it', () => {
  // Newcombe 1998, the four shares of its table I.
  const bounds = [wilson(81, 263), wilson(15, 148), wilson(0, 20), wilson(1, 29)].map(
    ({ from, to }) => [from.toFixed(4), to.toFixed(4)],
  )
  expect(bounds).toEqual([
    ['0.2553', '0.3662'],
    ['0.0624', '0.1605'],
    ['0.0000', '0.1611'],
    ['0.0061', '0.1718'],
  ])
})

it('a larger sample of a seed holds the smaller one, and another seed draws others', () => {
  const all = Array.from({ length: 1000 }, (_, n) => ({ key: `mutant ${n}` }))
  const [few, many, others] = [draw(all, '1', 50), draw(all, '1', 80), draw(all, '2', 50)]
  expect(many.slice(0, 50)).toEqual(few)
  expect(new Set([...many, ...others]).size).toBeGreaterThan(100)
})

it('a mutant that was killed is known for good, one that survived for the same tests alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ztoken-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'of/core.jsonl')
  keep(file, { key: 'a', status: 'killed', by: 'a test' })
  keep(file, { key: 'b', status: 'survived', tests: 'before' })
  keep(file, { key: 'c', status: 'unreached', tests: 'now' })
  expect([...readKept(file, 'now').keys()]).toEqual(['a', 'c'])
  expect(readKept(join(folder, 'none'), 'now').size).toBe(0)
})
