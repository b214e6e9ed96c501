import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { factorView } from '@ztoken/contract'
import { expect, it } from 'vitest'
import * as en from '../src/locale/en/index.ts'
import * as zh from '../src/locale/zh-CN/index.ts'

const source = join(import.meta.dirname, '../src')
const asked = /(?:\bt\(\s*|\$t\(\s*|keypath=)['"`]([\w.]+)['"`]/g

/** Every text that a page asks for by its whole name, and where. */
function textsAsked(): readonly (readonly [string, string])[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:vue|ts)$/.test(file))
    .flatMap((file) =>
      [...readFileSync(join(source, file), 'utf8').matchAll(asked)].map(
        ([, name = '']) => [name, file] as const,
      ),
    )
}

function isThere(texts: unknown, name: string): boolean {
  const found = name.split('.').reduce<unknown>((at, part) => Object(at)[part], texts)
  return typeof found === 'string'
}

it.each([
  ['en', en],
  ['zh-CN', zh],
])('every text that a page asks for is there (%s)', (_, module) => {
  const texts = Object.values(module)[0]
  const all = textsAsked()
  expect(all.length).toBeGreaterThan(400)
  expect(all.filter(([name]) => !isThere(texts, name))).toEqual([])
})

it.each([
  ['en', en],
  ['zh-CN', zh],
])('every kind of second factor has its name (%s)', (_, module) => {
  const texts = Object.values(module)[0]
  const nameless = factorView.properties.kind.enum.filter(
    (kind) => !isThere(texts, `user.factorKinds.${kind}`),
  )
  expect(nameless).toEqual([])
})
