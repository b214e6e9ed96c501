import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const source = new URL('../src/', import.meta.url)
/** What judges, and what every framework shares: all the others are adapters. */
const common = ['admission', 'caller', 'credentials', 'index', 'preflight', 'reply', 'verbs']
const adapters = readdirSync(source)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -3))
  .filter((name) => !common.includes(name))

/** What an adapter may know of the guard: who was let on, what is answered, and each other. */
const known = [...common.filter((name) => name !== 'index'), ...adapters]

it('an adapter judges nothing: it knows no token, no code and no way to find a caller', () => {
  expect(adapters).toEqual(expect.arrayContaining(['connect', 'fastify', 'fetch', 'hono', 'koa']))
  for (const name of adapters) {
    const text = readFileSync(new URL(`${name}.ts`, source), 'utf8')
    const ours = [...text.matchAll(/from '(\.[^']+|@ztoken[^']*)'/g)].map(([, from]) => from)
    expect(ours.length, name).toBeGreaterThan(0)
    expect(
      ours.filter((from) => !known.some((one) => from === `./${one}.ts`)),
      name,
    ).toEqual([])
    // Who asks for one of these decides something by itself.
    expect(
      text.match(/\b(authenticate\w*|isStale|lookForKey|(require|find)\w*Token)\b/),
      name,
    ).toBe(null)
  }
})
