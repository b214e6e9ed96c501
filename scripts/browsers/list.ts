import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The browsers that can be meant: their names for browserslist, for people and for a build. */
const known = {
  chrome: { data: 'chrome', title: 'Chrome', build: 'chrome' },
  edge: { data: 'edge', title: 'Edge', build: 'edge' },
  firefox: { data: 'firefox', title: 'Firefox', build: 'firefox' },
  safari: { data: 'safari', title: 'Safari', build: 'safari' },
  ios_saf: { data: 'safari_ios', title: 'iOS', build: 'ios' },
} as const

/** A browser and the oldest version of it that a package is written for. */
export interface OldestBrowser {
  /** Its name in the data of MDN. */
  readonly data: (typeof known)[keyof typeof known]['data']
  readonly title: string
  readonly version: string
  /** As Vite and esbuild name it, `chrome94`. */
  readonly target: string
}

const packages = resolve(import.meta.dirname, '../../packages')

/** The list of a package: the `browserslist` of its package.json, one `name >= version` a line. */
export function browsersOf(name: 'sdk' | 'web'): OldestBrowser[] {
  const file = join(packages, name, 'package.json')
  const { browserslist }: { browserslist: string[] } = JSON.parse(readFileSync(file, 'utf8'))
  return browserslist.map((line) => {
    const [, browser = '', version = ''] = /^(\w+) >= ([\d.]+)$/.exec(line) ?? []
    if (!isKnown(browser)) throw new Error(`${file}: not a browser and its oldest version: ${line}`)
    const { data, title, build } = known[browser]
    return { data, title, version, target: `${build}${version}` }
  })
}

function isKnown(name: string): name is keyof typeof known {
  return Object.hasOwn(known, name)
}
