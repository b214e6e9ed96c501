import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/** Every relative import of a text, of types alone too. */
const relatives = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"`])(\.{1,2}\/[^'"`]+)\1/g

/** Where a file lies inside its package: a layer, and below features the name of one. */
interface Place {
  readonly layer: string
  readonly feature?: string
}

interface House {
  placeOf(path: string): Place
  /** What each layer may import beside itself; layers that are left out may import anything. */
  readonly below: Readonly<Record<string, readonly string[]>>
}

/**
 * Inside contract, server and web. Features stand on what all share and know nothing of one another:
 * only the list names them.
 */
const houses: Readonly<Record<string, House>> = {
  contract: {
    placeOf(path) {
      if (path.startsWith('ground/')) return { layer: 'ground' }
      const joining = ['features.ts', 'all.ts', 'envelope.ts', 'error.ts', 'index.ts']
      return joining.includes(path) ? { layer: 'joined' } : { layer: 'feature', feature: path }
    },
    below: { ground: [], feature: ['ground'] },
  },
  server: {
    placeOf(path) {
      const [folder = '', name = ''] = path.split('/')
      if (folder === 'http' || path === 'version.ts') return { layer: 'http' }
      if (folder !== 'features' || name === 'features.ts') return { layer: 'above' }
      return { layer: 'feature', feature: name.replace(/\.ts$/, '') }
    },
    below: { http: [], feature: ['http'] },
  },
  web: {
    placeOf(path) {
      const [folder = ''] = path.split('/')
      return { layer: ['ui', 'locale', 'theme', 'client'].includes(folder) ? folder : 'pages' }
    },
    below: {
      locale: [],
      theme: [],
      ui: ['locale', 'theme', 'ui'],
      client: ['locale', 'theme', 'ui'],
    },
  },
}

/** One forbidden import each, e.g. `packages/server/src/features/a.ts reaches features/b.ts`. */
export function featureFaults(root: string, files: readonly string[]): string[] {
  return files.flatMap((file) => {
    const [, name = ''] = relative(resolve(root), file).split('/')
    const house = houses[name]
    return house === undefined
      ? []
      : faultsOf(join(resolve(root), 'packages', name, 'src'), file, house)
  })
}

function faultsOf(source: string, file: string, { placeOf, below }: House): string[] {
  const from = placeOf(relative(source, file))
  const allowed = below[from.layer]
  if (allowed === undefined) return []
  return importsOf(file).flatMap((target) => {
    const to = placeOf(relative(source, target))
    const isOwn = to.layer === from.layer && to.feature === from.feature
    if (isOwn || allowed.includes(to.layer)) return []
    const [one, other] = [file, target].map((path) => relative(source, path))
    return [`${dirname(source).split('/').at(-1)}: ${one} reaches ${other}`]
  })
}

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(relatives)]
    .map(([, , specifier = '']) => resolve(dirname(file), specifier))
    .filter((target) => existsSync(target))
}
