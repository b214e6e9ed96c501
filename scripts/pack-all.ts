import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { strayAmong } from './packed.ts'

const root = resolve(import.meta.dirname, '..')

/** Runs a command to its end. Out: what it printed. Throws where its status is not 0. */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`)
  return stdout
}

/** Packs every public package into a folder. Out: the tarballs' paths there, by package. */
export function packAll(folder: string): ReadonlyMap<string, string> {
  const folders = readdirSync(join(root, 'packages'))
    .map((name) => `./packages/${name}`)
    .filter((path) => !manifestOf(path).private)
  const report = run('npm', ['pack', '--json', '--pack-destination', folder, ...folders], root)
  const entries = Object.values(JSON.parse(report.slice(report.search(/^[[{]/m)))) as {
    name: string
    filename: string
    files: { path: string }[]
  }[]
  for (const { filename, files } of entries) {
    const [stray] = strayAmong(files.map(({ path }) => path))
    if (stray !== undefined) throw new Error(`${filename} carries ${stray}`)
    for (const needed of ['LICENSE', 'README.md']) {
      if (!files.some(({ path }) => path === needed))
        throw new Error(`${filename} has no ${needed}`)
    }
  }
  return new Map(entries.map(({ name, filename }) => [name, `./${filename}`]))
}

function manifestOf(folder: string): { readonly private?: boolean } {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
}
