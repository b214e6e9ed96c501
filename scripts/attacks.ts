import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const row = /\b(?:[TA]\d{3}|S\d{2})\b/g

/** Where each row of docs/attacks.md is tested, as a page; and the rows nobody answers for. */
export function attacksTested(): { readonly page: string; readonly unanswered: string[] } {
  const list = readFileSync('docs/attacks.md', 'utf8')
  const rows = [...list.matchAll(/^\| ([TA]\d{3}|S\d{2}) \|/gm)].map(([, id]) => id as string)
  const files = testFiles()
  const tested = new Map<string, string[]>()
  for (const file of files) {
    for (const id of new Set(idsOf(readFileSync(file, 'utf8')))) {
      tested.set(id, [...(tested.get(id) ?? []), file])
    }
  }
  const explained = new Set(readFileSync('docs/security.md', 'utf8').match(row))
  const lines = rows
    .filter((id) => tested.has(id))
    .map((id) => `| ${id} | ${(tested.get(id) ?? []).map(linked).join(', ')} |`)
  const unanswered = rows.filter((id) => !tested.has(id) && !explained.has(id))
  return { unanswered, page: `${heading}${lines.join('\n')}\n` }
}

const heading = `# Where the attacks are tested

Each row of [attacks.md](attacks.md) that a test names. Every other row is explained in
[security.md](security.md). Written from the titles of the tests.

| row | tests |
|---|---|
`

function testFiles(): string[] {
  const packages = readdirSync('packages', { encoding: 'utf8' })
  return [...packages.map((name) => join('packages', name, 'test')), join('scripts', 'test')]
    .flatMap((folder) => namesIn(folder).map((name) => join(folder, name)))
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Titles name rows one by one, or as a range. */
function idsOf(text: string): string[] {
  const ranges = [...text.matchAll(/\b([TA])(\d{3})–[TA](\d{3})\b/g)].flatMap(
    ([, kind, from, to]) =>
      Array.from(
        { length: Number(to) - Number(from) + 1 },
        (_, n) => `${kind}${String(Number(from) + n).padStart(3, '0')}`,
      ),
  )
  return [...(text.match(row) ?? []), ...ranges]
}

function linked(file: string): string {
  return `[${file.replace(/^packages\//, '').replace('/test', '')}](../${file})`
}
