import { type Browser, type Engine, type Found, finding, pageText, type Tab } from './browser.ts'
import { findProgram } from './find-program.ts'
import { beginSession, elementKey, enterKey, type WebDriver } from './webdriver.ts'
import { type Driver, startDriver } from './webkit-driver.ts'
import { type Look, looking } from './webkit-faults.ts'
import { giveBack, takeKept } from './webkit-kept.ts'

const driverProgram = (): string | null => findProgram('WEBKIT_DRIVER', ['WebKitWebDriver'])
const screenProgram = (): string | null => findProgram('XVFB', ['Xvfb'])

/** WebKitGTK, by its own driver on a screen that nobody sees. */
export const webkitEngine: Engine = {
  name: 'WebKitGTK',
  wants: 'apt-get install webkit2gtk-driver xvfb',
  isThere: () => driverProgram() !== null && screenProgram() !== null,
  open,
}

interface Running {
  readonly driver: Driver
  readonly session: WebDriver
}

async function launch(): Promise<Running> {
  const driver = await startDriver(screenProgram() ?? '', driverProgram() ?? '')
  try {
    return { driver, session: await beginSession(driver.address) }
  } catch (error) {
    await driver.stop()
    throw error
  }
}

async function quit({ driver, session }: Running): Promise<void> {
  // A browser that has fallen has ended its session itself.
  await session.end().catch(() => undefined)
  await driver.stop()
}

async function open(): Promise<Browser> {
  let running = await launch()
  let isFirst = true
  const faults: string[] = []
  return {
    version: running.session.version,
    faults,
    async newTab() {
      const { session } = running
      const handle = isFirst ? await firstTab(session) : await anotherTab(session)
      isFirst = false
      return tabOf(session, handle, faults)
    },
    async restart() {
      const kept = await takeKept(running.session)
      await quit(running)
      running = await launch()
      isFirst = true
      await giveBack(running.session, kept)
    },
    close: () => quit(running),
  }
}

const firstTab = async (session: WebDriver): Promise<string> =>
  `${await session.ask('GET', '/window')}`

async function anotherTab(session: WebDriver): Promise<string> {
  const made = await session.ask('POST', '/window/new', { type: 'tab' })
  return (made as { handle: string }).handle
}

function tabOf(session: WebDriver, handle: string, faults: string[]): Tab {
  async function ask(...asked: Parameters<WebDriver['ask']>): Promise<unknown> {
    await session.ask('POST', '/window', { handle })
    return session.ask(...asked)
  }
  async function evaluate(expression: string): Promise<unknown> {
    const asked = { script: looking(expression), args: [] }
    const look = (await ask('POST', '/execute/sync', asked)) as Look
    faults.push(...look.faults)
    return look.value
  }
  return {
    go: async (url) => void (await ask('POST', '/url', { url })),
    address: async () => `${await ask('GET', '/url')}`,
    text: async () => `${await evaluate(pageText)}`,
    async find(sought) {
      const element = (await evaluate(finding(sought))) as Record<string, string> | null
      return element === null ? null : foundIn(session, `/element/${element[elementKey]}`)
    },
  }
}

function foundIn(session: WebDriver, path: string): Found {
  const type = async (text: string): Promise<void> => {
    await session.ask('POST', `${path}/value`, { text })
  }
  return {
    click: async () => void (await session.ask('POST', `${path}/click`)),
    async fill(text) {
      await session.ask('POST', `${path}/clear`)
      await type(text)
    },
    enter: () => type(enterKey),
  }
}
