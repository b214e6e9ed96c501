import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { chromiumFlags, ensureChromium } from '../../../scripts/ensure-chromium.ts'
import { skipWithoutBrowser } from '../../../scripts/skip-without-browser.ts'
import { gate, type Opened, open, password, phone, until } from './open.ts'

let browser: Browser
let script: string

const isSkipped = skipWithoutBrowser()

beforeAll(async () => {
  if (isSkipped) return
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, 'page.ts')],
    bundle: true,
    write: false,
    conditions: ['@ztoken/source'],
    target: 'es2020',
  })
  script = outputFiles[0]?.text ?? ''
  browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: [...chromiumFlags],
    // Browsers keep pages for the way back; Playwright turns that off.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
}, 600_000)

afterAll(() => browser?.close())

interface Site extends Opened {
  readonly context: BrowserContext
  /** What reached the server of the page. */
  readonly visits: string[]
  /** Opens a tab of the application, which lives on another origin than its server. */
  tab(kind?: 'default' | 'local' | 'session'): Promise<Page>
  signIn(tab: Page): Promise<unknown>
  /** How many pages follow their session now. */
  lines(): number
  /** Holds the reply to the first refresh back. */
  holdFirstRefresh(): { readonly arrived: Promise<void>; answer(): void }
}

async function site(): Promise<Site> {
  const visits: string[] = []
  const page = createServer((request, reply) => {
    visits.push(request.url ?? '')
    const isScript = request.url === '/page.js'
    reply.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    reply.end(isScript ? script : '<!doctype html><script src="/page.js"></script>')
  })
  await new Promise<void>((listening) => page.listen(0, '127.0.0.1', listening))
  onTestFinished(() => void page.close())
  const address = `http://127.0.0.1:${(page.address() as AddressInfo).port}`
  let held: { arrived: ReturnType<typeof gate>; answered: ReturnType<typeof gate> } | null = null
  let lines = 0
  const server = await open(
    (app) => {
      app.server.on('request', ({ url, method }, reply) => {
        if (!url?.startsWith('/v1/me/session/events') || method !== 'GET') return
        lines += 1
        reply.once('close', () => {
          lines -= 1
        })
      })
      app.get('/away', async (_request, reply) => reply.redirect(`${address}/stolen`, 307))
      app.addHook('onSend', async ({ url, method }) => {
        if (url !== '/v1/refresh' || method !== 'POST' || held === null) return
        const { arrived, answered } = held
        held = null
        arrived.open()
        await answered.opened
      })
    },
    { corsOrigins: [address] },
  )
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  return {
    ...server,
    context,
    visits,
    lines: () => lines,
    async tab(kind = 'local') {
      const tab = await context.newPage()
      await tab.goto(address)
      await tab.evaluate(`app.start('${server.origin}', '${kind}')`)
      return tab
    },
    signIn: (tab) => tab.evaluate(`app.login('${phone}', '${password}')`),
    holdFirstRefresh() {
      const [arrived, answered] = [gate(), gate()]
      held = { arrived, answered }
      onTestFinished(answered.open)
      return { arrived: arrived.opened, answer: answered.open }
    },
  }
}

const name = (tab: Page): Promise<unknown> => tab.evaluate('app.name()')
const ask = (tab: Page, times: number): Promise<unknown[]> => tab.evaluate(`app.ask(${times})`)

/** A browser in which pages have no Web Locks, as on a site without TLS. */
const withoutLocks = 'Object.defineProperty(Navigator.prototype, "locks", { value: undefined })'

/** For how many milliseconds the note in the storage holds where nobody renews it. */
const noteHolds = (tab: Page): Promise<unknown> =>
  tab.evaluate('Number(localStorage.getItem("ztoken.lock").split(" ")[1]) - Date.now()')

