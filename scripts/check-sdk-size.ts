import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { browsersOf } from './browsers/list.ts'

/**
 * How much of a page the sdk takes: each row bundles the built package as an application would,
 * minified, with the frameworks outside, and fails beyond its limit.
 */
const rows = [
  { what: 'core', entries: ['index.js'], limitBytes: 4096 },
  { what: 'core with the Vue plugin', entries: ['index.js', 'vue.js'], limitBytes: 5120 },
  {
    what: 'core with the storage of one tab',
    entries: ['index.js', { from: 'storage.js', only: 'sessionTokenStorage' }],
    limitBytes: 5120,
  },
  {
    what: 'core with the storage of all tabs',
    entries: ['index.js', { from: 'storage.js', only: 'localTokenStorage' }],
    limitBytes: 5120,
  },
  { what: 'core with one-time codes', entries: ['index.js', 'codes.js'], limitBytes: 4600 },
  { what: 'core with the human check', entries: ['index.js', 'human-check.js'], limitBytes: 6144 },
  { what: 'core with cookies', entries: ['index.js', 'cookie.js'], limitBytes: 6144 },
  { what: 'core with the watch', entries: ['index.js', 'watch.js'], limitBytes: 6144 },
] as const

const dist = resolve(import.meta.dirname, '../packages/sdk/dist')

/** An entry as it is imported: whole, or the one name that an application takes from it. */
type Entry = string | { readonly from: string; readonly only: string }

function exported(entry: Entry): string {
  if (typeof entry === 'string') return `export * from './${entry}'`
  return `export { ${entry.only} } from './${entry.from}'`
}

async function gzippedBytes(entries: readonly Entry[]): Promise<number> {
  const { outputFiles } = await build({
    stdin: {
      contents: entries.map(exported).join('\n'),
      resolveDir: dist,
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: browsersOf('sdk').map(({ target }) => target),
    external: ['vue', 'react', 'axios'],
  })
  const [file] = outputFiles
  if (file === undefined) throw new Error('the bundle is empty')
  return gzipSync(file.contents, { level: 9 }).length
}

for (const { what, entries, limitBytes } of rows) {
  const bytes = await gzippedBytes(entries)
  const isWithin = bytes <= limitBytes
  console.log(
    `${what}: ${bytes} bytes gzipped, at most ${limitBytes}${isWithin ? '' : ': TOO BIG'}`,
  )
  if (!isWithin) process.exitCode = 1
}
