import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const packages = resolve(import.meta.dirname, '../..')

interface Manifest {
  readonly main?: string
  readonly miniprogram?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, { readonly default: string } | null>>
}

const manifestOf = (name: string): Manifest =>
  JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'))

const isSource = (name: string, file: string): boolean =>
  existsSync(join(packages, name, 'src', `${file}.ts`))

/** WeChat's npm build copies the folder `miniprogram` and knows no `exports`. */
describe('what mini programs take of npm (F15)', () => {
  it('every entry of the sdk is a file of its name in the folder that is copied', () => {
    for (const name of ['sdk', 'contract']) {
      const { main, miniprogram, exports } = manifestOf(name)
      expect(main, name).toBe(`./${miniprogram}/index.js`)
      for (const [path, entry] of Object.entries(exports)) {
        if (entry === null || path.includes('*')) continue
        const file = path === '.' ? 'index' : path.slice(2)
        expect(entry.default).toBe(`./${miniprogram}/${file}.js`)
        expect(isSource(name, file), `${name} ${file}`).toBe(true)
      }
    }
  })

  it('what the sdk imports at run time is copied with it, and nothing else is needed', () => {
    const { dependencies } = manifestOf('sdk')
    expect(Object.keys(dependencies ?? {})).toEqual(['@ztoken/contract'])
    expect(manifestOf('contract').dependencies ?? {}).toEqual({})
    const adapters = /^(vue|react|axios)/
    const sources = readdirSync(join(packages, 'sdk/src'), { recursive: true, encoding: 'utf8' })
    for (const source of sources.filter((file) => file.endsWith('.ts') && !adapters.test(file))) {
      const text = readFileSync(join(packages, 'sdk/src', source), 'utf8')
      for (const [, from = ''] of text.matchAll(/^import (?!type )[^;]*? from '([^.'][^']*)'/gm)) {
        expect(from, source).toMatch(/^@ztoken\/contract\/[a-z-]+$/)
        expect(isSource('contract', from.slice('@ztoken/contract/'.length)), from).toBe(true)
      }
    }
  })
})
