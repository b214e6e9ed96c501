import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { circlesIn } from './arrows/circles.ts'
import { featureFaults } from './arrows/features.ts'

/** What each package may import of the others. Everything else is forbidden. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  token: [],
  contract: [],
  core: ['token', 'contract'],
  guard: ['token', 'contract'],
  sdk: ['contract'],
  stores: ['core'],
  web: ['sdk', 'contract'],
  server: ['token', 'contract', 'core', 'guard', 'stores'],
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
  const files = allSources(root)
  return [...faults, ...featureFaults(root, files), ...circleFaults(root)]
}

/** A circle of files, in any package and of types alone too, e.g. `packages/a/src/x.ts → y.ts → x.ts`. */
function circleFaults(root: string): string[] {
  return circlesIn(allSources(root)).map((circle) => {
    const names = [...circle, circle[0] ?? ''].map((file) => file.slice(resolve(root).length + 1))
    return `a circle of files: ${names.join(' → ')}`
  })
}

function allSources(root: string): string[] {
  return readdirSync(join(root, 'packages')).flatMap((name) =>
    sources(join(root, 'packages', name, 'src')).map((file) => resolve(file)),
  )
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
