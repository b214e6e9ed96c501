import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  asyncTokenStorage,
  localTokenStorage,
  memoryStorage,
  sessionTokenStorage,
} from '../src/storage.ts'
import { codeOf, gate, open, password, phone, until } from './open.ts'

/** The part of a browser's storage that is used, on a Map. */
function webStorage() {
  const texts = new Map<string, string>()
  return {
    texts,
    isFull: false,
    getItem: (name: string) => texts.get(name) ?? null,
    setItem(name: string, text: string) {
      if (this.isFull) throw new Error('QuotaExceededError')
      texts.set(name, text)
    },
    removeItem: (name: string) => void texts.delete(name),
  }
}

afterEach(() => void vi.unstubAllGlobals())

describe('localStorage', () => {
  it('keeps tokens under one name, for the next page too, and after signing out what the device is known by', async () => {
    const { signedIn, client } = await open()
    const storage = webStorage()
    vi.stubGlobal('localStorage', storage)
    const ours = await signedIn({ storage: localTokenStorage({ name: 'app' }) })
    expect([...storage.texts.keys()]).toEqual(['app.device', 'app'])
    const next = client({ storage: localTokenStorage({ name: 'app' }) })
    expect(next.user).toEqual(ours.user)
    expect((await next.fetch('/v1/me')).status).toBe(200)
    await next.logout()
    expect(storage.texts.has('app')).toBe(false)
    await until(() => storage.texts.size === 1)
    expect([...storage.texts.keys()]).toEqual(['app.device'])
  })

  it('without Web Locks a note in the storage keeps the tabs in line', async () => {
    const { signedIn, client, advance, count } = await open()
    const storage = webStorage()
    vi.stubGlobal('localStorage', storage)
    vi.stubGlobal('navigator', {})
    const made = () => ({ storage: localTokenStorage() })
    const tabs = [await signedIn(made()), client(made()), client(made())]
    advance(3601)
    const asked = tabs.flatMap((tab) => Array.from({ length: 20 }, () => tab.fetch('/v1/me')))
    const replies = await Promise.all(asked)
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
    expect(count('POST /v1/refresh')).toBe(1)
    await until(() => storage.getItem('ztoken.lock') === null)
  })

  it('A221 a note whose tab died is free again, and so is one from a clock that was put back', async () => {
    const { signedIn, advance, count } = await open()
    const storage = webStorage()
    vi.stubGlobal('localStorage', storage)
    vi.stubGlobal('navigator', {})
    const ours = await signedIn({ storage: localTokenStorage() })
    for (const end of [Date.now() + 300, Date.now() - 1, Date.now() + 86_400_000]) {
      const before = count('POST /v1/refresh')
      storage.setItem('ztoken.lock', `somebody ${end}`)
      advance(3601)
      await ours.loadUser()
      expect(count('POST /v1/refresh')).toBe(before + 1)
      await until(() => storage.getItem('ztoken.lock') === null)
    }
  })

  it('a note that is renewed is respected', async () => {
    const { signedIn, client, advance, count } = await open((app) => {
      app.addHook('onSend', async ({ url }) => {
        if (url === '/v1/refresh') await answered.opened
      })
    })
    const answered = gate()
    const storage = webStorage()
    vi.stubGlobal('localStorage', storage)
    vi.stubGlobal('navigator', {})
    const made = () => ({ storage: localTokenStorage() })
    const [ours, other] = [await signedIn(made()), client(made())]
    advance(3601)
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearInterval', 'Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const answers: unknown[] = []
    for (const tab of [ours, other]) void tab.loadUser().then((user) => answers.push(user))
    const goOnUntil = (isSo: () => boolean) =>
      until(async () => {
        await vi.advanceTimersByTimeAsync(100)
        return isSo()
      })
    await goOnUntil(() => count('POST /v1/refresh') === 1)
    // Far longer than a note holds that nobody renews.
    for (let n = 0; n < 8; n += 1) await vi.advanceTimersByTimeAsync(400)
    expect(count('POST /v1/refresh')).toBe(1)
    answered.open()
    await goOnUntil(() => answers.length === 2)
    expect(count('POST /v1/refresh')).toBe(1)
  })

  it('uses Web Locks where they are there, and the note where a frame may not use them', async () => {
    const { signedIn, advance, count } = await open()
    const storage = webStorage()
    vi.stubGlobal('localStorage', storage)
    const names: string[] = []
    const request = async (name: string, work: () => Promise<unknown>) => {
      names.push(name)
      return work()
    }
    vi.stubGlobal('navigator', { locks: { request } })
    const ours = await signedIn({ storage: localTokenStorage() })
    advance(3601)
    await ours.loadUser()
    expect(new Set(names)).toEqual(new Set(['ztoken.lock']))
    vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(new Error('Security')) } })
    advance(3601)
    await ours.loadUser()
    expect(count('POST /v1/refresh')).toBe(2)
  })

  it('keeps the lock until other tabs have seen what was written, and lets the writer go on', async () => {
    const { signedIn, advance } = await open()
    vi.stubGlobal('localStorage', webStorage())
    let held = 0
    const request = async (_name: string, work: () => Promise<unknown>) => {
      held += 1
      await work()
      held -= 1
    }
    vi.stubGlobal('navigator', { locks: { request } })
    const ours = await signedIn({ storage: localTokenStorage() })
    advance(3601)
    await ours.loadUser()
    expect(held).toBe(1)
    await until(() => held === 0)
  })

  it('a storage that is full, forbidden or missing is no reason to fail', async () => {
    const { signedIn, advance } = await open()
    const storage = webStorage()
    vi.stubGlobal('localStorage', storage)
    vi.stubGlobal('navigator', {})
    const ours = await signedIn({ storage: localTokenStorage() })
    storage.isFull = true
    advance(3601)
    expect(await ours.loadUser()).toEqual(ours.user)
    // The old tokens are no good any more and must not be found by the next page.
    expect(storage.texts.has('ztoken')).toBe(false)
    expect(await ours.loadUser()).toEqual(ours.user)
    vi.stubGlobal('localStorage', undefined)
    const without = await signedIn({ storage: localTokenStorage() })
    advance(3601)
    expect(await without.loadUser()).toEqual(without.user)
    await without.logout()
    expect(without.user).toBeNull()
  })

  it('what a stranger wrote there is nobody signed in, never a failure', async () => {
    const { client } = await open()
    const storage = webStorage()
    vi.stubGlobal('localStorage', storage)
    const strange = [
      '',
      'x',
      'null',
      '1',
      '[]',
      '{}',
      '{"access_token":"x"}',
      '"text"',
      '{"user":1}',
    ]
    for (const text of strange) {
      storage.texts.set('ztoken', text)
      const ours = client({ storage: localTokenStorage() })
      expect(ours.user).toBeNull()
      expect(await codeOf(ours.refresh())).toBe('signed_out')
      expect((await ours.fetch('/v1/me')).status).toBe(401)
    }
  })
})

