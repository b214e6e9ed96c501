import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { humanCheckHeader } from '@ztoken/contract'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createInbox } from '../../core/test/inbox.ts'
import { challengeOf, payloadOf, solve } from '../../core/test/solve.ts'
import { loadSettings } from '../src/config/load.ts'
import { humanCheckOptions } from '../src/config/settings/human-check.ts'
import { hcaptcha, turnstile } from '../src/index.ts'
import { addPerson, password, sender } from './client.ts'
import { open, secret } from './open.ts'

const phone = '13900139000'
const registration = { phone, password }

async function scene(options: Parameters<typeof open>[0] = {}) {
  const inbox = createInbox()
  const opened = await open(
    { humanCheck: true, senders: inbox.senders, ...options },
    { corsOrigins: ['https://app.example'] },
  )
  const send = sender(opened.app)
  const post = (path: string, body: object, solution?: string) =>
    send('POST', path, {
      body,
      ...(solution !== undefined && { headers: { [humanCheckHeader]: solution } }),
    })
  return { ...opened, post, send }
}

describe('a human check over HTTP', () => {
  it.each([
    ['/v1/register', registration, 200],
    ['/v1/codes', { purpose: 'login', phone }, 202],
  ])(
    'A321 stands before %s: 403 with a new challenge, until one is solved, once',
    async (path, body, ok) => {
      const { post } = await scene()
      const first = await post(path, body)
      expect(first).toMatchObject({ status: 403, code: 4112, reason: 'human_check_required' })
      expect(first.data).toMatchObject({ provider: null, site_key: null })
      const solution = payloadOf(await solve(challengeOf(first)))
      const others = ['x', solution.slice(1), solution.slice(0, -8), '']
      const seen = new Set([challengeOf(first).signature])
      for (const other of others) {
        const again = await post(path, body, other)
        expect(again).toMatchObject({ status: 403, reason: 'human_check_required' })
        seen.add(challengeOf(again).signature)
      }
      expect(seen.size).toBe(1 + others.length)
      expect((await post(path, body, solution)).status).toBe(ok)
      expect((await post(path, { ...body, phone: '13900139001' }, solution)).status).toBe(403)
    },
  )

  it('A321 is solved for one route', async () => {
    const { post } = await scene()
    const first = await post('/v1/register', registration)
    const solution = payloadOf(await solve(challengeOf(first)))
    const codes = await post('/v1/codes', { purpose: 'login', phone }, solution)
    expect(codes.reason).toBe('human_check_required')
    expect((await post('/v1/register', registration, solution)).status).toBe(200)
  })

  it('stands before a login from the third failure, and never before the tutorial’s', async () => {
    const { core, post, send } = await scene()
    const person = await addPerson(core)
    const body = { phone: person.phone, password }
    for (const _ of [1, 2]) {
      const failed = await post('/v1/login', { ...body, password: 'wrong' })
      expect(failed.reason).toBe('credentials_wrong')
    }
    const asked = await post('/v1/login', body)
    expect(asked).toMatchObject({ status: 403, reason: 'human_check_required' })
    const tutorial = await send('POST', '/login', { body: { ...body, password: 'wrong' } })
    expect(tutorial).toMatchObject({ status: 200, code: 4103 })
    const solution = payloadOf(await solve(challengeOf(asked)))
    expect((await post('/v1/login', body, solution)).status).toBe(200)
  })

  it('is in nobody’s way unless it is on', async () => {
    const { post } = await scene({ humanCheck: false })
    expect((await post('/v1/register', registration)).status).toBe(200)
    expect((await post('/v1/codes', { purpose: 'login', phone })).status).toBe(202)
  })

  it('a page on another origin may show it', async () => {
    const { app } = await scene()
    const reply = await app.inject({
      method: 'OPTIONS',
      url: '/v1/register',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': humanCheckHeader,
      },
    })
    expect(reply.headers['access-control-allow-headers']).toContain(humanCheckHeader)
  })
})

