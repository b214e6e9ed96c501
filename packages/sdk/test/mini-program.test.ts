import { resolve } from 'node:path'
import vm from 'node:vm'
import { build } from 'esbuild'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Client, createClient, type Reply } from '../src/index.ts'
import { uniTokenStorage, uniTransport } from '../src/uni.ts'
import { wxTokenStorage, wxTransport } from '../src/wx.ts'
import { miniProgram } from './mini-program.ts'
import { codeOf, gate, open, password, phone, until } from './open.ts'

const kinds = {
  wx: { global: 'wx', transport: wxTransport, storage: wxTokenStorage },
  uni: { global: 'uni', transport: uniTransport, storage: uniTokenStorage },
} as const

for (const [name, { global, transport, storage }] of Object.entries(kinds)) {
  describe(`a mini program with ${name}`, () => {
    it('signs in, is still signed in at the next start, refreshes once and signs out', async () => {
      const { signedIn, client, advance, count } = await open()
      const api = miniProgram()
      Object.assign(globalThis, { [global]: api })
      const ours = await signedIn({ transport: transport() as never, storage: storage() })
      expect([...api.texts.keys()]).toEqual(['ztoken.device', 'ztoken'])
      const next = client({ transport: transport() as never, storage: storage() })
      expect(next.user).toEqual(ours.user)
      advance(3601)
      const users = await Promise.all(Array.from({ length: 20 }, () => next.loadUser()))
      expect(users).toEqual(users.map(() => ours.user))
      expect(count('POST /v1/refresh')).toBe(1)
      expect(api.asked.some(({ timeout }) => timeout !== undefined)).toBe(true)
      expect(new Set(api.asked.map(({ redirect }) => redirect))).toEqual(new Set(['manual']))
      await next.logout()
      expect([...api.texts.keys()]).toEqual(['ztoken.device'])
      Reflect.deleteProperty(globalThis, global)
    })

    it('changes a profile, though it knows no PATCH', async () => {
      const { signedIn } = await open()
      const ours = await signedIn({ transport: transport(miniProgram()) as never })
      const { name } = await ours.updateUser({ intro: '你好' })
      expect(await ours.loadUser()).toMatchObject({ name, intro: '你好' })
      expect(await codeOf(ours.fetch('/v1/me', { method: 'PATCH', body: '{}' }))).toBe(
        'network_failed',
      )
    })

    it('hears failures by code, with the headers in whatever case they come', async () => {
      const { client } = await open()
      const api = miniProgram()
      const ours = client({
        transport: transport(api) as never,
        storage: storage({ name: 'app' }, api),
      })
      for (let n = 0; n < 10; n += 1) await codeOf(ours.login({ phone, password: 'wrong' }))
      const error = await ours.login({ phone, password }).catch((failure) => failure)
      expect(error.code).toBe('too_many_requests')
      expect(error.retryAfterSeconds).toBeGreaterThan(0)
      api.state.isOffline = true
      expect(await codeOf(ours.login({ phone, password }))).toBe('network_failed')
    })

    it('aborts the request that is on its way', async () => {
      const answered = gate()
      onTestFinished(answered.open)
      const { signedIn, count } = await open((app) => {
        app.addHook('onRequest', async ({ url }) => {
          if (url === '/v1/me') await answered.opened
        })
      })
      const api = miniProgram()
      const made = { transport: transport(api) as never, storage: storage({}, api) }
      const ours = await signedIn(made)
      const controller = new AbortController()
      const sent = codeOf(ours.fetch('/v1/me', { signal: controller.signal }))
      await until(() => count('GET /v1/me') === 1)
      controller.abort()
      expect(await sent).toBe('aborted')
      expect(api.state.aborted).toBe(1)
    })

    it('goes on in memory where the storage is full', async () => {
      const { signedIn, advance } = await open()
      const api = miniProgram()
      const made = { transport: transport(api) as never, storage: storage({}, api) }
      const ours = await signedIn(made)
      api.state.isFull = true
      advance(3601)
      expect(await ours.loadUser()).toEqual(ours.user)
      expect([...api.texts.keys()]).toEqual(['ztoken.device'])
      expect(await ours.loadUser()).toEqual(ours.user)
    })
  })
}

it('a client of a mini program gives plain replies', () => {
  const ours: Client<Reply> = createClient({
    baseUrl: 'https://api.example',
    transport: wxTransport(miniProgram()),
    storage: wxTokenStorage({}, miniProgram()),
  })
  expect(ours.user).toBeNull()
})

it('runs where there is nothing but the language, a timer and wx', async () => {
  const { origin, advance, count } = await open()
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { createClient } from '../src/index.ts'
        import { wxTokenStorage, wxTransport } from '../src/wx.ts'
        globalThis.client = createClient({
          baseUrl: '${origin}',
          transport: wxTransport(),
          storage: wxTokenStorage(),
        })`,
      resolveDir: resolve(import.meta.dirname),
    },
    bundle: true,
    write: false,
    conditions: ['@ztoken/source'],
    target: 'es2020',
  })
  const context = vm.createContext({ wx: miniProgram(), setTimeout })
  const run = (script: string): unknown => vm.runInContext(script, context)
  run('delete globalThis.Proxy; delete globalThis.SharedArrayBuffer')
  const names = ['fetch', 'URL', 'Headers', 'AbortController', 'BroadcastChannel', 'Proxy']
  for (const name of [...names, 'window', 'process', 'Buffer', 'navigator', 'localStorage']) {
    expect(run(`typeof ${name}`), name).toBe('undefined')
  }
  run(outputFiles[0]?.text ?? '')
  await run(`client.login({ phone: '${phone}', password: '${password}' })`)
  advance(3601)
  const users = 'Promise.all([1, 2, 3].map(() => client.loadUser())).then(JSON.stringify)'
  expect(JSON.parse(String(await run(users)))).toHaveLength(3)
  expect(count('POST /v1/refresh')).toBe(1)
  expect(await run('client.logout()')).toBe(true)
  expect(await run('client.fetch("/v1/me").then(({ status }) => status)')).toBe(401)
})
