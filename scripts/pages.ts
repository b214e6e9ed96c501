import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const pages = join(root, 'packages/web')
const built = join(root, 'packages/server/pages/index.html')
/** What the pages are made of. */
const sources = ['web', 'sdk/src', 'contract/src'].map((folder) => join(root, 'packages', folder))

/** True where they are there and newer than everything they are made of. */
export function arePagesFresh(): boolean {
  return existsSync(built) && modifiedAt(built) > Math.max(...sources.map(newest))
}

export async function buildPages(): Promise<void> {
  // It takes a second to load, which nobody waits for where nothing is built.
  const { build } = await import('vite')
  const { NODE_ENV: before = 'production' } = process.env
  // In a run of tests it is another, and Vue would come with all that it tells developers.
  process.env.NODE_ENV = 'production'
  try {
    await build({ root: pages, configFile: join(pages, 'vite.config.ts'), logLevel: 'warn' })
  } finally {
    process.env.NODE_ENV = before
  }
}

function newest(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = entries.filter((path) => !/(^|\/)(node_modules|test)(\/|$)/.test(path))
  return Math.max(...files.map((path) => modifiedAt(join(folder, path))))
}

function modifiedAt(path: string): number {
  return statSync(path).mtimeMs
}
