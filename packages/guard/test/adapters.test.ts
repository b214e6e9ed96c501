import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const adapters = ['connect', 'fastify', 'fetch', 'hono', 'koa', 'nest', 'nest-guards', 'node']

/** Lines that do something: no imports, re-exports, comments or blank lines. */
function linesOf(name: string): string[] {
  const text = readFileSync(new URL(`../src/${name}.ts`, import.meta.url), 'utf8')
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/^(import|export)\b[^;=()]*?\bfrom\s+'[^']+'$/gm, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('//'))
}

it('each adapter is less than fifty lines of its own: judging stays in one place', () => {
  for (const name of adapters) {
    const { length } = linesOf(name)
    expect(length, name).toBeGreaterThan(5)
    expect(length, name).toBeLessThan(50)
  }
})
