import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { packAll, run } from './pack-all.ts'

/**
 * Other runtimes than Node, from the packed tarballs in an empty folder: all of ztoken in Bun and in
 * Deno, a guard in workerd. They come by npm; one that cannot be had here is skipped, and that is said.
 */
const root = resolve(import.meta.dirname, '..')
const programs = join(root, 'scripts/elsewhere')
const project = mkdtempSync(join(tmpdir(), 'ztoken-elsewhere-'))
const quietly = ['--no-audit', '--no-fund', '--prefer-offline']

function has(what: string, ...packages: readonly string[]): boolean {
  try {
    run('npm', ['install', ...quietly, ...packages], project)
    run('npx', ['--no-install', packages[0]?.split('@')[0] ?? '', '--version'], project)
    return true
  } catch (error) {
    console.log(`SKIPPED: ${what} cannot be had here: ${String(error).split('\n', 2).join(' ')}`)
    return false
  }
}

function signIn(what: string, ...command: readonly string[]): void {
  for (const left of ['', '-shm', '-wal'])
    rmSync(join(project, `people.db${left}`), { force: true })
  copyFileSync(join(programs, 'sign-in.mjs'), join(project, 'sign-in.mjs'))
  const said = run('npx', ['--no-install', ...command, 'sign-in.mjs'], project)
  console.log(`${what}: ${said.trim()}`)
}

function guardInWorkerd(): void {
  copyFileSync(join(programs, 'worker.mts'), join(project, 'worker.mts'))
  copyFileSync(join(programs, 'workerd.mjs'), join(project, 'workerd.mjs'))
  const bundle = ['--bundle', '--format=esm', '--conditions=workerd,worker', '--external:node:*']
  const esbuild = join(root, 'node_modules/.bin/esbuild')
  run(esbuild, ['worker.mts', ...bundle, '--outfile=worker.js'], project)
  console.log(`workerd: ${run('node', ['workerd.mjs'], project).trim()}`)
}

try {
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  run('npm', ['install', ...quietly, ...packAll(project).values(), 'hono@4'], project)
  if (has('Bun', 'bun@1')) signIn('Bun', 'bun')
  if (has('Deno', 'deno@2')) signIn('Deno', 'deno', 'run', '--allow-all')
  if (has('workerd', 'workerd@1', 'miniflare@4')) guardInWorkerd()
} finally {
  rmSync(project, { recursive: true, force: true })
}
