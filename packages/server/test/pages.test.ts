import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type AppOptions, createApp, createNodeHandler } from '../src/server.ts'
import { open } from './open.ts'

const assets = readdirSync(resolve(import.meta.dirname, '../pages/assets'))
const script = assets.find((name) => /^frame-.*\.js$/.test(name)) ?? ''

async function opened(options: AppOptions = { pages: true }) {
  const { core } = await open()
  const app = await createApp(core, options)
  return {
    core,
    get: (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
      app.inject({ method, url, headers }),
  }
}

describe('the pages', () => {
  it('are one document for every address below /app/, asked for again each time', async () => {
    const { get } = await opened()
    const start = await get('/app/')
    expect(start.statusCode).toBe(200)
    expect(start.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(start.headers['cache-control']).toBe('no-cache')
    expect(start.body).toContain('<base href="/app/"')
    for (const url of ['/app/sign-in', '/app/admin/users/17', '/app/no/such/page?next=//evil']) {
      expect((await get(url)).body, url).toBe(start.body)
    }
    for (const url of ['/', '/app']) {
      const reply = await get(url)
      expect([reply.statusCode, reply.headers.location], url).toEqual([302, '/app/'])
    }
    expect((await get('/app/', {}, 'HEAD')).statusCode).toBe(200)
  })

  it('A225 A226 come with a policy that runs nothing inline, asks no other host and is in no frame', async () => {
    const { get } = await opened()
    for (const url of ['/app/', '/app/account', '/app/<script>']) {
      const { headers, body } = await get(url)
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("require-trusted-types-for 'script'")
      expect(policy).not.toMatch(/unsafe|data:|\*|https?:/)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['cross-origin-opener-policy']).toBe('same-origin')
      expect(headers['referrer-policy']).toBe('no-referrer')
      expect(body).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/)
    }
  })

  it('have files that are kept for good and sent compressed', async () => {
    const { get } = await opened()
    const plain = await get(`/app/assets/${script}`)
    expect(plain.statusCode).toBe(200)
    expect(plain.headers['content-type']).toMatch(/^(text|application)\/javascript/)
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(plain.headers['x-content-type-options']).toBe('nosniff')
    const packed = await get(`/app/assets/${script}`, { 'accept-encoding': 'br, gzip' })
    expect(packed.headers['content-encoding']).toBe('br')
    expect(packed.headers.vary).toMatch(/accept-encoding/i)
    expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2)
    expect(brotliDecompressSync(packed.rawPayload).equals(plain.rawPayload)).toBe(true)
    const again = await get(`/app/assets/${script}`, {
      'if-none-match': String(plain.headers.etag),
    })
    expect(again.statusCode).toBe(304)
    expect((await get('/app/icon.svg')).headers['content-type']).toBe('image/svg+xml')
  })

  it('give nothing that is not one of them', async () => {
    const { get } = await opened()
    for (const path of [
      'gone-12345678.js',
      '../index.html',
      '%2e%2e/index.html',
      '..%2f..%2fpackage.json',
      '..%5c..%5cpackage.json',
      '%00',
      '.',
      '',
    ]) {
      const reply = await get(`/app/assets/${path}`)
      // What leads out of the folder is a page that is not there, or no address at all.
      const isDocument = reply.headers['content-type'] === 'text/html; charset=utf-8'
      if (!isDocument) expect([400, 403, 404], path).toContain(reply.statusCode)
      if (!isDocument) expect(reply.headers['cache-control'], path).toBe('no-store')
      expect(reply.body, path).not.toContain('"dependencies"')
    }
  })

  it('stand below the prefix of the application, in other hosts as well', async () => {
    const { get, core } = await opened({ pages: true, prefix: '/auth' })
    expect((await get('/auth/app/account')).body).toContain('<base href="/auth/app/"')
    expect((await get(`/auth/app/assets/${script}`)).statusCode).toBe(200)
    expect((await get('/auth/app')).headers.location).toBe('/auth/app/')
    expect((await get('/app/')).statusCode).toBe(404)
    const handler = await createNodeHandler(core, { pages: true })
    await handler.close()
  })

  it('are not there unless they are asked for', async () => {
    const { get } = await opened({})
    for (const url of ['/', '/app', '/app/', `/app/assets/${script}`]) {
      expect((await get(url)).statusCode, url).toBe(404)
    }
  })

  it('leave the policy of the API as it was', async () => {
    const { get } = await opened()
    const { headers } = await get('/v1/me')
    expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'")
    expect(headers['cache-control']).toBe('no-store')
  })

  it('carry each of their files compressed beside it', () => {
    const large = assets.filter((name) => /\.(js|css)$/.test(name))
    expect(large.length).toBeGreaterThan(5)
    expect(assets).toContain(`${script}.br`)
    expect(assets).toContain(`${script}.gz`)
  })
})
