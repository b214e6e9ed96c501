import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'
import { expect, it } from 'vitest'

/**
 * Where a member is written under a name that is computed, and why no name from outside can be one.
 * Arrays and typed arrays under a number are among them: a parser does not tell them apart.
 */
const writtenByName: Readonly<Record<string, string>> = {
  'packages/guard/src/caller.ts (request as { [callerKey]?: Caller })[callerKey]':
    'a symbol of ours',
  'packages/contract/src/all.ts all[key]': 'the names in our own tables',
  'packages/sdk/src/headers.ts plain[name.toLowerCase()]': 'texts alone, on an object of its own',
  'packages/sdk/src/asked.ts asked[name]': 'what an application says of its own request',
  'packages/server/src/features/metrics/totals.ts events[name as keyof typeof events]':
    'the names of what is counted',
  'packages/core/src/ground/store/deadline.ts limited[name]': 'the list of our own questions',
  'packages/server/src/config/load.ts settings[name]': 'own members of the list of settings',
  'packages/server/src/config/value-files.ts given[name]': 'the list of variables that are read',
  'packages/server/src/features/metrics/requests.ts all[statusClass]':
    'a digit of a status of ours',
  'packages/core/src/ground/durations.ts durations.buckets[n]': 'a number of a loop',
  'packages/core/src/ground/limits/login-limits.ts reached[limit]': 'the names of our own limits',
  'packages/server/src/mount/fetch-handler.ts credentials[name]':
    'the list of headers that are read',
}

/** Numbers in typed arrays: files that are about nothing else. */
const typedArrays = /^packages\/(token\/src\/revocation|sdk\/src\/human-check)\//

interface Node {
  readonly type?: string
  readonly [member: string]: unknown
}

interface Source {
  readonly file: string
  readonly text: string
  readonly nodes: readonly Node[]
}

const sources: readonly Source[] = readdirSync('packages')
  .flatMap((name) => filesIn(join('packages', name, 'src')))
  .map((file) => {
    const text = readFileSync(file, 'utf8')
    return { file, text, nodes: nodesOf(parseSync(file, text).program as unknown as Node) }
  })

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|mjs)$/.test(path))
    .map((path) => join(folder, path))
}

function nodesOf(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf)
  if (typeof value !== 'object' || value === null) return []
  const node = value as Node
  const inner = Object.values(node).flatMap(nodesOf)
  return typeof node.type === 'string' ? [node, ...inner] : inner
}

function textOf({ text }: Source, { start, end }: Node): string {
  return text.slice(start as number, end as number)
}

it('the sources are read, all of them', () => {
  expect(sources.length).toBeGreaterThan(300)
  for (const { file, nodes } of sources) expect(nodes.length, file).toBeGreaterThan(0)
})

it('A031 no member is written under a name from outside', () => {
  const found = sources.flatMap((source) =>
    source.nodes
      .filter(({ type }) => type === 'AssignmentExpression')
      .map(({ left }) => left as Node)
      .filter(({ type, computed }) => type === 'MemberExpression' && computed === true)
      .filter(({ property }) => (property as Node).type !== 'Literal')
      .map((left) => `${source.file} ${textOf(source, left)}`),
  )
  const unexplained = found.filter((place) => !typedArrays.test(place) && !(place in writtenByName))
  expect(unexplained).toEqual([])
  expect(Object.keys(writtenByName).filter((place) => !found.includes(place))).toEqual([])
})

it('A031 nothing is merged into an object but members that are written out', () => {
  const found = sources.flatMap((source) =>
    source.nodes
      .filter(({ type }) => type === 'CallExpression')
      .filter(({ callee }) => textOf(source, callee as Node) === 'Object.assign')
      .map((call) => ({ source, merged: (call.arguments as Node[])[1] as Node })),
  )
  for (const { source, merged } of found) {
    const place = `${source.file} ${textOf(source, merged)}`
    expect(['ObjectExpression', 'ArrayExpression'], place).toContain(merged.type)
    for (const { type } of (merged.properties ?? []) as Node[]) expect(type, place).toBe('Property')
  }
})

it('A210 no expression reads a text line by line, and one that checks a phone is anchored', () => {
  const expressions = sources.flatMap(({ file, nodes }) =>
    nodes
      .filter(({ type, regex }) => type === 'Literal' && regex != null)
      .map(({ regex }) => ({ file, ...(regex as { pattern: string; flags: string }) })),
  )
  expect(expressions.length).toBeGreaterThan(60)
  expect(expressions.filter(({ flags }) => flags.includes('m'))).toEqual([])
  const ofPhones = expressions.filter(({ file }) => file.endsWith('/account/phone.ts'))
  expect(ofPhones.length).toBeGreaterThan(1)
  for (const { pattern } of ofPhones) {
    expect(pattern).not.toContain('\\d')
    expect(pattern === '^00' || /^\^.*\$$/.test(pattern), pattern).toBe(true)
  }
})
