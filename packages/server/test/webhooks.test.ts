import { inspect } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type AuditEntry, WebhookError } from 'ztoken'
import { storedHash } from '../../core/test/stored-hash.ts'
import {
  hour,
  idOf,
  minute,
  type Opened,
  olderSecret,
  open,
  password,
  phone,
  statuses,
  verified,
  webhookSecret,
} from './open-webhooks.ts'
import { type Answering, accept, openReceiver, type Received } from './receiver.ts'

afterEach(() => vi.useRealTimers())

describe('a message', () => {
  it('verifies with the library of Standard Webhooks, and is the entry of the audit', async () => {
    const receiver = await openReceiver()
    const { auth, webhooks, clock } = await open([receiver.url])
    const { user, session } = await auth.register({ phone, password }, { address: '192.0.2.7' })
    await webhooks.deliverDue()
    expect(receiver.received).toHaveLength(2)
    const messages = receiver.received.map((one) => verified(one, clock.now()))
    const { items } = await auth.searchAudit()
    expect(messages).toEqual(
      expect.arrayContaining(
        items.map((entry) => {
          const data = auth.views.auditEntry(entry)
          return { type: entry.event, timestamp: data.at, data }
        }),
      ),
    )
    const login = receiver.received.find(({ body }) => body.includes('"type":"login"'))
    expect(idOf(login as Received)).toBe(items.find(({ event }) => event === 'login')?.id)
    expect(JSON.parse(login?.body ?? '')).toMatchObject({
      timestamp: '2026-01-01T00:00:00.000Z',
      data: { user_id: user.id, session_id: session.id, address: '192.0.2.7' },
    })
    expect(login?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'ztoken',
      'webhook-timestamp': String(clock.now() / 1000),
    })
  })

  it('is signed with every secret during a rotation, and with no other', async () => {
    const receiver = await openReceiver()
    const { webhooks, clock, happen } = await open([receiver.url], {
      secret: [webhookSecret, olderSecret],
    })
    await happen()
    await webhooks.deliverDue()
    const [message] = receiver.received as [Received]
    expect(message.headers['webhook-signature']).toMatch(/^v1,\S{44} v1,\S{44}$/)
    verified(message, clock.now(), webhookSecret)
    verified(message, clock.now(), olderSecret)
    const other = `whsec_${Buffer.alloc(24, 'x').toString('base64')}`
    expect(() => verified(message, clock.now(), other)).toThrow('No matching signature')
    const edited = { ...message, body: message.body.replace('role-1', 'role-2') }
    expect(() => verified(edited, clock.now())).toThrow('No matching signature')
  })

  it('goes to the endpoints that chose its event', async () => {
    const [all, some] = [await openReceiver(), await openReceiver()]
    const { auth, webhooks } = await open([all.url, { url: some.url, events: ['logout'] }])
    const { accessToken } = await auth.register({ phone, password })
    await auth.logout(accessToken)
    await webhooks.deliverDue()
    const typesOf = (received: Received[]): string[] =>
      received.map(({ body }) => JSON.parse(body).type).sort()
    expect(typesOf(all.received)).toEqual(['login', 'logout', 'user_registered'])
    expect(typesOf(some.received)).toEqual(['logout'])
  })

  it('A162 holds no token, password, hash or phone, whatever happens', async () => {
    const receiver = await openReceiver()
    const { auth, webhooks, store } = await open([receiver.url])
    const from = { address: '192.0.2.7', device: 'a phone' }
    const newPassword = 'canary: another phrase'
    const wrong = 'canary: not the phrase'
    const first = await auth.register({ phone, password, name: '张三' }, from)
    await expect(auth.login({ phone, password: wrong }, from)).rejects.toThrow()
    const second = await auth.login({ phone, password }, from)
    const third = await auth.refresh(second.refreshToken)
    const verified = await auth.verifyIdentity(auth.authenticate(first.accessToken), password)
    const caller = auth.authenticate(verified.accessToken)
    await auth.updateUser(caller, { name: '李四' })
    await auth.changePassword(caller, { password, newPassword })
    const fourth = await auth.login({ phone, password: newPassword }, from)
    const { resetToken } = await auth.requestPasswordReset(first.user.id)
    await auth.resetPassword(resetToken, password)
    const hash = await storedHash(store, first.user.id)
    await auth.ban(first.user.id, { reason: 'spam' })
    await auth.unban(first.user.id)
    const fifth = await auth.login({ phone, password }, from)
    await auth.kickOut(first.user.id)
    await auth.deleteAccount(first.user.id)
    await webhooks.deliverDue()
    const grants = [first, verified, second, third, fourth, fifth]
    const secrets = [password, newPassword, wrong, hash ?? '', resetToken, '13800138000'].concat(
      grants.flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken]),
    )
    const bodies = receiver.received.map(({ body }) => body).join('\n')
    expect(receiver.received.length).toBeGreaterThan(14)
    for (const one of secrets) {
      expect(one.length).toBeGreaterThan(10)
      expect(bodies).not.toContain(one)
    }
    expect(bodies).toContain('+86138****8000')
  })
})

