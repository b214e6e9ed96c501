import { createServer } from 'node:http'
import { Hono } from 'hono'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createZtoken, memory } from 'ztoken'
import type * as forFetch from 'ztoken/fetch'
import type * as forHono from 'ztoken/hono'
import type * as forNode from 'ztoken/node'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { secret } from './open.ts'

const preflight = {
  method: 'OPTIONS',
  headers: { origin: 'https://app.example', 'access-control-request-method': 'GET' },
}

describe('a guard that stands before cors (F23)', () => {
  const ways: Readonly<
    Record<string, (guards: [typeof forNode, typeof forHono, typeof forFetch]) => Promise<Ask>>
  > = {
    'node:http': async ([guards]) => {
      const guard = guards.loginRequired(await opened())
      const server = createServer((request, response) =>
        guard(request, response, () => response.end()),
      )
      await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
      onTestFinished(() => void server.close())
      const { port } = server.address() as { port: number }
      return async (init) => (await fetch(`http://127.0.0.1:${port}/`, init)).status
    },
    Hono: async ([, guards]) => {
      const app = new Hono()
      app.use('*', guards.loginRequired(await opened()))
      return async (init) => (await app.request('/', init)).status
    },
    fetch: async ([, , guards]) => {
      const handle = guards.loginRequired(await opened())(() => new Response())
      return async (init) => (await handle(new Request('https://api.example/', init))).status
    },
  }

  type Ask = (init: RequestInit) => Promise<number>

  async function opened() {
    const auth = await createZtoken({ secret, store: memory(), passwords: cheapHashes })
    onTestFinished(() => auth.close())
    return auth
  }

  it.each(Object.keys(ways))(
    '%s: says once where cors belongs, and of no other request',
    async (way) => {
      vi.resetModules()
      const guards = await Promise.all([
        import('ztoken/node'),
        import('ztoken/hono'),
        import('ztoken/fetch'),
      ])
      const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
      onTestFinished(() => warned.mockRestore())
      const ask = await (ways[way] as NonNullable<(typeof ways)[string]>)(guards)
      for (const method of ['GET', 'OPTIONS']) expect(await ask({ method })).toBe(401)
      expect(warned).not.toHaveBeenCalled()
      for (const _ of [1, 2]) expect(await ask(preflight)).toBe(401)
      expect(warned).toHaveBeenCalledTimes(1)
      expect(String(warned.mock.calls[0])).toContain('put cors before the guard')
    },
  )
})
