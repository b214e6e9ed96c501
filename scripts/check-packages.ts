import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { packAll, run } from './pack-all.ts'

/** Each package, as it is packed, under the eyes of publint and of Are The Types Wrong. */
const root = resolve(import.meta.dirname, '..')
const packs = mkdtempSync(join(tmpdir(), 'ztoken-checked-'))
try {
  for (const [name, path] of packAll(packs)) {
    const tarball = join(packs, path)
    run('npx', ['--no-install', 'publint', tarball, '--strict'], root)
    // Our packages are modules of ECMAScript alone, so how `require` resolves them is no fault.
    run('npx', ['--no-install', 'attw', tarball, '--profile', 'esm-only'], root)
    console.log(`${name}: nothing to say`)
  }
} finally {
  rmSync(packs, { recursive: true, force: true })
}
