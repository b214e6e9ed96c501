import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A piece of TypeScript that a document shows. */
export interface Snippet {
  /** Where it stands, e.g. `docs/guides/guards.md`. */
  readonly document: string
  /** The line of its first line there, from 1. */
  readonly line: number
  readonly kind: 'ts' | 'tsx'
  readonly text: string
}

const block = /^```([\w-]*)\n(.*?)^```$/gms
const opening = /^\s*```[\w-]+/gm

/** Names that would be read as TypeScript and tried by nobody. */
const untried = /^(typescript|javascript|js|jsx|mjs|cjs|mts|cts)$/

/** Every block of TypeScript in the documents, in both languages. */
export function snippetsOf(root: string): Snippet[] {
  return readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .sort()
    .flatMap((name) => snippetsIn(`docs/${name}`, readFileSync(join(root, 'docs', name), 'utf8')))
}

export function snippetsIn(document: string, text: string): Snippet[] {
  const blocks = [...text.matchAll(block)].filter(([, kind]) => kind !== '')
  if (blocks.length !== [...text.matchAll(opening)].length) {
    throw new Error(`${document}: a block is not closed, or does not begin at the margin`)
  }
  return blocks.flatMap(({ 1: kind = '', 2: code = '', index }) => {
    if (untried.test(kind)) throw new Error(`${document}: \`\`\`${kind} is not tried, write ts`)
    if (kind !== 'ts' && kind !== 'tsx') return []
    const line = text.slice(0, index).split('\n').length + 1
    return [{ document, line, kind, text: code }]
  })
}
