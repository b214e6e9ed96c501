import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { AppOptions } from '../src/server.ts'
import { open } from './open.ts'
import { parseRaw, sendRaw } from './wire.ts'

async function opened(options: AppOptions = {}) {
  const lines: Record<string, unknown>[] = []
  const stream = { write: (line: string) => void lines.push(JSON.parse(line)) }
  const { app } = await open({}, { logger: { level: 'info', stream }, ...options })
  app.get('/broken', () => {
    throw new Error('broken')
  })
  const ask = async (url: string, headers: Record<string, string> = {}, remoteAddress?: string) => {
    const reply = await app.inject({ url, headers, ...(remoteAddress && { remoteAddress }) })
    return { id: reply.headers['x-request-id'], body: reply.json(), status: reply.statusCode }
  }
  return { app, ask, lines }
}

describe('the id of a request', () => {
  it('is in every reply, another each time', async () => {
    const { ask } = await opened()
    const urls = [
      '/healthz',
      '/healthz',
      '/v1/me',
      '/user/detail',
      '/nowhere',
      '/v1/%zz',
      '/broken',
    ]
    const ids = await Promise.all(urls.map(async (url) => (await ask(url)).id))
    for (const id of ids) expect(id).toMatch(/^[\x21-\x7e]{1,128}$/)
    expect(new Set(ids).size).toBe(urls.length)
  })

  it('is the one in the body of a failure and in the log', async () => {
    const { ask, lines } = await opened()
    for (const url of ['/v1/me', '/nowhere', '/v1/%zz']) {
      const { id, body } = await ask(url)
      expect(body.request_id).toBe(id)
    }
    const { id, body } = await ask('/broken')
    expect(body).toMatchObject({ reason: 'internal_error', request_id: id })
    expect(lines).toMatchObject([{ request_id: id, msg: 'internal_error' }])
  })

  it('is in the answer to what is no request as well', async () => {
    const { app } = await opened()
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const answer = await sendRaw(port, 'this is none\r\n\r\n')
    const { request_id: id } = JSON.parse(parseRaw(answer).body)
    expect(answer).toContain(`\r\nx-request-id: ${id}\r\n`)
  })

  it('is the one that a trusted proxy gave, of nobody else and of no other form', async () => {
    const { ask } = await opened({ trustedProxies: ['10.0.0.0/8'] })
    const from = async (address: string, given: string) =>
      (await ask('/v1/me', { 'x-request-id': given }, address)).id
    for (const given of ['4bf92f3577b34da6', 'a-b.c/d:e{"}', 'x'.repeat(128)]) {
      expect(await from('10.1.2.3', given)).toBe(given)
      expect(await from('192.0.2.1', given)).not.toBe(given)
    }
    for (const given of ['', 'two words', 'x'.repeat(129), 'é', 'a\tb', 'one, another']) {
      const id = await from('10.1.2.3', given)
      expect(id).not.toBe(given)
      expect(id).toMatch(/^[\w-]+$/)
    }
    const { ask: askAlone } = await opened()
    expect((await askAlone('/healthz', { 'x-request-id': 'mine' })).id).not.toBe('mine')
  })

  it('may be read by a page on another origin', async () => {
    const origin = 'https://app.example'
    const { app } = await opened({ corsOrigins: [origin] })
    const { headers } = await app.inject({ url: '/healthz', headers: { origin } })
    expect(String(headers['access-control-expose-headers']).split(', ')).toContain('x-request-id')
  })
})

describe('the trace of a request (W3C Trace Context)', () => {
  const trace = '0af7651916cd43dd8448eb211c80319c'
  const span = 'b7ad6b7169203331'

  it('is named in the log where traceparent is valid', async () => {
    const { ask, lines } = await opened()
    for (const traceparent of [`00-${trace}-${span}-01`, `cc-${trace}-${span}-00-more`]) {
      await ask('/broken', { traceparent })
      expect(lines.pop()).toMatchObject({ trace_id: trace })
    }
  })

  it('is not where it is not', async () => {
    const { ask, lines } = await opened()
    for (const traceparent of [
      '',
      'canary',
      `ff-${trace}-${span}-01`,
      `00-${trace.toUpperCase()}-${span}-01`,
      `00-${'0'.repeat(32)}-${span}-01`,
      `00-${trace}-${'0'.repeat(16)}-01`,
      `00-${trace}-${span}-01x`,
      `00-${trace}-${span}-01-more`,
    ]) {
      await ask('/broken', { traceparent })
      expect(lines.pop(), traceparent).not.toHaveProperty('trace_id')
    }
  })
})
