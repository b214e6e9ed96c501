import { join, relative, resolve } from 'node:path'
import { importsOf } from './imports.ts'

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
 * Inside contract, core, server and web. Features stand on what all share and know nothing of one another:
 * only the list names them.
 */
const houses: Readonly<Record<string, House>> = {
  contract: {
    placeOf(path) {
      if (path.startsWith('ground/')) return { layer: 'ground' }
      const joining = [
        'features.ts',
        'all.ts',
        'envelope.ts',
        'error.ts',
        'failures.ts',
        'index.ts',
      ]
      if (joining.includes(path)) return { layer: 'joined' }
      // A feature is a file or, beside it, a folder of its name.
      const [name = ''] = path.split('/')
      return { layer: 'feature', feature: name.replace(/\.ts$/, '') }
    },
    below: { ground: [], feature: ['ground'] },
  },
  core: {
    placeOf(path) {
      const [folder = '', ...rest] = path.split('/')
      if (rest.length === 0) return { layer: 'joined' }
      return folder === 'ground' ? { layer: 'ground' } : { layer: 'feature', feature: folder }
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
      return {
        layer: ['browser', 'ui', 'locale', 'theme', 'branding', 'client'].includes(folder)
          ? folder
          : 'pages',
      }
    },
    below: {
      browser: [],
      locale: ['browser'],
      theme: ['browser'],
      branding: ['locale', 'branding'],
      ui: ['browser', 'locale', 'theme', 'branding', 'ui'],
      client: ['browser', 'locale', 'theme', 'ui'],
    },
  },
}

/** One forbidden import each, e.g. `packages/server/src/features/a.ts reaches packages/…/b.ts`. */
export function featureFaults(root: string, files: readonly string[]): string[] {
  return files.flatMap((file) => {
    const [, name = ''] = relative(resolve(root), file).split('/')
    const house = houses[name]
    if (house === undefined) return []
    const source = join(resolve(root), 'packages', name, 'src')
    return forbidden(source, file, house).map((target) =>
      [file, target].map((path) => relative(resolve(root), path)).join(' reaches '),
    )
  })
}

function forbidden(source: string, file: string, { placeOf, below }: House): string[] {
  const from = placeOf(relative(source, file))
  const allowed = below[from.layer]
  if (allowed === undefined) return []
  return importsOf(file).filter((target) => {
    const to = placeOf(relative(source, target))
    const isOwn = to.layer === from.layer && to.feature === from.feature
    return !isOwn && !allowed.includes(to.layer)
  })
}
