import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { browserForTests, ensureChromium } from '../ensure-chromium.ts'
import { findChromium } from '../find-chromium.ts'
import { noBrowserVariable } from '../no-browser.ts'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ztoken-chromium-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

function program(...parts: string[]): string {
  const path = join(...parts)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '')
  chmodSync(path, 0o755)
  return path
}

describe('a browser for the tests', () => {
  it('is found on the PATH first, under every name it has there', () => {
    const root = folder()
    const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
    for (const name of names) {
      const here = folder()
      const path = program(here, name)
      program(root, 'usr/bin/chromium')
      const environment = { PATH: ['/nowhere', here].join(delimiter) }
      expect(findChromium({ platform: 'linux', environment, root })).toBe(path)
    }
  })

  it.each([
    ['linux', 'opt/google/chrome/chrome'],
    ['linux', 'opt/microsoft/msedge/msedge'],
    ['linux', 'snap/bin/chromium'],
    ['darwin', 'Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    ['darwin', 'Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'],
    ['darwin', 'Applications/Chromium.app/Contents/MacOS/Chromium'],
    ['darwin', 'Users/me/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    ['win32', 'Program Files/Google/Chrome/Application/chrome.exe'],
    ['win32', 'Program Files (x86)/Microsoft/Edge/Application/msedge.exe'],
    ['win32', 'Users/me/AppData/Local/Chromium/Application/chrome.exe'],
  ])('is found where it usually is: %s, %s', (platform, place) => {
    const root = folder()
    const environment = {
      PATH: join(root, 'empty'),
      HOME: join(root, 'Users/me'),
      ProgramFiles: join(root, 'Program Files'),
      'ProgramFiles(x86)': join(root, 'Program Files (x86)'),
      LOCALAPPDATA: join(root, 'Users/me/AppData/Local'),
    }
    expect(findChromium({ platform, environment, root })).toBeNull()
    const path = program(root, place)
    expect(findChromium({ platform, environment, root })).toBe(path)
    const others = ['linux', 'darwin', 'win32'].filter((other) => other !== platform)
    for (const other of others) {
      expect(findChromium({ platform: other, environment, root })).toBeNull()
    }
  })

  it('is neither a folder nor a file that nobody may run', () => {
    const root = folder()
    mkdirSync(join(root, 'usr/bin/chromium'), { recursive: true })
    const file = program(root, 'snap/bin/chromium')
    chmodSync(file, 0o644)
    expect(findChromium({ platform: 'linux', environment: {}, root })).toBeNull()
  })

  const fails = (why: string) => () => {
    throw new Error(why)
  }

  it('is the one that is named; else each way is tried until one leads to it', () => {
    const named = program(folder(), 'mine')
    expect(ensureChromium({ CHROMIUM: named }, [fails('never asked')])).toBe(named)
    expect(ensureChromium({}, [fails('none there'), () => named, fails('never asked')])).toBe(named)
    expect(() => ensureChromium({ CHROMIUM: '/nowhere' }, [() => named])).toThrow('/nowhere')
  })

  it('is missed aloud: tests are skipped with every reason, and fail in CI', () => {
    const tried = [fails('none there'), fails('no root'), fails('no network')]
    const { CHROMIUM, [noBrowserVariable]: why } = browserForTests({}, tried)
    expect(CHROMIUM).toBeUndefined()
    for (const words of ['none there', 'no root', 'no network', 'npx playwright-core install']) {
      expect(why).toContain(words)
    }
    expect(() => browserForTests({ CI: 'true' }, tried)).toThrow('no network')
    expect(() => browserForTests({ CHROMIUM: '/nowhere' }, tried)).toThrow('/nowhere')
    expect(browserForTests({ CI: 'true' }, [() => '/bin/chromium'])).toEqual({
      CHROMIUM: '/bin/chromium',
    })
  })
})
