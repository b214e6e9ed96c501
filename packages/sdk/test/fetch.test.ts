import ky from 'ky'
import { createFetch } from 'ofetch'
import createOpenapiClient from 'openapi-fetch'
import { describe, expect, it } from 'vitest'
import type { Client } from '../src/index.ts'
import { codeOf, line, open } from './open.ts'

/** A server that says what came, to whoever is signed in, and a client that is. */
async function echoing() {
  const server = await open((app) => {
    const raw = { parseAs: 'buffer' } as const
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', raw, (_request, body, done) => done(null, body))
    app.addContentTypeParser('application/json', raw, (_request, body, done) =>
      done(null, JSON.parse(String(body))),
    )
    app.route({
      method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url: '/echo',
      handler: async ({ headers, method, body }, reply) => {
        try {
          server.auth.authenticate(String(headers.authorization).slice('Bearer '.length))
        } catch (error) {
          const { code: reason } = error as { code: string }
          return reply.code(401).send({ code: 4101, msg: '', reason })
        }
        const text = Buffer.isBuffer(body) ? body.toString() : body && JSON.stringify(body)
        return {
          method,
          text: text ?? '',
          type: headers['content-type'] ?? '',
          x: headers['x-one'],
        }
      },
    })
  })
  return { ...server, url: `${server.origin}/echo`, ours: await server.signedIn() }
}

type Echo = { method: string; text: string; type: string; x?: string }

