import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { Store } from '@ztoken/core'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { inWords } from '../src/cli/log-words.ts'
import { open, temporaryDirectory } from './open.ts'
import { place } from './place.ts'
import { sendRaw } from './wire.ts'

const phone = '13800138000'
const password = 'a long enough phrase'

/** An application that logs all there is, as it is written, on a store that fails when it is told to. */
async function logging() {
  const written: string[] = []
  const stream = new Writable({
    write(piece, _encoding, done) {
      written.push(String(piece))
      done()
    },
  })
  const inner = await sqliteStore(join(temporaryDirectory(), 'app.db'))
  const failing: { error: unknown } = { error: null }
  const store: Store = {
    ...inner,
    findAccountByIdentity: async (asked) => {
      if (failing.error !== null) throw failing.error
      return inner.findAccountByIdentity(asked)
    },
  }
  const options = { logger: { level: 'trace' as const, stream } }
  const { app, core } = await open({ store, report: () => undefined }, options)
  return { app, core, failing, log: () => written.splice(0).join('') }
}

/** What a driver may put in what it throws: values, whole requests, the errors of several tries. */
function faultsWith(secrets: readonly string[]): Readonly<Record<string, unknown>> {
  const words = secrets.join(' ')
  const req = { headers: { authorization: words, cookie: words }, body: { words }, url: words }
  const carrying = Object.assign(new Error(words), {
    req,
    request: req,
    detail: words,
    query: words,
  })
  return {
    'a message': new Error(words),
    'a message of several lines': new Error(`failed\n    at ${words}\nat ${words}`),
    'a request': carrying,
    'a cause': new Error(words, { cause: carrying }),
    'several at once': new AggregateError([carrying, new Error(words)], words, { cause: carrying }),
    'text that was no JSON': parsing(`{"words": ${words}}`),
    'a name and a code': Object.assign(new Error(words), { name: words, code: words }),
    'no error': { words, req },
    'a text': words,
  }
}

function parsing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return error
  }
}

describe('with everything logged (attack A163)', () => {
  it('A163 A048 no fault of a store puts a token, a password or a phone in the log', async () => {
    const { app, core, failing, log } = await logging()
    const { accessToken, refreshToken } = await core.register({ phone, password })
    const secrets = [accessToken, refreshToken, password, phone, `+86${phone}`, 'canary']
    for (const [kind, error] of Object.entries(faultsWith(secrets))) {
      failing.error = error
      for (const url of ['/v1/login', '/login']) {
        const headers = { authorization: `Bearer ${accessToken}`, 'user-agent': 'canary' }
        const payload = { phone, password }
        await app.inject({ method: 'POST', url: `${url}?t=canary`, headers, payload })
      }
      const text = log()
      expect(text, kind).toContain('unavailable')
      for (const needle of secrets) expect(text, kind).not.toContain(needle)
    }
  })

  it('A163 what is thrown where nobody expects it is logged by its kind and its place', async () => {
    const { app, log } = await logging()
    app.get('/broken/:kind', (request) => {
      throw faultsWith(['canary', 'canary'])[(request.params as { kind: string }).kind]
    })
    for (const kind of Object.keys(faultsWith([]))) {
      const reply = await app.inject({ url: `/broken/${encodeURIComponent(kind)}` })
      expect([reply.statusCode, reply.json().reason]).toEqual([500, 'internal_error'])
      const text = log()
      expect(text).toContain('internal_error')
      expect(text, kind).not.toContain('canary')
    }
  })
})

const oneLine = /^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]*$/u
const control = [
  '\r\n{"level":30,"msg":"forged"}\n',
  '\u001b[31mred\u001b[0m',
  '\b\b\0\u007f',
  '"}{"',
  '\u009b31m\u0085\u2028\u2029\u202e',
]

describe('what is sent with control characters (attack A168)', () => {
  it('A168 stays within one line of the log, without any of them', async () => {
    const { app, failing, log } = await logging()
    failing.error = new Error('down')
    app.post('/broken/:anything', () => {
      throw new Error('broken')
    })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    let requests = 0
    for (const text of control) {
      const payload = { phone, password, device: text }
      for (const body of [payload, { ...payload, phone: text }]) {
        await app.inject({ method: 'POST', url: '/v1/login', payload: body })
        requests += 1
      }
      const latin = Buffer.from(text, 'utf8').toString('latin1')
      for (const raw of [text.replaceAll(/[^\x20-\xff]/g, ''), latin.replaceAll(/[\r\n\0]/g, '')]) {
        const body = JSON.stringify(payload)
        for (const [path, agent] of [
          [`/v1/login?${encodeURIComponent(text)}`, raw],
          [`/v1/login?${raw}`, 'x'],
          [`/broken/${raw}`, raw],
        ]) {
          const head = [
            `POST ${path} HTTP/1.1`,
            'Host: x',
            'Connection: close',
            `User-Agent: ${agent}`,
            `X-Forwarded-For: ${agent}`,
            `Request-Id: ${agent}`,
            'Content-Type: application/json',
            `Content-Length: ${Buffer.byteLength(body)}`,
          ]
          const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1')
          await sendRaw(port, Buffer.concat([bytes, Buffer.from(body)]))
          requests += 1
        }
      }
    }
    const lines = log().trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(control.length)
    expect(lines.length).toBeLessThan(3 * requests)
    for (const line of lines) {
      expect(Object(JSON.parse(line)).msg).not.toBe('forged')
      expect(line).toMatch(oneLine)
    }
  })

  it('A168 and of what a command prints', async () => {
    const { run } = place()
    const name = control.join('')
    const added = await run(['user', 'add', phone, '--name', name], password)
    expect(added.status).toBeLessThan(2)
    const tried = await run(['token', 'inspect', name])
    const found = await run(['user', 'list'])
    for (const { out, err } of [added, tried, found]) {
      for (const line of [...out.split('\n'), ...err.split('\n')]) {
        expect(line.replaceAll('\t', '')).toMatch(oneLine)
      }
    }
  })
})

describe('the log before a terminal', () => {
  it('is in words, one line each, in which nothing steers the terminal', async () => {
    const written: string[] = []
    const stream = inWords({ write: (line) => void written.push(line) })
    const { app } = await open({}, { logger: { level: 'info', stream } })
    await app.listen({ host: '127.0.0.1', port: 0 })
    onTestFinished(() => app.close())
    // Whoever greets says where it listens.
    expect(written).toEqual([])
    app.log.warn({ err: new Error('behind it') }, 'in the \u001b[31mbackground\n')
    app.log.info('all is well')
    expect(written).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d warning in the .\[31mbackground. \(Error\)\n$/),
      expect.stringMatching(/^\d\d:\d\d:\d\d info all is well\n$/),
    ])
  })
})
