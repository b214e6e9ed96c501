import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

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
 * The path of a Chromium: the one that `CHROMIUM` names, one on the PATH or, where there is none
 * and this is root on a Debian, the one that apt-get installs. Throws where there is no way to one.
 */
export function ensureChromium(): string {
  const named = process.env.CHROMIUM
  if (named !== undefined) return named
  return find() ?? install()
}

function find(): string | undefined {
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

function install(): string {
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
  const path = find()
  if (path === undefined) throw new Error('chromium was installed and is not on the PATH')
  return path
}

function run(command: string, args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8', env })
  if (status === 0) return
  const why = error?.message ?? stderr
  throw new Error(`no Chromium: install one or name it in CHROMIUM (${command}: ${why})`)
}
