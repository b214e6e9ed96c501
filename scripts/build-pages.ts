import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { ensureChromium } from './ensure-chromium.ts'

const root = resolve(import.meta.dirname, '..')
const pages = join(root, 'packages/web')
const built = join(root, 'packages/server/pages/index.html')
/** What the pages are made of. */
const sources = ['web', 'sdk/src', 'contract/src'].map((folder) => join(root, 'packages', folder))

/**
 * Builds the pages for the tests, unless they are newer than everything they are made of, and has a
 * browser there before several tests ask for one.
 */
export async function setup(): Promise<void> {
  process.env.CHROMIUM = ensureChromium()
  if (existsSync(built) && modifiedAt(built) > Math.max(...sources.map(newest))) return
  await build({ root: pages, configFile: join(pages, 'vite.config.ts'), logLevel: 'warn' })
}

function newest(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = entries.filter((path) => !/(^|\/)(node_modules|test)(\/|$)/.test(path))
  return Math.max(...files.map((path) => modifiedAt(join(folder, path))))
}

function modifiedAt(path: string): number {
  return statSync(path).mtimeMs
}
