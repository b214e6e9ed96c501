import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { browsersOf } from '../browsers/list.ts'
import { missingIn } from '../browsers/missing.ts'
import { lackingInScript } from '../browsers/scripts.ts'
import { lackingInStyles } from '../browsers/styles.ts'

const browsers = browsersOf('web')

/** What the findings are about, without who lacks it. */
const names = (findings: readonly string[]) => findings.map((one) => one.split(': not in ')[0])

describe('what the oldest browsers of a list lack (F47)', () => {
  it.each([
    ['const sorted = list.toSorted()', '.toSorted()'],
    ['const sorted = list["toSorted"]()', '.toSorted()'],
    ['const last = list.findLast((one) => one)', '.findLast()'],
    ['const changed = list.with(0, 1)', '.with()'],
    ['if (URL.canParse(text)) go()', 'URL.canParse'],
    ['const copy = structuredClone(value)', 'structuredClone'],
    ['const copy = window.structuredClone(value)', 'structuredClone'],
    ['const signal = AbortSignal.any([one, other])', 'AbortSignal.any'],
    ['const { resolve } = Promise.withResolvers()', 'Promise.withResolvers'],
    ['const id = crypto.randomUUID()', 'crypto.randomUUID'],
    ['navigator.locks.request("x", work)', 'navigator.locks'],
    ['element.checkVisibility()', '.checkVisibility()'],
    ['class A { static { start() } }', 'classes.static.initialization_blocks'],
    ['const after = /(?<=a)b/', 'regular_expressions.lookbehind_assertion'],
    ['const after = new RegExp("(?<!a)b")', 'regular_expressions.lookbehind_assertion'],
    ['const set = /[a--b]/v', 'builtins.RegExp.unicodeSets'],
  ])('%s is found in a script', (code, name) => {
    expect(names(lackingInScript(code, browsers))).toContain(name)
  })

  it('a script that no parser reads is a finding', () => {
    expect(lackingInScript('const = 1', browsers)).toHaveLength(1)
  })

  it.each([
    'const copy = typeof structuredClone === "function" ? structuredClone(value) : other(value)',
    'function copy(value) { if (!window.structuredClone) return other(value); return structuredClone(value) }',
    'const signal = AbortSignal.timeout?.(1000)',
    'const locks = navigator.locks',
    'const id = "randomUUID" in crypto ? crypto.randomUUID() : other()',
    'const wrapper = { toSorted(...given) { return inner(this).toSorted(...given) } }',
    'function structuredClone(value) { return value }\nstructuredClone(1)',
    'class A { #b = 1; static has = (one) => #b in one }\nlist.at(-1); Object.hasOwn(a, "b"); a ??= b?.c',
  ])('%s is not', (code) => {
    expect(lackingInScript(code, browsers)).toEqual([])
  })

  it.each([
    ['.a:has(.b) { color: red }', ':has'],
    ['.a { .b { color: red } }', 'nested rules'],
    ['@container (width > 1px) { .a { color: red } }', '@container'],
    ['@layer a { .a { color: red } }', '@layer'],
    ['@media (width > 1px) { .a { color: red } }', 'range_syntax'],
    ['.a { color: color-mix(in srgb, red, blue) }', 'color-mix()'],
    ['.a { text-wrap: balance }', 'text-wrap'],
    ['.a { display: inline-flex; user-select: none }', 'user-select'],
  ])('%s is found in a style sheet', (text, name) => {
    expect(names(lackingInStyles(text, browsers))).toContain(name)
  })

  it.each([
    '.a:focus-visible, .a:not(.b, .c) { inset: 0; color: var(--balance); gap: calc(1px + 1rem) }',
    '.a { -webkit-user-select: none; user-select: none }',
    '@media (prefers-color-scheme: dark) { .a { display: grid; aspect-ratio: 1 } }',
  ])('%s is not', (text) => {
    expect(lackingInStyles(text, browsers)).toEqual([])
  })

  it.each([
    ['README.md', 'web', ', '],
    ['README.zh-CN.md', 'web', '、'],
    ['docs/guides/pages.md', 'web', ', '],
    ['docs/guides/pages.zh-CN.md', 'web', '、'],
    ['docs/guides/sdk.md', 'sdk', ', '],
    ['docs/guides/sdk.zh-CN.md', 'sdk', '、'],
  ] as const)('%s names the versions of the list', (file, name, comma) => {
    const list = browsersOf(name).map(({ title, version }) => `${title} ${version}`)
    expect(readFileSync(file, 'utf8')).toContain(list.join(comma))
  })

  it('is what a test takes away from a newer one, and nothing that all of them have', () => {
    const missing = missingIn(browsers).map((path) => path.join('.'))
    for (const name of ['Array.prototype.toSorted', 'URL.canParse', 'structuredClone']) {
      expect(missing).toContain(name)
    }
    for (const name of ['Array.prototype.at', 'Response.prototype.json', 'fetch']) {
      expect(missing).not.toContain(name)
    }
  })
})
