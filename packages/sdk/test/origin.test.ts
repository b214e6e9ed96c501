import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createClient, nextPath } from '../src/index.ts'
import { codeOf, line, open, password, phone } from './open.ts'

/** Another site, and what reached it. */
async function openEvil() {
  const heard: string[] = []
  const server = createServer((request, reply) => {
    heard.push(`${request.method} ${request.url} ${request.headers.authorization ?? 'no token'}`)
    reply.setHeader('content-type', 'application/json')
    reply.end('{"code":0,"msg":"","data":{}}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard }
}

describe('tokens go to the configured origin only', () => {
  it('A223 an address elsewhere is a TypeError, and nothing is sent', async () => {
    const { signedIn, origin } = await open()
    const { transport, sent } = line()
    const ours = await signedIn({ transport })
    const before = sent.length
    const [scheme, host] = [origin.slice(0, 7), origin.slice(7)]
    const elsewhere = [
      'https://evil.example/v1/me',
      '//evil.example/v1/me',
      '/\\evil.example',
      '\\\\evil.example',
      '/\t/evil.example',
      '\t//evil.example',
      '/\n/evil.example',
      ' //evil.example',
      '@evil.example/',
      '.evil.example/',
      `${origin}@evil.example/`,
      `${origin}.evil.example/`,
      `${origin}:80@evil.example/`,
      `${origin}\\@evil.example/`,
      `${origin}1/v1/me`,
      `https://${host}/v1/me`,
      `${scheme}evil.example/${origin}`,
      `${scheme}user@${host}/v1/me`,
      'javascript:alert(1)',
      'data:text/plain,x',
      'v1/me',
      '',
    ]
    for (const address of elsewhere) {
      await expect(ours.fetch(address), address).rejects.toThrow(TypeError)
    }
    for (const input of [new Request('https://evil.example/'), 1, null, undefined]) {
      await expect(ours.fetch(input as never)).rejects.toThrow(TypeError)
    }
    expect(sent).toHaveLength(before)
  })

  it('A223 whatever it takes lies on the origin, as a browser reads it', async () => {
    const { client, origin } = await open()
    const page = `${origin}/app/page`
    const wishes = [
      '/x',
      '/',
      '/a//b',
      '/..//evil.example',
      '/.//evil.example',
      '/%09/evil.example',
    ]
    const more = ['/a b', '/?u=//evil.example', '/#//evil.example', `${origin}`, `${origin}?x`]
    for (const wish of [...wishes, ...more, `${origin}/x`, `${origin}/\t/evil`, '/@evil.example']) {
      expect(new URL(client().urlOf(wish), page).origin, wish).toBe(origin)
      if (wish.startsWith('/')) {
        for (const baseUrl of ['', '/', '/api']) {
          const here = createClient({ baseUrl }).urlOf(wish)
          expect(new URL(here, page).origin, wish).toBe(origin)
        }
      }
    }
  })

  it('an origin may have a path, and a path of this site is an origin', async () => {
    const inner = createClient({ baseUrl: 'https://api.example/base/' })
    expect(inner.urlOf('/v1/me')).toBe('https://api.example/base/v1/me')
    expect(inner.urlOf(new URL('https://api.example/other?x#y'))).toBe(
      'https://api.example/other?x#y',
    )
    expect(createClient({ baseUrl: '/api' }).urlOf('/v1/me')).toBe('/api/v1/me')
    expect(createClient({ baseUrl: '' }).urlOf('/v1/me')).toBe('/v1/me')
  })

  it('A223 a base that is none is refused when the client is made', () => {
    const bases = [
      '//evil.example',
      'api.example',
      'https://',
      'https://user@api.example',
      'https://api.example?x',
      'https://api.example#x',
      'https:\\\\api.example',
      'https://api.example/a b',
      'ftp://api.example',
      'javascript:alert(1)',
    ]
    for (const baseUrl of bases) {
      expect(() => createClient({ baseUrl }), baseUrl).toThrow(TypeError)
    }
  })

  it('A223 a redirect is not followed, not with a token and not with a password', async () => {
    const evil = await openEvil()
    const { signedIn } = await open((app) => {
      app.get('/away', async (_request, reply) => reply.redirect(`${evil.origin}/token`, 307))
      app.addHook('onRequest', async ({ url }, reply) => {
        if (url === '/v1/register') await reply.redirect(`${evil.origin}/password`, 308)
      })
    })
    const ours = await signedIn()
    expect(await codeOf(ours.fetch('/away'))).toBe('redirect_refused')
    expect(await codeOf(ours.register({ phone, password }))).toBe('redirect_refused')
    expect(evil.heard).toEqual([])
  })
})

describe('where to go after signing in', () => {
  it('A224 a path of this site, and nothing a browser takes for another site or a script', () => {
    const good = [
      '/',
      '/orders',
      '/orders?id=1#top',
      '/a?next=//b',
      '/%2F%2Fevil',
      '/@evil',
      '/a:b',
    ]
    for (const wish of good) expect(nextPath(wish)).toBe(wish)
    const bad = [
      '//evil.example',
      '///evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      '\\evil.example',
      '/\t/evil.example',
      decodeURIComponent('%09//evil.example'),
      decodeURIComponent('/%0a/evil.example'),
      decodeURIComponent('%20//evil.example'),
      '/.//evil.example',
      '/..//evil.example',
      '/a/..//evil.example',
      '/%2e%2e//evil.example',
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      '\u0000javascript:alert(1)',
      'data:text/html,x',
      'https://evil.example',
      'https:/evil.example',
      'https:evil.example',
      'evil.example',
      '@evil.example',
      '?next=x',
      '',
      ' ',
      null,
      undefined,
      ['/a', '/b'],
      { toString: () => '/a' },
      1,
    ]
    for (const wish of bad) expect(nextPath(wish, '/home'), String(wish)).toBe('/home')
    for (const wish of good) {
      const found = new URL(nextPath(wish), 'https://app.example/x')
      expect(found.origin).toBe('https://app.example')
      expect(found.pathname.startsWith('//')).toBe(false)
    }
  })
})
