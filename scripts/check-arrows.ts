import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { circlesIn } from './circles.ts'

/** What each package may import of the others. Everything else is forbidden. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  token: [],
  contract: [],
  core: ['token', 'contract'],
  guard: ['token', 'contract'],
  sdk: ['contract'],
  stores: ['core'],
  web: ['sdk', 'contract'],
  server: ['token', 'contract', 'core', 'guard', 'sdk', 'stores'],
}

/** Static, side-effect, re-exporting, dynamic and type imports, and require. */
const specifiers =
  /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire(?:\.resolve)?\s*\(\s*)(['"`])([^'"`]+)\1/g

/** One forbidden import, e.g. `packages/token/src/a.ts imports @ztoken/core`. */
export function forbiddenImports(root: string): string[] {
  const faults: string[] = []
  for (const name of readdirSync(join(root, 'packages'))) {
    const allowed = arrows[name]
    if (allowed === undefined) {
      faults.push(`packages/${name} has no place in the house`)
      continue
    }
    for (const file of sources(join(root, 'packages', name, 'src'))) {
      for (const [, , specifier = ''] of readFileSync(file, 'utf8').matchAll(specifiers)) {
        const target = packageOf(specifier)
        const entersBehind =
          /(^|\/)packages\/|^(\.\.\/)+(token|contract|core|guard|sdk|stores|web|server)\/(src|dist)/
        const leaves = target !== null && target !== name && !allowed.includes(target)
        const isDeep = target !== null && /\/(src|dist)(\/|$)/.test(specifier)
        if (leaves || isDeep || entersBehind.test(specifier)) {
          faults.push(`${file.slice(root.length + 1)} imports ${specifier}`)
        }
      }
    }
  }
  return [...faults, ...roomFaults(root), ...circleFaults(root)]
}

/** A circle of files, in any package and of types alone too, e.g. `packages/a/src/x.ts → y.ts → x.ts`. */
function circleFaults(root: string): string[] {
  const files = readdirSync(join(root, 'packages')).flatMap((name) =>
    sources(join(root, 'packages', name, 'src')),
  )
  return circlesIn(files.map((file) => resolve(file))).map((circle) => {
    const names = [...circle, circle[0] ?? ''].map((file) => file.slice(resolve(root).length + 1))
    return `a circle of files: ${names.join(' → ')}`
  })
}

/** Inside core a room is a folder; a room imports neither a flow nor a sibling room's code. */
function roomFaults(root: string): string[] {
  const core = join(root, 'packages/core/src')
  const faults: string[] = []
  for (const file of sources(core)) {
    const [room, ...rest] = file.slice(core.length + 1).split('/')
    if (rest.length === 0 || room === 'flows') continue
    for (const [line, , specifier = ''] of readFileSync(file, 'utf8').matchAll(importLines)) {
      const isType = /^\s*(import|export)\s+type\b/.test(line)
      if (specifier.startsWith('../') && !isType && leavesRoom(specifier, rest.length)) {
        faults.push(`${file.slice(root.length + 1)} reaches out of its room: ${specifier}`)
      }
      if (/\/flows\//.test(specifier)) {
        faults.push(`${file.slice(root.length + 1)} calls a flow: ${specifier}`)
      }
    }
  }
  return faults
}

const importLines = /^\s*(?:import|export)\b[^;]*?\bfrom\s*(['"])([^'"]+)\1/gm

function leavesRoom(specifier: string, depth: number): boolean {
  return (specifier.match(/\.\.\//g)?.length ?? 0) >= depth
}

function packageOf(specifier: string): string | null {
  if (specifier === 'ztoken' || specifier.startsWith('ztoken/')) return 'server'
  return /^@ztoken\/([a-z]+)/.exec(specifier)?.[1] ?? null
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|mts|js|mjs|vue)$/.test(path))
    .map((path) => join(folder, path))
}

const faults = forbiddenImports(process.argv[2] ?? process.cwd())
for (const fault of faults) console.error(fault)
console.log(
  faults.length === 0 ? 'arrows: all imports run down' : `arrows: ${faults.length} forbidden`,
)
if (faults.length > 0) process.exitCode = 1
