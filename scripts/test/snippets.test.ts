import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { snippetsIn, snippetsOf } from '../snippets.ts'

test('a snippet is known by its document and its line', () => {
  const text = 'Words.\n\n```sh\nls\n```\n\n```ts\nconst one = 1\n```\n'
  expect(snippetsIn('a.md', text)).toEqual([
    { document: 'a.md', line: 8, kind: 'ts', text: 'const one = 1\n' },
  ])
})

test('no snippet is left out in silence', () => {
  expect(() => snippetsIn('a.md', '- so:\n\n  ```ts\n  one()\n  ```\n')).toThrow('margin')
  expect(() => snippetsIn('a.md', '```ts\none()\n')).toThrow('closed')
  expect(() => snippetsIn('a.md', '```js\none()\n```\n')).toThrow('write ts')
})

test('a document shows as much in Chinese as in English', () => {
  const documents = snippetsOf(resolve(import.meta.dirname, '../..')).map((one) => one.document)
  const chinese = documents.filter((name) => name.endsWith('.zh-CN.md'))
  const english = documents.filter((name) => !name.endsWith('.zh-CN.md'))
  expect(chinese.map((name) => name.replace('.zh-CN', ''))).toEqual(english)
})
