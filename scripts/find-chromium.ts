import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where a browser is looked for. */
export interface Machine {
  readonly platform: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Before every usual place: the root of the file system. */
  readonly root: string
}

export const thisMachine: Machine = {
  platform: process.platform,
  environment: process.env,
  root: '/',
}

const onPath = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  ...['microsoft-edge', 'microsoft-edge-stable', 'chrome', 'msedge'],
]
const ofLinux = [
  ...['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/microsoft-edge'],
  ...['/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge', '/opt/chromium/chrome'],
  ...['/usr/lib/chromium/chromium', '/usr/lib64/chromium-browser/chromium-browser'],
  '/snap/bin/chromium',
]
const ofMac = ['Google Chrome', 'Microsoft Edge', 'Chromium'].map((name) =>
  join('Applications', `${name}.app`, 'Contents', 'MacOS', name),
)
const ofWindows = [
  join('Google', 'Chrome', 'Application', 'chrome.exe'),
  join('Microsoft', 'Edge', 'Application', 'msedge.exe'),
  join('Chromium', 'Application', 'chrome.exe'),
]

/** A Chrome, Edge or Chromium that is there: on the PATH, else where each is usually installed. */
export function findChromium(machine: Machine = thisMachine): string | null {
  return [...placesOnPath(machine), ...usualPlaces(machine)].find(isProgram) ?? null
}

function placesOnPath({ platform, environment }: Machine): string[] {
  const ending = platform === 'win32' ? '.exe' : ''
  const folders = (environment.PATH ?? environment.Path ?? '').split(delimiter).filter(Boolean)
  return folders.flatMap((folder) => onPath.map((name) => join(folder, name + ending)))
}

function usualPlaces({ platform, environment, root }: Machine): string[] {
  if (platform === 'darwin') {
    const homes = [root, ...given(environment.HOME)]
    return homes.flatMap((home) => ofMac.map((place) => join(home, place)))
  }
  if (platform === 'win32') {
    const folders = ['ProgramFiles', 'ProgramFiles(x86)', 'ProgramW6432', 'LOCALAPPDATA']
    return folders
      .flatMap((name) => given(environment[name]))
      .flatMap((folder) => ofWindows.map((place) => join(folder, place)))
  }
  return ofLinux.map((place) => join(root, place))
}

function given(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : [text]
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
