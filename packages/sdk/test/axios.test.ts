import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import axios, {
  type AxiosAdapter,
  type AxiosRequestConfig,
  type InternalAxiosRequestConfig,
} from 'axios'
import type { FastifyInstance } from 'fastify'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Ztoken } from 'ztoken'
import { attachZtoken } from '../src/axios.ts'
import { createClient, memoryStorage } from '../src/index.ts'
import { codeOf, open, password, phone } from './open.ts'

async function opened(
  config: AxiosRequestConfig = {},
  prepare: (app: FastifyInstance, auth: () => Ztoken) => void = () => {},
) {
  const server = await open((app) => {
    prepare(app, () => server.auth)
    app.get('/orders', async (_request, reply) =>
      reply.code(401).send({ code: 4101, msg: '登录已过期', reason: 'token_expired' }),
    )
    app.get('/away', async (_request, reply) => reply.redirect('/v1/me', 307))
  })
  const storage = memoryStorage()
  const ours = await server.signedIn({ storage })
  const http = axios.create(config)
  const detach = attachZtoken(http, ours)
  return { ...server, ours, http, detach, storage }
}

describe('the axios interceptor', () => {
  it('A222 fifty requests with an expired token: one refresh, all answered', async () => {
    const { http, advance, count } = await opened()
    advance(3601)
    const replies = await Promise.all(Array.from({ length: 50 }, () => http.get('/v1/me')))
    expect(replies.map(({ data }) => data.data.name)).toEqual(replies.map(() => '张三'))
    expect(count('POST /v1/refresh')).toBe(1)
  })

  it('a body is sent again as it was, and a refusal is understood in every form', async () => {
    const { http, advance, count } = await opened()
    for (const responseType of ['json', 'text', 'blob'] as const) {
      advance(3601)
      const reply = await http.patch('/v1/me', { name: responseType }, { responseType })
      expect(reply.status).toBe(200)
    }
    expect(count('POST /v1/refresh')).toBe(3)
    expect((await http.get('/v1/me')).data.data.name).toBe('blob')
  })

  it('other failures are axios’s own, and a session that is over says why', async () => {
    const { http, auth, storage, ours, advance } = await opened()
    const failure = await http.get('/nothing').catch((error) => error)
    expect(axios.isAxiosError(failure)).toBe(true)
    expect(failure.response.data.reason).toBe('not_found')
    await auth.refresh(JSON.parse(storage.read() ?? '').refresh_token)
    advance(3601)
    expect(await codeOf(http.get('/v1/me'))).toBe('refresh_token_reused')
    expect(ours.state.reason).toBe('refresh_token_reused')
  })

  it('a new token that is refused as expired again is no reason to go round', async () => {
    const { http, ours, count } = await opened()
    expect(await codeOf(http.get('/orders'))).toBe('ERR_BAD_REQUEST')
    expect(count('POST /v1/refresh')).toBe(1)
    expect(count('GET /orders')).toBe(2)
    expect(ours.user).not.toBeNull()
  })

  it('A223 the token goes to the configured origin only, and no redirect is followed', async () => {
    const heard: unknown[] = []
    const evil = createServer((request, reply) => {
      heard.push(request.headers.authorization)
      reply.end('{}')
    })
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void evil.close())
    const elsewhere = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`
    const { http, origin, count } = await opened()
    await http.get(`${elsewhere}/x`)
    await http.get('/x', { baseURL: elsewhere })
    expect(heard).toEqual([undefined, undefined])
    expect((await http.get(`${origin}/v1/me`)).status).toBe(200)
    const before = count('GET /v1/me')
    await expect(http.get('/away')).rejects.toThrow()
    expect(count('GET /v1/me')).toBe(before)
  })

  it('can be taken out again', async () => {
    const { http, origin, detach } = await opened()
    detach()
    const reply = await http.get(`${origin}/v1/me`, { validateStatus: null })
    expect(reply.status).toBe(401)
  })
})

/** Instances of axios before this server, each with a token that has just expired. */
async function expired(config: AxiosRequestConfig = {}) {
  const bodies: unknown[] = []
  const server = await opened(config, (app, auth) => {
    const raw = { parseAs: 'string' } as const
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', raw, (_request, body, done) => done(null, body))
    app.addHook('preHandler', async ({ url, body, headers }, reply) => {
      if (!url.startsWith('/echo') && !url.startsWith('/form')) return
      bodies.push(body ?? url)
      try {
        auth().authenticate(String(headers.authorization).slice('Bearer '.length))
      } catch (error) {
        const { code: reason } = error as { code: string }
        await reply.code(401).send({ code: 4101, msg: '登录已过期', reason })
      }
    })
    app.all('/echo', async ({ headers, body }) => ({
      body: body ?? '',
      type: headers['content-type'],
    }))
    app.all('/form', async (_request, reply) =>
      reply
        .type('multipart/form-data; boundary=Aa')
        .send('--Aa\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--Aa--\r\n'),
    )
  })
  server.advance(3601)
  return { ...server, bodies }
}

const forms = ['json', 'text', 'blob', 'arraybuffer', 'stream', 'document', 'formdata'] as const
const textOf = async (data: unknown): Promise<string> => {
  if (typeof data === 'string' || Object(data).constructor === Object) return JSON.stringify(data)
  return new Response(data as ConstructorParameters<typeof Response>[0]).text()
}

describe('a refusal is read in every form of a body (F11)', () => {
  it.each(forms)(
    '%s: a token that has expired is renewed, and a kick-out is noticed',
    async (form) => {
      const { http, ours, auth, advance, count } = await expired()
      const reply = await http.get(form === 'formdata' ? '/form' : '/echo', { responseType: form })
      expect(reply.status).toBe(200)
      if (form === 'formdata') expect(reply.data.get('a')).toBe('1')
      else expect(await textOf(reply.data)).toContain('body')
      expect(count('POST /v1/refresh')).toBe(1)
      advance(1)
      await auth.kickOut(ours.user?.id ?? '')
      const failure = await http.get('/echo', { responseType: form }).catch((error) => error)
      expect(failure.response.status).toBe(401)
      expect(ours.state).toMatchObject({ user: null, reason: 'kicked_out' })
      // What the caller gets is whole: nobody has read it before.
      expect(await textOf(failure.response.data)).toContain('kicked_out')
    },
  )

  it.each(['stream', 'arraybuffer', 'json'] as const)(
    'by Node’s http adapter: %s',
    async (form) => {
      const { http, ours, auth } = await expired({ adapter: 'http', responseType: form })
      expect((await http.get('/echo')).status).toBe(200)
      await auth.kickOut(ours.user?.id ?? '')
      const { response } = await http.get('/echo').catch((error) => error)
      expect(ours.state.reason).toBe('kicked_out')
      const whole = form === 'stream' ? await text(response.data) : String(response.data)
      expect(form === 'json' ? response.data.reason : whole).toContain('kicked_out')
    },
  )

  it('a transformResponse that makes something else of a body changes nothing', async () => {
    const { http, ours, auth } = await expired({ transformResponse: [() => 'mine'] })
    expect((await http.get('/echo')).data).toBe('mine')
    await auth.kickOut(ours.user?.id ?? '')
    expect((await http.get('/echo').catch((error) => error)).response.data).toBe('mine')
    expect(ours.state.reason).toBe('kicked_out')
  })

  it('a validateStatus that lets everything through changes nothing', async () => {
    const { http, ours, auth } = await expired({ validateStatus: null })
    expect((await http.get('/echo')).status).toBe(200)
    await auth.kickOut(ours.user?.id ?? '')
    expect((await http.get('/echo')).status).toBe(401)
    expect(ours.state.reason).toBe('kicked_out')
  })
})

describe('a request is sent again as it was (F12b)', () => {
  it('whatever was made of it before is made once', async () => {
    const calls: string[] = []
    const seen = <T>(name: string, value: T): T => {
      calls.push(name)
      return value
    }
    const { http, bodies, ours } = await expired({
      params: { v: 1 },
      paramsSerializer: (params) => seen('paramsSerializer', `p=${JSON.stringify(params)}`),
      transformRequest: [(data) => seen('transformRequest', `[${data.a}]`)],
      transformResponse: [(data) => seen('transformResponse', JSON.parse(data))],
      headers: { 'content-type': 'text/x' },
    })
    http.interceptors.request.use((config) => seen('request interceptor', config))
    http.interceptors.response.use(
      (reply) => seen('response interceptor', reply),
      (error) => seen('rejected', Promise.reject(error)),
    )
    const reply = await http.post('/echo', { a: 7 }, { params: { w: 2 } })
    expect(reply.data).toEqual({ body: '[7]', type: 'text/x' })
    expect(bodies).toEqual(['[7]', '[7]'])
    expect(calls.sort()).toEqual([
      'paramsSerializer',
      'request interceptor',
      'response interceptor',
      'transformRequest',
      'transformResponse',
    ])
    expect(reply.request.url).toMatch(/\/echo\?p=/)
    expect(decodeURIComponent(reply.request.url)).toContain('{"v":1,"w":2}')
    expect(ours.user).not.toBeNull()
  })

  it('interceptors of before and after ours run once each, and see how it ended', async () => {
    const calls: string[] = []
    const server = await expired()
    server.detach()
    const spy = (name: string): void => {
      server.http.interceptors.request.use((config) => {
        calls.push(name)
        config.data = { wrapped: config.data }
        return config
      })
      server.http.interceptors.response.use((reply) => {
        calls.push(`${name} ${reply.status}`)
        return reply
      })
    }
    spy('before')
    attachZtoken(server.http, server.ours)
    spy('after')
    await server.http.post('/echo', 1)
    expect(calls).toEqual(['after', 'before', 'before 200', 'after 200'])
    expect(server.bodies).toEqual(Array(2).fill('{"wrapped":{"wrapped":1}}'))
  })

  it('default params stand in the address once', async () => {
    const { http, bodies } = await expired({ params: { v: 1 } })
    await http.get('/echo', { params: { w: [2, 3] } })
    await http.get('/echo?x=1')
    expect(bodies.map((url) => decodeURIComponent(String(url)))).toEqual([
      '/echo?v=1&w[]=2&w[]=3',
      '/echo?v=1&w[]=2&w[]=3',
      '/echo?x=1&v=1',
    ])
  })

  it('forms, pairs, bytes and Blobs arrive whole the second time', async () => {
    const form = new FormData()
    form.append('name', '张三')
    const bodiesToSend: readonly [unknown, RegExp][] = [
      [form, /name="name"\s+张三/],
      [new URLSearchParams({ a: '1 2' }), /^a=1\+2$/],
      [new TextEncoder().encode('bytes'), /^bytes$/],
      [new Blob(['blob']), /^blob$/],
      [{ a: [1, { b: '张' }] }, /^\{"a":\[1,\{"b":"张"\}\]\}$/],
    ]
    const { http, bodies, advance } = await expired()
    for (const [body, wanted] of bodiesToSend) {
      const reply = await http.post('/echo', body)
      expect(reply.data.body).toMatch(wanted)
      advance(3601)
    }
    expect(bodies).toHaveLength(2 * bodiesToSend.length)
  })

  it('a stream is sent once, and its refusal handed on', async () => {
    const { http, bodies, count } = await expired()
    const sent = http.post('/echo', new Blob(['{}']).stream(), { maxRedirects: 0 })
    expect((await sent.catch((error) => error)).response.status).toBe(401)
    expect(bodies).toHaveLength(1)
    expect(count('POST /v1/refresh')).toBe(1)
  })

  it('an adapter of one’s own sends twice, and is told of nobody else’s config', async () => {
    const configs: InternalAxiosRequestConfig[] = []
    const adapter: AxiosAdapter = (config) => {
      configs.push(config)
      return axios.getAdapter('fetch')(config)
    }
    const { http, origin } = await expired({ adapter })
    const reply = await http.post('/echo', { a: 1 })
    expect(configs).toHaveLength(2)
    expect(configs.map(({ data, url }) => [data, url])).toEqual(
      Array(2).fill(['{"a":1}', `${origin}/echo`]),
    )
    expect(reply.config.url).toBe('/echo')
    expect(JSON.stringify(reply.config)).not.toContain('Bearer')
  })

  it('a config that an application sends once more goes the same way', async () => {
    const { http, advance, bodies } = await expired()
    const failure = await http.post('/nothing', { a: 1 }).catch((error) => error)
    expect(JSON.stringify(failure.config)).not.toContain('Bearer')
    advance(3601)
    const reply = await http.request({ ...failure.config, url: '/echo' })
    expect(reply.status).toBe(200)
    expect(bodies).toHaveLength(2)
  })

  it('a cancelled request is axios’s own CanceledError and is not sent again', async () => {
    const { http, auth, bodies, ours } = await expired()
    const before = new AbortController()
    before.abort()
    const sent = http.get('/echo', { signal: before.signal })
    expect(axios.isCancel(await sent.catch((error) => error))).toBe(true)
    for (const kind of ['signal', 'cancelToken'] as const) {
      const [stop, source] = [new AbortController(), axios.CancelToken.source()]
      const adapter: AxiosAdapter = async (config) => {
        const reply = await axios.getAdapter('fetch')(config)
        // The refusal is there, and now nobody wants it any more.
        stop.abort()
        source.cancel()
        return reply
      }
      const cancel = kind === 'signal' ? { signal: stop.signal } : { cancelToken: source.token }
      const cut = http.get('/echo', { ...cancel, adapter, validateStatus: null })
      expect(axios.isCancel(await cut.catch((error) => error)), kind).toBe(true)
    }
    expect(bodies.length).toBeLessThanOrEqual(2)
    expect(ours.user).not.toBeNull()
    await auth.kickOut(ours.user?.id ?? '')
  })

  it('with z-token a name and a password for a proxy go beside it (F20)', async () => {
    const { origin, auth, app } = await opened()
    const heard: unknown[] = []
    app.server.on('request', ({ url, headers }) => url === '/v1/me' && heard.push(headers))
    const ours = createClient({ baseUrl: origin, header: 'z-token' })
    await ours.login({ phone, password })
    const http = axios.create({ auth: { username: 'staging', password: 'secret' } })
    attachZtoken(http, ours)
    await http.get('/v1/me').catch(() => {})
    expect(heard[0]).toMatchObject({
      authorization: expect.stringMatching(/^Basic /),
      'z-token': expect.stringMatching(/./),
    })
    expect(await auth.findUser(phone)).not.toBeNull()
  })
})
