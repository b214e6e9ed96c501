import { spawnSync } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { AppOptions } from '../src/server.ts'
import { addPerson, password, sender } from './client.ts'
import { open } from './open.ts'

function hasPromtool(): boolean {
  const isThere = spawnSync('promtool', ['--version']).status === 0
  if (!isThere) {
    process.stderr.write('skipped: promtool is missing (apt-get install prometheus)\n')
  }
  return isThere
}

const token = 'metrics-token-of-32-characters-or-so'

async function opened(appOptions: AppOptions = {}, options: object = {}) {
  const { app, core, clock } = await open(
    { report: () => undefined, ...options },
    { metrics: { tokens: [token] }, ...appOptions },
  )
  const send = sender(app)
  const scrape = async (): Promise<string> => {
    const reply = await send('GET', `${appOptions.prefix ?? ''}/metrics`, { token })
    expect(reply.status, reply.body).toBe(200)
    return reply.body
  }
  return { app, core, clock, send, scrape }
}

interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Reads the text format 0.0.4, and is strict about it; prom-client writes NaN as Nan, which counts. */
function samplesOf(text: string): Sample[] {
  expect(text.endsWith('\n')).toBe(true)
  const types = new Map<string, string>()
  const samples: Sample[] = []
  const seen = new Set<string>()
  for (const line of text.split('\n')) {
    if (line === '' || /^# HELP [a-z0-9_]+ \S/.test(line)) continue
    const [, named, type] = /^# TYPE ([a-z0-9_]+) (counter|gauge|histogram)$/.exec(line) ?? []
    if (named !== undefined && type !== undefined) {
      expect(types.has(named), `${named} is told of once`).toBe(false)
      types.set(named, type)
      continue
    }
    const sample = /^([a-z0-9_]+)(?:\{(.*)\})? (-?[0-9.e+-]+|Nan|\+Inf)$/.exec(line)
    expect(sample, line).not.toBeNull()
    const [, name = '', labelText = '', value = ''] = sample ?? []
    const family = name.replace(/_(bucket|sum|count)$/, '')
    expect(types.has(name) || types.get(family) === 'histogram', line).toBe(true)
    expect(seen.has(`${name} ${labelText}`), `twice: ${line}`).toBe(false)
    seen.add(`${name} ${labelText}`)
    const labels = [...labelText.matchAll(/([a-z0-9_]+)="((?:[^"\\]|\\.)*)"(?:,|$)/g)]
    expect(labels.map(([all]) => all).join('')).toBe(labelText)
    samples.push({
      name,
      labels: Object.fromEntries(labels.map(([, label, given]) => [label, given])),
      value: Number(value.replace('+Inf', 'Infinity')),
    })
  }
  return samples
}

/** The value of what is there once. */
function valueIn(text: string, name: string, labels: Readonly<Record<string, string>> = {}) {
  const found = samplesOf(text).filter(
    (sample) =>
      sample.name === name &&
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )
  expect(found.length).toBeLessThanOrEqual(1)
  return found[0]?.value
}

