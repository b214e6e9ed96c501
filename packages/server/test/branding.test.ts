import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type AppOptions, type Branding, createApp } from '../src/server.ts'
import { open, temporaryDirectory } from './open.ts'
import { quartersAs } from './pictures.ts'

const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

function fileOf(content: string | Buffer): string {
  const path = join(temporaryDirectory(), 'logo')
  writeFileSync(path, content)
  return path
}

async function opened(branding: Branding, options: AppOptions = {}) {
  const { core } = await open()
  const app = await createApp(core, { pages: true, branding, ...options })
  return (url: string) => app.inject({ method: 'GET', url })
}

/** What a document has written for the pages. */
function writtenIn(html: string): unknown {
  const [, content = 'null'] = /<meta name="branding" content="([^"]*)"/.exec(html) ?? []
  const text = content
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
  return JSON.parse(text)
}

const linked = (html: string, rel: string, ending: string): string[] =>
  [...html.matchAll(/<link rel="(\w+)" href="\.\/([^"]+)"/g)].flatMap(([, kind, href = '']) =>
    kind === rel && href.endsWith(ending) && !href.startsWith('assets/') ? [href] : [],
  )

describe('whose the pages are', () => {
  it('is not said where nothing was given: the document is byte for byte as it was', async () => {
    const { core } = await open()
    const without = await createApp(core, { pages: true })
    const before = await without.inject({ method: 'GET', url: '/app/' })
    expect((await (await opened({}))('/app/')).body).toBe(before.body)
    expect(before.body).not.toContain('branding')
  })

  it('is in the document before any script, in both languages, and changes no policy', async () => {
    const get = await opened({
      name: { 'zh-CN': '示例', en: 'Example' },
      footer: '© 2026',
      icp: '京ICP备12345678号-1',
      homeUrl: 'https://app.example/',
    })
    const { body, headers } = await get('/app/sign-in')
    expect(writtenIn(body)).toEqual({
      name: { 'zh-CN': '示例', en: 'Example' },
      logo: null,
      sign_in_text: null,
      footer: { 'zh-CN': '© 2026', en: '© 2026' },
      icp: '京ICP备12345678号-1',
      public_security: null,
      terms_url: null,
      privacy_url: null,
      home_url: { 'zh-CN': 'https://app.example/', en: 'https://app.example/' },
    })
    expect(body).toContain('<title>示例</title>')
    const before = await (await opened({}))('/app/sign-in')
    const policy = 'content-security-policy'
    expect(headers[policy]).toBe(before.headers[policy])
  })

  it('A225 is text, whatever is in it', async () => {
    const texts = [
      '"><script>alert(1)</script>',
      '</title><img src=x onerror=alert(1)>',
      "$& $' $`",
    ]
    for (const name of texts) {
      const { body } = await (await opened({ name }))('/app/')
      expect(writtenIn(body)).toMatchObject({ name: { en: name, 'zh-CN': name } })
      expect(body).not.toMatch(/<script>|<img/)
      expect(body.match(/<\/head>/g), name).toHaveLength(1)
    }
  })
})

describe('the logo', () => {
  it.each([
    ['image/svg+xml', '.svg', async () => Buffer.from(svg)],
    ['image/png', '.png', () => quartersAs('png')],
    ['image/webp', '.webp', () => quartersAs('webp')],
  ])(
    'A226 is served as what it is, and nothing in it may run: %s',
    async (type, ending, content) => {
      const bytes = await content()
      const get = await opened({ logo: fileOf(bytes) })
      const { body } = await get('/app/account')
      const [icon = ''] = linked(body, 'icon', ending)
      expect(writtenIn(body)).toMatchObject({ logo: `./${icon}` })
      const reply = await get(`/app/${icon}`)
      expect(reply.statusCode).toBe(200)
      expect(reply.rawPayload.equals(bytes)).toBe(true)
      expect(reply.headers).toMatchObject({
        'content-type': type,
        'x-content-type-options': 'nosniff',
        'content-security-policy':
          "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
        'cache-control': 'public, max-age=31536000, immutable',
      })
    },
  )

  it('has another address where it is another picture, and stands below a prefix', async () => {
    const addressOf = async (content: string) => {
      const get = await opened({ logo: fileOf(content) }, { prefix: '/auth' })
      const [icon = ''] = linked((await get('/auth/app/')).body, 'icon', '.svg')
      expect((await get(`/auth/app/${icon}`)).body).toBe(content)
      return icon
    }
    expect(await addressOf(svg)).not.toBe(await addressOf(`${svg} `))
    expect(await addressOf(svg)).toBe(await addressOf(svg))
  })
})

describe('the accent', () => {
  it('is a stylesheet after those of the pages, for light and dark', async () => {
    const get = await opened({ accent: '#0a7a52' })
    const { body } = await get('/app/')
    const [styles = ''] = linked(body, 'stylesheet', '.css')
    expect(body.indexOf(styles)).toBeGreaterThan(body.lastIndexOf('./assets/'))
    const reply = await get(`/app/${styles}`)
    expect(reply.headers['content-type']).toBe('text/css; charset=utf-8')
    expect(reply.headers['x-content-type-options']).toBe('nosniff')
    expect(reply.body).toMatch(/^:root \{--accent:#0a7a52;/)
    expect(reply.body).toMatch(/:root\[data-theme="dark"\] \{--accent:#(?!0a7a52)[0-9a-f]{6};/)
  })
})