describe('two tabs of a real browser', () => {
  for (const locks of [true, false]) {
    const way = locks ? 'Web Locks' : 'a note in the storage'

    it(`A221 A222 fifty requests each with an expired token: one refresh, all answered (${way})`, async () => {
      const { context, tab, signIn, advance, count } = await site()
      if (!locks) await context.addInitScript(withoutLocks)
      const [one, other] = [await tab(), await tab()]
      await signIn(one)
      await other.waitForFunction('app.name() === "张三"')
      for (let round = 1; round <= 3; round += 1) {
        advance(3601)
        const answers = (await Promise.all([ask(one, 50), ask(other, 50)])).flat()
        expect(answers).toEqual(Array.from({ length: 100 }, () => 200))
        expect(count('POST /v1/refresh')).toBe(round)
      }
      expect([await name(one), await name(other)]).toEqual(['张三', '张三'])
    })

    it(`A221 the tab that holds the lock is closed: the other takes over within 2 s (${way})`, async () => {
      const { context, tab, signIn, advance, count, holdFirstRefresh } = await site()
      if (!locks) await context.addInitScript(withoutLocks)
      for (const end of ['closed', 'killed'] as const) {
        const before = count('POST /v1/refresh')
        const [one, other] = [await tab(), await tab()]
        await signIn(one)
        await other.waitForFunction('app.name() === "张三"')
        advance(3601)
        const { arrived } = holdFirstRefresh()
        ask(one, 10).catch(() => {})
        await arrived
        const answers = ask(other, 50)
        // The other one has asked and waits for the lock.
        await until(() => count('GET /v1/me') >= 60)
        // A lock goes with its tab; a note is free when it is not renewed.
        if (!locks) expect(await noteHolds(other)).toBeLessThanOrEqual(2000)
        if (end === 'closed') await one.close()
        else await crash(context, one)
        await until(() => count('POST /v1/refresh') > before + 1)
        expect(new Set(await answers)).toEqual(new Set([200]))
        expect(count('POST /v1/refresh')).toBe(before + 2)
        expect(await name(other)).toBe('张三')
        await other.close()
      }
    })
  }

  it('hear of each other’s signing in and out', async () => {
    const { tab, signIn } = await site()
    const [one, other] = [await tab(), await tab()]
    await signIn(one)
    await other.waitForFunction('app.name() === "张三"')
    await one.evaluate('app.logout()')
    await other.waitForFunction('app.name() === null')
    expect(await other.evaluate('app.seen')).toEqual(['张三', 'logged_out'])
    expect(await other.evaluate('Object.keys(localStorage)')).toEqual(['ztoken.device'])
  })

  it('a duplicated tab with tokens of its own never goes on with a refresh token that was used', async () => {
    const { context, tab, signIn, origin, advance } = await site()
    const one = await tab('session')
    await signIn(one)
    const opening = context.waitForEvent('page')
    await one.evaluate('void window.open(location.href)')
    const other = await opening
    await other.waitForFunction('typeof app === "object"')
    await other.evaluate(`app.start('${origin}', 'session')`)
    expect(await name(other)).toBe('张三')
    for (const tabs of [
      [one, other],
      [other, one],
    ]) {
      for (const asking of tabs as Page[]) {
        // The token is older than the ten seconds for which the server honours the one before.
        advance(3601)
        expect(await ask(asking, 5)).toEqual([200, 200, 200, 200, 200])
      }
    }
    await one.evaluate('app.logout()')
    await other.waitForFunction('app.name() === null')
  })
})

/** Everything that any tab of this context says to others, by whatever way there is. */
async function overheard(context: BrowserContext, tab: Page): Promise<() => Promise<string[]>> {
  const heard: string[] = []
  await context.exposeBinding('overhear', (_source, text: string) => void heard.push(text))
  const say = `(message) => {
    const plain = (value) => {
      if (value instanceof ArrayBuffer) return plain(new Uint8Array(value))
      if (ArrayBuffer.isView(value)) return String.fromCharCode(...value)
      if (typeof value !== 'object' || value === null) return String(value)
      return Object.entries(value).map(([name, inner]) => name + '=' + plain(inner)).join('&')
    }
    void window.overhear(plain(message))
  }`
  await context.addInitScript(`
    for (const kind of ['BroadcastChannel', 'MessagePort', 'ServiceWorker', 'Window']) {
      const target = globalThis[kind]?.prototype
      const send = target?.postMessage
      if (send) target.postMessage = function (...given) { (${say})(given[0]); return send.apply(this, given) }
    }`)
  // A script of the same origin that never had a token, on every channel there may be.
  await tab.evaluate(`for (const name of ['ztoken', 'ztoken.lock', 'ztoken.tabs']) {
    new BroadcastChannel(name).onmessage = ({ data }) => (${say})(data)
  }`)
  return async () => heard
}