describe('sessionStorage', () => {
  it('keeps tokens for one tab', async () => {
    const { signedIn, client } = await open()
    vi.stubGlobal('sessionStorage', webStorage())
    vi.stubGlobal('BroadcastChannel', undefined)
    const ours = await signedIn({ storage: sessionTokenStorage() })
    expect(client({ storage: sessionTokenStorage() }).user).toEqual(ours.user)
    vi.stubGlobal('sessionStorage', webStorage())
    expect(client({ storage: sessionTokenStorage() }).user).toBeNull()
  })
})

describe('a storage that takes time', () => {
  /** As AsyncStorage of React Native. */
  function slowStorage() {
    const texts = new Map<string, string>()
    const soon = () => new Promise((resolve) => setImmediate(resolve))
    return {
      texts,
      getItem: (name: string) => soon().then(() => texts.get(name) ?? null),
      setItem: (name: string, text: string) => soon().then(() => texts.set(name, text)),
      removeItem: (name: string) => soon().then(() => texts.delete(name)),
    }
  }

  it('is read before anything is sent and written in order', async () => {
    const { signedIn, client, advance } = await open()
    const slow = slowStorage()
    const ours = await signedIn({ storage: asyncTokenStorage(slow) })
    advance(3601)
    await ours.loadUser()
    const written = JSON.parse((await slow.getItem('ztoken')) ?? '')
    const next = client({ storage: asyncTokenStorage(slow) })
    expect(next.user).toBeNull()
    expect((await next.fetch('/v1/me')).status).toBe(200)
    expect(next.user).toEqual(ours.user)
    expect(written.session).toEqual(ours.state.session)
    await client({ storage: asyncTokenStorage(slow) }).logout()
    await slow.getItem('ztoken')
    expect([...slow.texts.keys()]).toEqual(['ztoken.device'])
  })

  it('that fails is as good as memory', async () => {
    const { signedIn } = await open()
    const fails = () => Promise.reject(new Error('no storage'))
    const broken = { getItem: fails, setItem: fails, removeItem: fails }
    const ours = await signedIn({ storage: asyncTokenStorage(broken) })
    expect((await ours.fetch('/v1/me')).status).toBe(200)
  })
})