describe('fetch takes whatever fetch takes (F13)', () => {
  const json = { method: 'POST', headers: { 'content-type': 'application/json', 'x-one': '1' } }
  const body = '{"a":1}'
  const sent: Echo = { method: 'POST', text: body, type: 'application/json', x: '1' }

  const ways: Readonly<Record<string, (fetch: Client['fetch'], url: string) => Promise<Response>>> =
    {
      'a path': (fetch) => fetch('/echo', { ...json, body }),
      'an address': (fetch, url) => fetch(url, { ...json, body }),
      'a URL': (fetch, url) => fetch(new URL(url), { ...json, body }),
      'a Request': (fetch, url) => fetch(new Request(url, { ...json, body })),
      'a Request and nothing over it': (fetch, url) =>
        fetch(new Request(url, { ...json, body }), {}),
      'a Request and undefined over it': (fetch, url) =>
        fetch(new Request(url, { ...json, body }), {
          method: undefined,
          body: undefined,
          headers: undefined,
        }),
      'a body over a Request': (fetch, url) =>
        fetch(new Request(url, { ...json, body: '{"b":2}' }), { body }),
      'headers over a Request': (fetch, url) =>
        fetch(new Request(url, { ...json, body, headers: {} }), { headers: json.headers }),
      'a method over a Request': (fetch, url) =>
        fetch(new Request(url, { ...json, method: 'PUT', body }), { method: 'post' }),
      'a Request over a path': (fetch, url) => fetch('/echo', new Request(url, { ...json, body })),
      'by hand': (fetch, url) => {
        const request = new Request(url, { ...json, body })
        return fetch(request.url, request)
      },
      'a Request with a stream': (fetch, url) => {
        const init = { ...json, body: new Blob([body]).stream(), duplex: 'half' } as RequestInit
        return fetch(new Request(url, init))
      },
      'a Request of a Request': (fetch, url) =>
        fetch(new Request(new Request(url, { ...json, body }).clone())),
      bytes: (fetch) => fetch('/echo', { ...json, body: new TextEncoder().encode(body) }),
      'a Blob': (fetch) => fetch('/echo', { ...json, body: new Blob([body]) }),
    }

  it('in every form it arrives whole, and once more when the token has expired', async () => {
    const { ours, url, advance, count } = await echoing()
    const { fetch } = ours
    for (const [way, ask] of Object.entries(ways)) {
      const [refreshed, asked] = [count('POST /v1/refresh'), count('POST /echo')]
      expect(await (await ask(fetch, url)).json(), way).toEqual(sent)
      advance(3601)
      expect(await (await ask(fetch, url)).json(), way).toEqual(sent)
      expect(count('POST /v1/refresh'), way).toBe(refreshed + 1)
      expect(count('POST /echo'), way).toBe(asked + 3)
    }
  })

  it('forms and what has no body arrive as fetch sends them, again as well', async () => {
    const { ours, url, advance } = await echoing()
    const form = (): FormData => {
      const made = new FormData()
      made.append('name', '张三')
      made.append('file', new Blob(['x,y']), 'a.csv')
      return made
    }
    const post = (content: FormData | URLSearchParams) =>
      new Request(url, { method: 'POST', body: content })
    for (const input of [() => post(form()), () => [url, { method: 'POST', body: form() }]]) {
      advance(3601)
      const [first, init] = [input()].flat() as [Request, RequestInit]
      const { text, type } = (await (await ours.fetch(first, init)).json()) as Echo
      expect(type).toMatch(/^multipart\/form-data; ?boundary=/)
      expect(text).toContain('filename="a.csv"')
      expect(text).toContain('张三')
      expect(text).toContain(type.split('boundary=')[1])
    }
    const pairs = new URLSearchParams({ a: '1 2', b: '张' })
    for (const input of [post(pairs), new Request(url, { method: 'POST', body: pairs })]) {
      advance(3601)
      expect(await (await ours.fetch(input)).json()).toMatchObject({
        text: 'a=1+2&b=%E5%BC%A0',
        type: 'application/x-www-form-urlencoded;charset=UTF-8',
      })
    }
    for (const method of ['GET', 'DELETE', 'POST']) {
      advance(3601)
      const reply = await ours.fetch(new Request(url, { method }))
      expect(await reply.json()).toEqual({ method, text: '', type: '' })
    }
    expect((await ours.fetch(new Request(url, { method: 'HEAD' }))).status).toBe(200)
  })

  it('openapi-fetch, ky and ofetch are given it, bound or not', async () => {
    const { ours, url, origin, advance } = await echoing()
    const { fetch } = ours
    type Paths = {
      '/echo': {
        post: {
          requestBody: { content: { 'application/json': { a: number } } }
          responses: { 200: { content: { 'application/json': Echo } } }
        }
      }
    }
    const typed = createOpenapiClient<Paths>({ baseUrl: origin, fetch })
    const shaped = { method: 'POST', text: body, type: 'application/json' }
    const callers = [
      async () => (await typed.POST('/echo', { body: { a: 1 } })).data,
      () =>
        ky
          .create({ fetch })
          .post(url, { json: { a: 1 } })
          .json(),
      () =>
        ky
          .create({ fetch, prefixUrl: origin })
          .post('echo', { json: { a: 1 } })
          .json(),
      () => createFetch({ fetch })(url, { method: 'POST', body: { a: 1 } }),
      () => createFetch({ fetch })('/echo', { baseURL: origin, method: 'POST', body: { a: 1 } }),
    ]
    for (const ask of callers) {
      expect(await ask()).toMatchObject(shaped)
      advance(3601)
      expect(await ask()).toMatchObject(shaped)
    }
  })

  it('A223 a Request on another origin is refused and not read', async () => {
    const { ours, origin } = await echoing()
    const { fetch } = ours
    const request = new Request('https://evil.example/echo', { ...json, body })
    await expect(fetch(request)).rejects.toThrow(/another origin/)
    expect(request.bodyUsed).toBe(false)
    const disguised = Object.assign(new URL(`${origin}/echo`), {
      url: 'https://evil.example/',
    })
    await expect(fetch(disguised)).rejects.toThrow(/another origin/)
  })

  it('what a Request says of itself goes along, and the token wins over its own', async () => {
    const { url, signedIn } = await echoing()
    const { transport, sent: requests } = line()
    const client = await signedIn({ transport })
    const request = new Request(url, {
      ...json,
      body,
      cache: 'no-store',
      credentials: 'include',
      integrity: '',
      keepalive: true,
      mode: 'same-origin',
      referrerPolicy: 'no-referrer',
      headers: { ...json.headers, authorization: 'Bearer mine' },
    } as RequestInit)
    await client.fetch(request, { mode: 'cors' })
    expect(requests.at(-1)).toMatchObject({
      url: url,
      method: 'POST',
      cache: 'no-store',
      credentials: 'include',
      keepalive: true,
      mode: 'cors',
      referrerPolicy: 'no-referrer',
      redirect: 'manual',
      headers: { authorization: expect.not.stringContaining('mine'), 'x-one': '1' },
    })
  })

  it('the signal of a Request is heard, and one over it instead', async () => {
    const { ours, url } = await echoing()
    const { fetch } = ours
    const aborted = AbortSignal.abort()
    expect(await codeOf(fetch(new Request(url, { signal: aborted })))).toBe('aborted')
    expect(await codeOf(fetch(new Request(url), { signal: aborted }))).toBe('aborted')
    expect((await fetch(new Request(url), { signal: null })).status).toBe(200)
  })

  it('a body that was read before is a TypeError, as fetch says', async () => {
    const { ours, url } = await echoing()
    const request = new Request(url, { ...json, body })
    await request.text()
    await expect(ours.fetch(request)).rejects.toThrow(TypeError)
  })

  it('a stream is sent once: its refusal is handed on, and a 503 as well', async () => {
    const { ours, advance, client } = await echoing()
    const chunks = async function* () {
      yield new TextEncoder().encode(body)
    }
    const bodies = [() => new Blob([body]).stream(), () => chunks()]
    for (const make of bodies) {
      advance(3601)
      const init = { ...json, body: make(), duplex: 'half' }
      expect((await ours.fetch('/echo', init)).status).toBe(401)
      expect((await ours.fetch('/echo')).status).toBe(200)
    }
    const busy = client({ transport: async () => new Response('', { status: 503 }) })
    const reply = await busy.fetch('/echo', { ...json, method: 'PUT', body: chunks() })
    expect(reply.status).toBe(503)
  })

  it('an address is the base’s however either is spelled', async () => {
    const { client, origin, url } = await echoing()
    const upper = client({ baseUrl: origin.replace('http', 'HTTP') })
    expect(upper.urlOf(new Request(url))).toBe(url)
    const named = client({ baseUrl: 'https://API.Example/base' })
    for (const address of ['https://api.example/x', 'https://API.Example/x']) {
      expect(named.urlOf(new Request(address))).toBe('https://api.example/x')
      expect(named.urlOf(address)).toBe(address)
    }
  })
})