/** What stands in for a provider: says yes to `good`, and what it was asked. */
async function standIn(answer: (token: string | null) => { status?: number; body: string }) {
  const asked: Record<string, string>[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const piece of request) text += piece
    const form = new URLSearchParams(text)
    asked.push(Object.fromEntries(form))
    const { status = 200, body } = answer(form.get('response'))
    response.writeHead(status).end(body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify`, asked }
}

describe.each([
  ['turnstile', turnstile],
  ['hcaptcha', hcaptcha],
])('%s', (name, provider) => {
  const keys = { siteKey: 'site', secret: 'known to us alone' }

  it('is asked for its token, and a proof of work does as well', async () => {
    const { url, asked } = await standIn((token) => ({
      body: JSON.stringify({
        success: token === 'good',
        'error-codes': ['invalid-input-response'],
      }),
    }))
    const { post } = await scene({ humanCheckProvider: provider({ ...keys, url }) })
    const first = await post('/v1/register', registration)
    expect(first.data).toMatchObject({ provider: name, site_key: 'site' })
    expect(JSON.stringify(first)).not.toContain(keys.secret)
    expect((await post('/v1/register', registration, `${name}:bad`)).status).toBe(403)
    expect((await post('/v1/register', registration, `${name}:`)).status).toBe(403)
    expect((await post('/v1/register', registration, `${name}:${'x'.repeat(2049)}`)).status).toBe(
      403,
    )
    expect((await post('/v1/register', registration, `${name}:good`)).status).toBe(200)
    const question = { secret: keys.secret, remoteip: '127.0.0.1' }
    expect(asked).toEqual([
      { ...question, response: 'bad' },
      { ...question, response: 'good' },
    ])
  })

  it.each([
    { status: 500, body: 'x' },
    { body: '{"success": "yes"}' },
    { body: 'x'.repeat(100_000) },
    { body: '{"success": false, "error-codes": ["invalid-input-secret"]}' },
  ])('A323 that is down opens nothing: a proof of work is asked for (%#)', async (answer) => {
    const { url } = await standIn(() => answer)
    const reports: unknown[] = []
    const { post } = await scene({
      humanCheckProvider: provider({ ...keys, url }),
      report: (error) => reports.push(error),
    })
    const refused = await post('/v1/register', registration, `${name}:good`)
    expect(refused).toMatchObject({ status: 403, data: { provider: null } })
    expect(reports).toHaveLength(1)
    expect(String(reports[0])).not.toContain(keys.secret)
    const solution = payloadOf(await solve(challengeOf(refused)))
    expect((await post('/v1/register', registration, solution)).status).toBe(200)
  })
})

describe('the settings', () => {
  const load = (variables: Record<string, string>) =>
    loadSettings({ ZTOKEN_SECRET: secret, ...variables }, null, true)

  it('leave it off unless it is set', () => {
    expect(humanCheckOptions(load({}))).toEqual({ humanCheck: false })
    expect(humanCheckOptions(load({ ZTOKEN_HUMAN_CHECK: 'on' }))).toEqual({ humanCheck: true })
  })

  it('name a provider with both of its keys', () => {
    const keys = { ZTOKEN_HUMAN_CHECK_SITE_KEY: 'site', ZTOKEN_HUMAN_CHECK_SECRET: 'secret' }
    const options = humanCheckOptions(load({ ZTOKEN_HUMAN_CHECK: 'hcaptcha', ...keys }))
    expect(options.humanCheckProvider).toMatchObject({ name: 'hcaptcha', siteKey: 'site' })
    expect(() => load({ ZTOKEN_HUMAN_CHECK: 'turnstile' })).toThrow(
      'ZTOKEN_HUMAN_CHECK=turnstile needs ZTOKEN_HUMAN_CHECK_SITE_KEY and ZTOKEN_HUMAN_CHECK_SECRET',
    )
  })
})
