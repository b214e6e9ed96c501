import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { packAll, run } from './pack-all.ts'

/** Each package, as it is packed, under the eyes of publint and of Are The Types Wrong. */
const root = resolve(import.meta.dirname, '..')
const packs = mkdtempSync(join(tmpdir(), 'ztoken-checked-'))
try {
  for (const [name, path] of packAll(packs)) {
    const tarball = join(packs, path)
    await requireWellPacked(tarball)
    // A program that requires them gets modules of ECMAScript, as Node 20.19 and newer gives them,
    // and declarations for `require` beside them: what two rules call a fault is meant.
    const meant = ['--ignore-rules', 'false-cjs', 'cjs-resolves-to-esm']
    // Bundlers are given their names; nobody imports them.
    const started = ['--exclude-entrypoints', 'hash-worker', 'read-worker']
    run('npx', ['--no-install', 'attw', tarball, '--profile', 'strict', ...meant, ...started], root)
    console.log(`${name}: nothing to say`)
  }
} finally {
  rmSync(packs, { recursive: true, force: true })
}

async function requireWellPacked(tarball: string): Promise<void> {
  const bytes = readFileSync(tarball)
  const { messages, pkg } = await publint({
    pack: { tarball: bytes.buffer as ArrayBuffer },
    strict: true,
  })
  const faults = messages.filter(
    ({ code, type }) => type !== 'suggestion' && code !== 'EXPORTS_TYPES_INVALID_FORMAT',
  )
  if (faults.length > 0) {
    throw new Error(faults.map((fault) => formatMessage(fault, pkg ?? {})).join('\n'))
  }
}