describe('a message that does not arrive', () => {
  const firstAnswers: Readonly<Record<string, Answering>> = {
    'an error': statuses(500),
    'no such page': statuses(404),
    'a redirect': (n, response) => {
      if (n === 1) response.writeHead(307, { location: '/elsewhere' }).end()
      else accept(n, response)
    },
    'a line that is cut': (n, response) => {
      if (n === 1) response.destroy()
      else accept(n, response)
    },
    silence: (n, response) => {
      if (n > 1) accept(n, response)
    },
  }

  for (const [what, answer] of Object.entries(firstAnswers)) {
    it(`because of ${what}, comes again after five seconds under the same id`, async () => {
      const receiver = await openReceiver(answer)
      const { webhooks, clock, happen, reports } = await open([receiver.url], {
        timeoutMilliseconds: what === 'silence' ? 100 : 15_000,
      })
      await happen()
      await webhooks.deliverDue()
      clock.advance(4.9)
      await webhooks.deliverDue()
      expect(receiver.received).toHaveLength(1)
      clock.advance(1)
      await webhooks.deliverDue()
      const [first, second] = receiver.received as [Received, Received]
      expect(receiver.received).toHaveLength(2)
      expect(idOf(second)).toBe(idOf(first))
      expect(second.body).toBe(first.body)
      verified(second, clock.now())
      clock.advance(24 * hour)
      await webhooks.deliverDue()
      expect(receiver.received).toHaveLength(2)
      expect(reports).toMatchObject([{ code: 'failing' }])
    })
  }

  it('because nobody listens, comes when somebody does', async () => {
    const gone = await openReceiver()
    await gone.close()
    const { webhooks, clock, happen, reports } = await open([gone.url])
    await happen()
    await webhooks.deliverDue()
    expect(reports).toMatchObject([{ code: 'failing', message: expect.stringMatching('ECONN') }])
    const back = await openReceiver(accept, Number(new URL(gone.url).port))
    clock.advance(6)
    await webhooks.deliverDue()
    expect(back.received).toHaveLength(1)
  })

  it('is tried ten times in 75 hours and a half, then given up and reported', async () => {
    const receiver = await openReceiver((_n, response) => response.writeHead(503).end())
    const { webhooks, clock, happen, reports } = await open([receiver.url])
    await happen()
    await webhooks.deliverDue()
    const waits = [5, 5 * minute, ...[0.5, 2, 5, 10, 14, 20, 24].map((hours) => hours * hour)]
    for (const [n, seconds] of waits.entries()) {
      clock.advance(seconds - 1)
      await webhooks.deliverDue()
      expect(receiver.received, `before ${seconds} s`).toHaveLength(n + 1)
      clock.advance(seconds * 0.1 + 1)
      await webhooks.deliverDue()
      expect(receiver.received, `after ${seconds} s`).toHaveLength(n + 2)
    }
    expect(reports).toMatchObject([{ code: 'failing' }, { code: 'given_up' }])
    clock.advance(1000 * hour)
    await webhooks.deliverDue()
    expect(receiver.received).toHaveLength(10)
  })

  it('comes later where the receiver asks for it, by seconds or a date, and within a day', async () => {
    const asked: [string | ((now: number) => string), number][] = [
      ['3600', hour],
      [(now) => new Date(now + hour * 1000).toUTCString(), hour],
      ['999999999', 24 * hour],
      ['1', 5],
      ['soon', 5],
    ]
    for (const [header, seconds] of asked) {
      const opened: Opened[] = []
      const receiver = await openReceiver((n, response) => {
        const now = (opened[0] as Opened).clock.now()
        const value = typeof header === 'string' ? header : header(now)
        response.writeHead(n === 1 ? 429 : 204, { 'retry-after': value }).end()
      })
      opened.push(await open([receiver.url]))
      const { webhooks, clock, happen } = opened[0] as Opened
      await happen()
      await webhooks.deliverDue()
      clock.advance(seconds - 1)
      await webhooks.deliverDue()
      expect(receiver.received, String(header)).toHaveLength(1)
      clock.advance(2)
      await webhooks.deliverDue()
      expect(receiver.received, String(header)).toHaveLength(2)
    }
  })

  it('is not sent again to an endpoint that is gone, which is reported', async () => {
    const receiver = await openReceiver(statuses(410))
    const { webhooks, clock, happen, reports } = await open([receiver.url])
    await happen()
    await webhooks.deliverDue()
    clock.advance(100 * hour)
    await webhooks.deliverDue()
    expect(receiver.received).toHaveLength(1)
    expect(reports).toMatchObject([{ code: 'gone' }])
    await happen()
    await webhooks.deliverDue()
    expect(receiver.received).toHaveLength(2)
  })

  it('is reported without the secret parts of its URL', async () => {
    const receiver = await openReceiver((_n, response) => response.writeHead(500).end())
    const { webhooks, happen, reports } = await open([receiver.url])
    await happen()
    await webhooks.deliverDue()
    const [report] = reports as [WebhookError]
    expect(report).toBeInstanceOf(WebhookError)
    expect(report.message).toContain('http://127.0.0.1:')
    expect(inspect(report, { showHidden: true, depth: null })).not.toContain('in-the-url')
    expect(inspect(report, { showHidden: true, depth: null })).not.toContain('MfKQ9r8G')
  })
})

