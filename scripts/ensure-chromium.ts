import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright-core'
import { findChromium } from './find-chromium.ts'
import { noBrowserVariable } from './no-browser.ts'

/** A window of a headless browser brings a popup for an address bar that nobody sees: two pages. */
const notForWindows = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup']
/** What Playwright turns off: of two such lists the last alone counts. */
const notForPlaywright = [
  ...['AimEnabled', 'AvoidCorsURLLoaderRestartOnRedirect', 'AvoidUnnecessaryBeforeUnloadCheckSync'],
  ...['DestroyProfileOnBrowserClose', 'HttpsFirstBalancedModeAutoEnable', 'HttpsUpgrades'],
  ...['LensOverlay', 'MediaRouter', 'NetworkTimeServiceQuerying', 'OptimizationHints'],
  ...['PaintHolding', 'PreconnectToSearch', 'ThirdPartyStoragePartitioning'],
]

/** What a headless browser on a machine without a screen needs, and nothing that calls home. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  `--disable-features=${[...notForPlaywright, ...notForWindows].join(',')}`,
]

/** How somebody gets a browser for the tests. */
const howToGetOne =
  'install Chrome, Edge or Chromium, name one in CHROMIUM, or run: npx playwright-core install chromium'

/** A way to a browser. Out: its path. Throws where the way leads nowhere. */
export type Way = () => string

const ways: readonly Way[] = [found, installed, downloaded]

/**
 * The path of a Chromium: the one that `CHROMIUM` names, one that is there, the one that apt-get
 * installs where this is root on a Debian, or the one that Playwright downloads. Throws where no way
 * leads to one, with what each came to.
 */
export function ensureChromium(
  environment: NodeJS.ProcessEnv = process.env,
  tried: readonly Way[] = ways,
): string {
  const { CHROMIUM: named = '' } = environment
  if (named !== '') {
    if (existsSync(named)) return named
    throw new Error(`CHROMIUM names ${named}, which is not there`)
  }
  const faults: string[] = []
  for (const way of tried) {
    try {
      return way()
    } catch (error) {
      faults.push(error instanceof Error ? error.message : 'failed')
    }
  }
  throw new Error(`no Chromium: ${howToGetOne} (${faults.join('; ')})`)
}

/**
 * The browser of the tests, as variables: where it is, or why there is none. Throws in CI, where
 * nobody would see that they were left out.
 */
export function browserForTests(
  environment: NodeJS.ProcessEnv = process.env,
  tried: readonly Way[] = ways,
): Record<string, string> {
  try {
    return { CHROMIUM: ensureChromium(environment, tried) }
  } catch (error) {
    const { CI = '', CHROMIUM = '' } = environment
    // Somebody has said which: they do not want another, and not none.
    if (!['', 'false', '0'].includes(CI) || CHROMIUM !== '') throw error
    return { [noBrowserVariable]: error instanceof Error ? error.message : 'no Chromium' }
  }
}

function found(): string {
  const own = chromium.executablePath()
  const path = findChromium() ?? (existsSync(own) ? own : null)
  if (path === null) throw new Error('none is where they usually are')
  return path
}

function installed(): string {
  if (process.getuid?.() !== 0) throw new Error('apt-get is for root')
  // Another program may be installing something: wait for it.
  const patient = ['-o', 'DPkg::Lock::Timeout=300']
  run('apt-get', [...patient, 'update'])
  run('apt-get', [
    ...patient,
    'install',
    '--yes',
    '--no-install-recommends',
    'chromium',
    'fonts-wqy-microhei',
  ])
  const path = findChromium()
  if (path === null) throw new Error('chromium was installed and is not on the PATH')
  return path
}

function downloaded(): string {
  const entry = createRequire(import.meta.url).resolve('playwright-core/package.json')
  process.stderr.write('Playwright downloads a Chromium for the tests, once …\n')
  run(process.execPath, [join(dirname(entry), 'cli.js'), 'install', '--no-shell', 'chromium'])
  const path = chromium.executablePath()
  if (!existsSync(path)) throw new Error('Playwright has downloaded none')
  return path
}

const longestMilliseconds = 600_000

function run(command: string, args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { encoding: 'utf8', env, timeout: longestMilliseconds } as const
  const { status, error, stderr } = spawnSync(command, args, options)
  if (status === 0) return
  const why = error?.message ?? stderr.trim().split('\n')[0]
  throw new Error(`${command === process.execPath ? 'Playwright' : command}: ${why}`)
}