describe('S12 what tabs tell each other', () => {
  it('opens nothing for who does not hold the tokens already, and still replaces them', async () => {
    const { context, tab, signIn, origin, advance, count } = await site()
    const stranger = await tab('default')
    const listen = await overheard(context, stranger)
    const one = await tab('session')
    await signIn(one)
    const opening = context.waitForEvent('page')
    await one.evaluate('void window.open(location.href)')
    const other = await opening
    await other.waitForFunction('typeof app === "object"')
    await other.evaluate(`app.start('${origin}', 'session')`)
    const secrets = new Set<string>()
    const note = async (): Promise<void> => {
      const kept = JSON.parse(String(await one.evaluate('sessionStorage.getItem("ztoken")')))
      for (const text of [kept.access_token, kept.refresh_token, kept.user.id, '张三', phone]) {
        secrets.add(text)
      }
    }
    await note()
    for (let round = 1; round <= 3; round += 1) {
      advance(3601)
      // Both at once: one refresh, and the other tab goes on with what it brought.
      const answers = (await Promise.all([ask(one, 5), ask(other, 5)])).flat()
      expect(new Set(answers)).toEqual(new Set([200]))
      expect(count('POST /v1/refresh')).toBe(round)
      await note()
    }
    const sent = await listen()
    expect(sent.length).toBeGreaterThan(0)
    for (const text of sent) {
      for (const secret of secrets) expect(text).not.toContain(secret)
      expect(text).not.toMatch(/zr1\.|eyJ|access_token|refresh_token/)
    }
    expect(await stranger.evaluate('app.name()')).toBeNull()
    // Nobody who holds no token can say anything either: what is made up changes nothing.
    await stranger.evaluate(`(() => {
      const channel = new BroadcastChannel('ztoken')
      for (const data of [{}, null, 'x', { before: null, text: '{}' }, { iv: new Uint8Array(12), bytes: new ArrayBuffer(40) }]) {
        channel.postMessage(data)
      }
    })()`)
    expect(await ask(other, 1)).toEqual([200])
    expect([await name(one), await name(other)]).toEqual(['张三', '张三'])
  })

  it('where the browser gives no cryptography nothing is said at all', async () => {
    const { context, tab, signIn, advance } = await site()
    await context.addInitScript('Object.defineProperty(crypto, "subtle", { value: undefined })')
    const stranger = await tab('default')
    const listen = await overheard(context, stranger)
    const one = await tab('session')
    await signIn(one)
    advance(3601)
    expect(await ask(one, 1)).toEqual([200])
    expect(await listen()).toEqual([])
  })
})

describe('a page', () => {
  it('A220 leaves nothing behind unless told to: no storage, no cookie', async () => {
    const { context, tab, signIn } = await site()
    const page = await tab('default')
    await signIn(page)
    expect(await ask(page, 1)).toEqual([200])
    const left = await page.evaluate(
      `(async () => [localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length, (await caches.keys()).length])()`,
    )
    expect(left).toEqual([0, 0, '', 0, 0])
    expect(await context.cookies()).toEqual([])
    await page.reload()
    expect(await page.evaluate('typeof app.name')).toBe('function')
  })

  it('A099 that comes back from the history looks again who is signed in', async () => {
    const { tab, signIn } = await site()
    const page = await tab()
    await signIn(page)
    // A page in the history hears nothing of what other pages write.
    await page.evaluate('localStorage.clear()')
    expect(await name(page)).toBe('张三')
    await page.evaluate('dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))')
    expect(await name(page)).toBeNull()
  })

  it.each(['local', 'session'] as const)(
    'A099 that the browser kept for the way back shows nobody who has signed out since (%s)',
    async (kind) => {
      const { context, tab, signIn } = await site()
      // Whoever hears a word in the cache is thrown out of it; on a site without TLS there is none.
      await context.addInitScript('delete globalThis.BroadcastChannel')
      const page = await tab(kind)
      await signIn(page)
      await page.evaluate('globalThis.isKept = true')
      const back = page.url()
      await page.goto(`${back}another`)
      await page.evaluate('localStorage.clear(), sessionStorage.clear()')
      await page.evaluate('history.back()').catch(() => {})
      await page.waitForURL(back, { waitUntil: 'commit' })
      await expect.poll(() => page.evaluate('globalThis.isKept').catch(() => null)).toBe(true)
      expect(await name(page)).toBeNull()
    },
  )

  it('A223 does not follow a redirect with its token', async () => {
    const { tab, signIn, visits, count } = await site()
    const page = await tab()
    await signIn(page)
    expect(await page.evaluate(`app.ask(1, '/away')`)).toEqual(['redirect_refused'])
    expect(count('GET /away')).toBe(1)
    expect(visits).not.toContain('/stolen')
  })
})