describe('events', () => {
  it('A139 are told once to each listener and each endpoint', async () => {
    const receiver = await openReceiver()
    const { auth, webhooks } = await open([receiver.url])
    const heard: AuditEntry[] = []
    const logins: AuditEntry[] = []
    auth.on('*', (entry) => heard.push(entry))
    auth.on('login', (entry) => logins.push(entry))
    const { user, accessToken, refreshToken } = await auth.register({ phone, password })
    await auth.refresh(refreshToken)
    await expect(auth.login({ phone, password: 'wrong one' })).rejects.toThrow()
    await auth.login({ phone, password })
    await auth.logout(accessToken)
    await expect(auth.refresh(refreshToken)).rejects.toThrow()
    await auth.ban(user.id)
    await auth.ban(user.id)
    await webhooks.deliverDue()
    const events = ['user_registered', 'login', 'login_failed', 'login', 'logout']
    expect(heard.map(({ event }) => event)).toEqual([...events, 'user_banned', 'user_banned'])
    expect(logins).toHaveLength(2)
    expect(receiver.received.map(idOf).sort()).toEqual(heard.map(({ id }) => id).sort())
    expect(new Set(heard.map(({ id }) => id)).size).toBe(heard.length)
  })

  it('disturb nobody where a listener throws', async () => {
    const receiver = await openReceiver()
    const { auth, webhooks, reports } = await open([receiver.url])
    const heard: string[] = []
    const fault = new Error('of the listener')
    auth.on('login', () => {
      throw fault
    })
    const end = auth.on('*', ({ event }) => heard.push(event))
    const { accessToken } = await auth.register({ phone, password })
    expect(auth.authenticate(accessToken)).toHaveProperty('userId')
    await webhooks.deliverDue()
    expect(heard).toEqual(['user_registered', 'login'])
    expect(receiver.received).toHaveLength(2)
    expect(reports).toEqual([fault])
    end()
    await auth.logout(accessToken)
    expect(heard).toHaveLength(2)
  })
})