describe('a listener', () => {
  it('that fails keeps nothing from the others and is not silenced', async () => {
    const { client } = await open()
    const storage = memoryStorage()
    const [ours, other] = [client({ storage }), client({ storage })]
    const unhandled: unknown[] = []
    const usual = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.once('unhandledRejection', (error) => unhandled.push(error))
    onTestFinished(() => {
      for (const listener of usual) process.on('unhandledRejection', listener)
    })
    const heard: unknown[] = []
    const stop = ours.onChange(() => {
      throw new Error('a fault of the page')
    })
    ours.onChange(({ user }) => heard.push(user?.name))
    other.onChange(({ user }) => heard.push(user?.name))
    await ours.login({ phone, password })
    stop()
    await ours.logout()
    expect(heard).toEqual(['张三', '张三', undefined, undefined])
    expect(String(unhandled[0])).toContain('a fault of the page')
  })
})

describe('a browser that keeps nothing for sites (F44)', () => {
  const denied = (): never => {
    throw new DOMException('denied', 'SecurityError')
  }
  const blocked: Readonly<Record<string, () => void>> = {
    'the storage throws when it is looked at': () => {
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(globalThis, name, { get: denied, configurable: true })
        onTestFinished(() => void Reflect.deleteProperty(globalThis, name))
      }
    },
    'every verb of it throws': () => {
      const storage = { getItem: denied, setItem: denied, removeItem: denied }
      for (const name of ['localStorage', 'sessionStorage']) vi.stubGlobal(name, storage)
    },
    'nothing can be put there': () => {
      const storage = Object.assign(webStorage(), { isFull: true })
      for (const name of ['localStorage', 'sessionStorage']) vi.stubGlobal(name, storage)
    },
    'there is none': () => {
      for (const name of ['localStorage', 'sessionStorage']) vi.stubGlobal(name, undefined)
    },
  }

  for (const [how, block] of Object.entries(blocked)) {
    it.each([localTokenStorage, sessionTokenStorage])(
      `%o: goes on in memory, and says that a reload signs out: ${how}`,
      async (make) => {
        const { signedIn, advance, auth } = await open()
        block()
        const storage = make()
        expect(storage.isLasting?.()).toBe(false)
        const ours = await signedIn({ storage })
        advance(3601)
        expect((await ours.fetch('/v1/me')).status).toBe(200)
        expect(ours.user).not.toBeNull()
        expect(storage.isLasting?.()).toBe(false)
        await auth.kickOut(ours.user?.id ?? '')
        expect((await ours.fetch('/v1/me')).status).toBe(401)
        expect(ours.state.reason).toBe('kicked_out')
        ours.close()
      },
    )
  }

  it('where tokens are kept it says that they last, and leaves nothing of the question', () => {
    const storage = webStorage()
    vi.stubGlobal('localStorage', storage)
    expect(localTokenStorage().isLasting?.()).toBe(true)
    expect(storage.texts.size).toBe(0)
  })
})