describe('the metrics', () => {
  it('are Prometheus’ text format, with what people did and what the process is like', async () => {
    const { send, scrape, core } = await opened()
    const { phone, token: own, refreshToken } = await addPerson(core)
    await send('GET', '/v1/me', { token: own })
    await send('POST', '/v1/login', { body: { phone, password } })
    await send('POST', '/v1/login', { body: { phone, password: 'not the password' } })
    await send('POST', '/v1/refresh', { body: { refresh_token: refreshToken } })
    const reply = await send('GET', '/metrics', { token })
    expect(reply.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    const text = await scrape()
    for (const [name, value] of [
      ['ztoken_sign_ins_total', 2],
      ['ztoken_sign_in_failures_total', 1],
      ['ztoken_registrations_total', 1],
      ['ztoken_refreshes_total', 1],
      ['ztoken_sessions_active', 2],
      ['ztoken_revocation_age_seconds', 0],
      ['ztoken_revocation_entries', 0],
      ['ztoken_known_accounts', 1],
    ] as const) {
      expect([name, valueIn(text, name)]).toEqual([name, value])
    }
    expect(valueIn(text, 'process_resident_memory_bytes')).toBeGreaterThan(0)
  })

  it('count what was refused by its reason, and what limits and the database came to', async () => {
    const { send, scrape, core } = await opened()
    const { phone } = await addPerson(core)
    await send('GET', '/v1/me')
    await send('GET', '/v1/me', { token: 'x' })
    await send('POST', '/login', { body: { phone, password: 'not the password' } })
    for (let n = 0; n < 11; n += 1) {
      await send('POST', '/v1/login', { body: { phone, password: 'not the password' } })
    }
    await core.sweep()
    const text = await scrape()
    const refused = (reason: string) => valueIn(text, 'ztoken_refusals_total', { reason })
    expect(refused('token_missing')).toBe(1)
    expect(refused('token_invalid')).toBe(1)
    expect(refused('credentials_wrong')).toBe(9)
    expect(refused('too_many_requests')).toBe(2)
    expect(refused('tutorial_4103')).toBe(1)
    const login = (outcome: string) =>
      valueIn(text, 'ztoken_logins_total', { kind: 'password', outcome })
    expect([login('wrong'), login('limited')]).toEqual([10, 2])
    expect(valueIn(text, 'ztoken_limits_reached_total', { limit: 'login' })).toBe(2)
    expect(valueIn(text, 'ztoken_sweeps_total')).toBe(1)
    expect(valueIn(text, 'ztoken_hash_wait_seconds_count')).toBe(11)
    expect(valueIn(text, 'ztoken_store_answer_duration_seconds_count')).toBeGreaterThan(10)
    await core.close()
    await core.ready().catch(() => undefined)
    expect(valueIn(await scrape(), 'ztoken_store_failures_total')).toBeGreaterThan(0)
  })

  it('count webhooks that are not delivered yet', async () => {
    const { scrape, core } = await opened({}, { webhooks: [{ url: 'https://hook.example/' }] })
    expect(valueIn(await scrape(), 'ztoken_webhooks_waiting')).toBe(0)
    await addPerson(core)
    expect(valueIn(await scrape(), 'ztoken_webhooks_waiting')).toBeGreaterThan(0)
  })

  it('count who follows an event stream', async () => {
    const { app, core, scrape } = await opened()
    const { token: theirs } = await addPerson(core)
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const open = async () =>
      valueIn(await scrape(), 'ztoken_event_streams_open', { stream: 'session_events' })
    expect(await open()).toBe(0)
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${theirs}` }
    const stream = await fetch(`http://127.0.0.1:${port}/v1/me/session/events`, { headers })
    expect(await open()).toBe(1)
    await core.logout(theirs)
    await stream.text()
    expect(await open()).toBe(0)
  })

  it.skipIf(!hasPromtool())('are not objected to by Prometheus’ own tool', async () => {
    const { send, scrape, core } = await opened()
    const { phone } = await addPerson(core)
    await send('POST', '/v1/login', { body: { phone, password: 'not the password' } })
    const checked = spawnSync('promtool', ['check', 'metrics'], {
      input: await scrape(),
      encoding: 'utf8',
    })
    expect([checked.status, checked.stdout, checked.stderr]).toEqual([0, '', ''])
  })

  it('count durations by route, method and class of status, each bucket with the smaller ones', async () => {
    const { send, scrape, core } = await opened()
    const { token: theirs } = await addPerson(core)
    for (let n = 0; n < 4; n += 1) await send('GET', '/v1/me', { token: theirs })
    await send('GET', '/v1/me')
    const text = await scrape()
    const name = 'ztoken_http_request_duration_seconds'
    const labels = { method: 'GET', route: '/v1/me', status: '2xx' }
    expect(valueIn(text, `${name}_count`, labels)).toBe(4)
    expect(valueIn(text, `${name}_count`, { ...labels, status: '4xx' })).toBe(1)
    expect(valueIn(text, `${name}_sum`, labels)).toBeGreaterThan(0)
    const buckets = samplesOf(text).filter(
      (one) =>
        one.name === `${name}_bucket` &&
        one.labels.route === labels.route &&
        one.labels.status === labels.status,
    )
    const bounds = buckets.map(({ labels: { le } }) => Number(le?.replace('+Inf', 'Infinity')))
    expect(bounds).toEqual([...bounds].sort((one, other) => one - other))
    const counts = buckets.map(({ value }) => value)
    expect(counts).toEqual([...counts].sort((one, other) => one - other))
    expect([bounds.at(-1), counts.at(-1)]).toEqual([Number.POSITIVE_INFINITY, 4])
  })

  it('do not grow with what is asked for', async () => {
    const { app, send, scrape } = await opened()
    const ask = async (n: number) => {
      await app.inject({ method: 'GET', url: `/nowhere/${n}` })
      await app.inject({ method: 'POST', url: `/${n}?x=${n}`, payload: {} })
      await app.inject({ method: 'GET', url: `/v1/users/${n}`, headers: { host: `h${n}` } })
      await app.inject({ method: 'DELETE', url: `/v1/me/sessions/${n}` })
    }
    await ask(0)
    await scrape()
    const before = samplesOf(await scrape())
    for (let n = 1; n <= 1_000; n += 1) await ask(n)
    const after = samplesOf(await scrape())
    const namesOf = (samples: Sample[]) =>
      samples
        .filter(({ name }) => name.startsWith('ztoken_'))
        .map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`)
    expect(namesOf(after)).toEqual(namesOf(before))
    expect((await send('GET', '/v1/figures', { token })).data.totals.requests).toBe(4_007)
  })

  it('T193 A162 A165 hold no token, password, phone, name or id, whatever is sent', async () => {
    const { app, core, send, scrape } = await opened()
    const person = await addPerson(core, ['user:read'])
    const { token: theirs, phone, id, refreshToken, sessionId } = person
    const body = { phone, password: 'canary-password' }
    await send('POST', '/v1/login', { body: { ...body, device: 'canary-device' } })
    await send('POST', '/login', { body })
    await send('POST', '/v1/refresh', { body: { refresh_token: refreshToken } })
    await send('GET', `/v1/users/${id}?search=canary`, { token: theirs })
    await send('DELETE', `/v1/me/sessions/${sessionId}`, { token: theirs })
    await app.inject({ url: `/v1/me/${theirs}?token=${theirs}` })
    await app.inject({ url: '/canary%0a"} 1' })
    await app.inject({ method: 'PROPFIND' as 'GET', url: '/canary', headers: { x: 'canary' } })
    const text = await scrape()
    samplesOf(text)
    for (const needle of [theirs, token, phone, id, sessionId, refreshToken, 'canary']) {
      expect(text).not.toContain(needle)
    }
  })

  it('A015 A165 are for tokens of their own and for holders of the permission', async () => {
    const { core, send } = await opened()
    const holder = await addPerson(core, ['figures:read'])
    const other = await addPerson(core, ['audit:read'])
    const answers = async (given: { token?: string }) => {
      const { status, reason } = await send('GET', '/metrics', given)
      return reason ?? status
    }
    expect(await answers({ token })).toBe(200)
    expect(await answers(holder)).toBe(200)
    expect(await answers(other)).toBe('permission_denied')
    expect(await answers({})).toBe('token_missing')
    expect(await answers({ token: `${token}x` })).toBe('token_invalid')
    // One that opens this door opens no other.
    for (const url of ['/v1/me', '/v1/revocations', '/v1/users']) {
      expect((await send('GET', url, { token })).reason).toBe('token_invalid')
    }
  })

  it('A015 are not public where no token is configured', async () => {
    const { core, send } = await opened({ metrics: {} })
    expect((await send('GET', '/metrics')).reason).toBe('token_missing')
    for (const given of ['', 'undefined', token]) {
      const { status } = await send('GET', '/metrics', { token: given })
      expect(status).toBeGreaterThanOrEqual(400)
    }
    expect((await send('GET', '/metrics', await addPerson(core, ['figures:read']))).status).toBe(
      200,
    )
  })

  it('want tokens of 32 characters or more', async () => {
    await expect(open({}, { metrics: { tokens: ['a'.repeat(31)] } })).rejects.toThrow(TypeError)
  })

  it('leave out what the store cannot say while it is down', async () => {
    const { core, scrape } = await opened()
    await addPerson(core)
    expect(valueIn(await scrape(), 'ztoken_sessions_active')).toBe(1)
    const down = await opened()
    await down.core.close()
    const text = await down.scrape()
    expect(valueIn(text, 'ztoken_sessions_active')).toBeUndefined()
    expect(valueIn(text, 'ztoken_sign_ins_total')).toBe(0)
  })

  it('count requests under a prefix by their whole route, refreshes too', async () => {
    const { core, send, scrape } = await opened({ prefix: '/auth' })
    const { refreshToken } = await addPerson(core)
    await send('POST', '/auth/v1/refresh', { body: { refresh_token: refreshToken } })
    const text = await scrape()
    const route = { route: '/auth/v1/refresh', method: 'POST', status: '2xx' }
    expect(valueIn(text, 'ztoken_http_request_duration_seconds_count', route)).toBe(1)
    expect(valueIn(text, 'ztoken_refreshes_total')).toBe(1)
  })

  it('do not take an event stream for a request that took long', async () => {
    const { app, core, send, scrape } = await opened()
    const reader = await addPerson(core, ['revocation:read'])
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const stream = await fetch(`http://127.0.0.1:${port}/v1/revocations`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${reader.token}` },
    })
    await send('POST', '/v1/logout', { token: reader.token })
    await stream.text()
    expect(await scrape()).not.toContain('route="/v1/revocations"')
  })
})
