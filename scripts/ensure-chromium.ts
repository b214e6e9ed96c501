import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The browser without its windows: the same engine, and two thirds of the work. */
const headless = ['chromium-headless-shell', 'chrome-headless-shell']
const whole = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

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

/**
 * The path of a Chromium: the one that `CHROMIUM` names; else one on the PATH, a whole one first, as
 * people have; else, for root on a Debian, the one without windows that apt-get installs. Throws where
 * there is no way to any.
 */
export function ensureChromium(): string {
  const named = process.env.CHROMIUM
  if (named !== undefined) return named
  return find(whole) ?? find(headless) ?? installed() ?? installedAfterUpdate()
}

function find(names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** From the lists that are there; undefined where that does not go. */
function installed(): string | undefined {
  if (process.getuid?.() !== 0) return undefined
  try {
    install()
  } catch {
    return undefined
  }
  return find(headless)
}

function installedAfterUpdate(): string {
  run('apt-get', [...patient, 'update'])
  install()
  const path = find(headless)
  if (path === undefined) throw new Error('chromium was installed and is not on the PATH')
  return path
}

/** Another program may be installing something: wait for it, and for no server that is silent. */
const patient = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::http::Timeout=20']

function install(): void {
  const packages = ['chromium-headless-shell', 'fonts-wqy-microhei']
  run('apt-get', [...patient, 'install', '--yes', '--no-install-recommends', ...packages])
}

function run(command: string, args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8', env })
  if (status === 0) return
  const why = error?.message ?? stderr
  throw new Error(`no Chromium: install one or name it in CHROMIUM (${command}: ${why})`)
}
