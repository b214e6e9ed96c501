import { expect, it } from 'vitest'
import { parseStrictJson } from '../src/index.ts'

const nested = (open: string, close: string, depth: number): string =>
  open.repeat(depth) + close.repeat(depth)

it('nesting is counted by both kinds of brackets, and by those alone that are open', () => {
  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const) {
    const inner = open === '[' ? '' : '1'
    const text = (depth: number): string => open.repeat(depth) + inner + close.repeat(depth)
    expect(parseStrictJson(text(8))).toEqual(JSON.parse(text(8)))
    expect(parseStrictJson(text(9))).toBeUndefined()
  }
  expect(parseStrictJson(`[${Array(20).fill('[]').join()}]`, 2)).toHaveLength(20)
  expect(parseStrictJson(`[${Array(20).fill('{"a":{}}').join()}]`, 3)).toHaveLength(20)
  expect(parseStrictJson(nested('[{"a":', '}]', 5))).toBeUndefined()
})

it('S01 a string without an end is refused, wherever it begins', () => {
  for (const text of ['"', '"a', '{"a', '{"a":"', '{"a":"\\"}', '["a",  "b]', '"\\']) {
    expect(parseStrictJson(text), text).toBeUndefined()
  }
})

it('what is plain comes back as it is', () => {
  for (const text of ['true', 'false', 'null', '0', '-1.5', '"a:b"', '[]', '{}', '{"a":null}']) {
    expect(parseStrictJson(text), text).toEqual(JSON.parse(text))
  }
})