describe('a page that watches its session', () => {
  const events = 'GET /v1/me/session/events'

  it('A262 is signed out at once when an administrator ends it, without a request of its own', async () => {
    const { auth, tab, signIn, wire, count } = await site()
    for (const [times, reason] of ['kicked_out', 'user_banned'].entries()) {
      const page = await tab('session')
      await page.evaluate('void app.watch()')
      await signIn(page)
      await until(() => count(events) === times + 1)
      const { id } = (await auth.findUser(phone)) as { id: string }
      const before = wire.length
      await (reason === 'kicked_out' ? auth.kickOut(id) : auth.ban(id))
      await page.waitForFunction('app.name() === null', null, { timeout: 2000 })
      expect(await page.evaluate('app.reason()')).toBe(reason)
      expect(wire.slice(before)).toEqual([])
      await page.close()
    }
  })

  it('follows only while it is shown, and asks at once when it is shown again', async () => {
    const { auth, tab, signIn, count, lines } = await site()
    const page = await tab('session')
    await page.evaluate('void app.watch()')
    await signIn(page)
    await until(() => count(events) === 1)
    const turn = (state: string) =>
      page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))`)
    await turn('hidden')
    await until(() => lines() === 0)
    await auth.kickOut(((await auth.findUser(phone)) as { id: string }).id)
    expect(await name(page)).toBe('张三')
    await turn('visible')
    await page.waitForFunction('app.reason() === "kicked_out"')
    expect(count(events)).toBe(2)
  })

  const turnHidden = (page: Page) =>
    page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: 'hidden' })
      document.dispatchEvent(new Event('visibilitychange'))`)

  for (const locks of [true, false]) {
    const way = locks ? 'Web Locks' : 'a note in the storage'

    it(`F49 nine tabs of one session hold one stream, and each hears of its end at once (${way})`, async () => {
      const { context, auth, tab, signIn, lines } = await site()
      if (!locks) await context.addInitScript(withoutLocks)
      const tabs = [await tab('local')]
      await signIn(tabs[0] as Page)
      while (tabs.length < 9) tabs.push(await tab('local'))
      for (const one of tabs) await one.evaluate('void app.watch()')
      await until(() => lines() === 1)
      for (const one of tabs) expect(await ask(one, 1)).toEqual([200])
      expect(lines()).toBe(1)
      // The one that follows is closed, and then the next one hidden: another takes over.
      await (tabs.shift() as Page).close()
      await until(() => lines() === 1)
      await turnHidden(tabs[0] as Page)
      await until(() => lines() === 1)
      await auth.kickOut(((await auth.findUser(phone)) as { id: string }).id)
      for (const one of tabs) await one.waitForFunction('app.reason() === "kicked_out"')
      await until(() => lines() === 0)
    })

    it(`F49 nine tabs that signed in one by one, as two people, hold one stream and each hears of its own end (${way})`, async () => {
      const { context, auth, tab, lines } = await site()
      if (!locks) await context.addInitScript(withoutLocks)
      await auth.register({ phone: '13900139000', password, name: '李四' })
      const tabs: Page[] = []
      for (let n = 0; n < 9; n += 1) {
        const one = await tab('session')
        await one.evaluate('void app.watch()')
        const who = n % 3 === 0 ? '13900139000' : phone
        expect(await one.evaluate(`app.login('${who}', '${password}')`)).toMatchObject({})
        // Six streams would have left no connection for this.
        expect(await ask(one, 1)).toEqual([200])
        tabs.push(one)
      }
      await until(() => lines() === 1)
      // Each of them that is hidden hears as well.
      await turnHidden(tabs[4] as Page)
      const [seven, others] = [tabs[7] as Page, tabs.filter((_, n) => n % 3 === 0)]
      const kickOutOf = async (page: Page) => {
        const [user, session] = (await page.evaluate('app.place()')) as [string, string]
        await auth.kickOutOfSession(user, session)
        await page.waitForFunction('app.reason() === "kicked_out"')
      }
      // Of the others, of the one that follows for all, and of whoever follows next.
      await kickOutOf(seven)
      await kickOutOf(tabs[0] as Page)
      await kickOutOf(tabs[1] as Page)
      expect(await name(tabs[8] as Page)).toBe('张三')
      await auth.ban(((await auth.findUser('13900139000')) as { id: string }).id)
      for (const one of others.slice(1)) {
        await one.waitForFunction('app.reason() === "user_banned"')
      }
      expect(await name(tabs[8] as Page)).toBe('张三')
      await auth.kickOut(((await auth.findUser(phone)) as { id: string }).id)
      for (const n of [2, 4, 5, 8]) {
        await (tabs[n] as Page).waitForFunction('app.reason() === "kicked_out"')
      }
      await until(() => lines() === 0)
    })
  }

  it('comes again at once when the network is back', async () => {
    const { context, auth, tab, signIn, count } = await site()
    const page = await tab('session')
    await page.evaluate('void app.watch()')
    await signIn(page)
    await until(() => count(events) === 1)
    await context.setOffline(true)
    await context.setOffline(false)
    await until(() => count(events) >= 2)
    await auth.kickOut(((await auth.findUser(phone)) as { id: string }).id)
    await page.waitForFunction('app.reason() === "kicked_out"')
  })
})

/** As when the system runs out of memory: nothing of the page runs any more. */
async function crash(context: BrowserContext, tab: Page): Promise<void> {
  const session = await context.newCDPSession(tab)
  session.send('Page.crash').catch(() => {})
  await tab.waitForEvent('crash')
}
