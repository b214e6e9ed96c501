import { once } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { createInbox } from '../src/senders/inbox.ts'
import { serveInbox } from '../src/senders/inbox-page.ts'
import { link, notice } from './notice.ts'
import { createClock, open, secret } from './open.ts'
import { place, printed, start } from './place.ts'
import { message } from './vendor.ts'

/** An application with an inbox, and what it prints. */
async function openInbox() {
  const lines: string[] = []
  const clock = createClock()
  const inbox = createInbox({ print: (line) => lines.push(line), clock: clock.now })
  const { app } = await open({}, { corsOrigins: ['https://front.example'] })
  serveInbox(app, inbox)
  return { app, inbox, lines, clock }
}

describe('the inbox of ztoken dev', () => {
  it('prints a line for each message and shows the newest first, in the reader’s language', async () => {
    const { app, inbox, lines, clock } = await openInbox()
    const get = (language: string) =>
      app.inject({ url: '/dev/inbox', headers: { 'accept-language': language } })
    expect((await get('en')).body).toContain('No messages yet.')
    await inbox.sender('sms')(message)
    clock.advance(1)
    await inbox.sender('email')({ ...message, to: 'a@app.example', code: '111111' })
    expect(lines).toEqual([
      '短信 / SMS → +8613800138000: 654321 (login)',
      '邮件 / e-mail → a@app.example: 111111 (login)',
    ])
    const { body, headers, statusCode } = await get('en')
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(body.indexOf('111111')).toBeLessThan(body.indexOf('654321'))
    expect(body).toContain('<html lang="en">')
    expect(body).toContain('datetime="2026-01-01T00:00:01.000Z"')
    expect((await get('zh-CN')).body).toContain('收件箱')
  })

  it('keeps fifty messages', async () => {
    const { inbox } = await openInbox()
    for (let n = 100_000; n < 100_060; n += 1) {
      await inbox.sender('sms')({ ...message, code: String(n) })
    }
    const codes = inbox.messages().map((one) => ('code' in one ? one.code : null))
    expect([codes.length, codes[0], codes.at(-1)]).toEqual([50, '100059', '100010'])
  })

  it('is a page that renews itself, without script, and no text in it becomes markup', async () => {
    const { app, inbox } = await openInbox()
    await inbox.sender('email')({ ...message, to: '<img/src=x>@app.example', code: '"><script>' })
    const { body, headers } = await app.inject('/dev/inbox')
    expect(body).not.toMatch(/<img|<script|style=/)
    expect(headers).toMatchObject({
      refresh: '3',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'; style-src 'self'"),
    })
    const style = await app.inject('/dev/inbox.css')
    expect([style.statusCode, style.headers['content-type']]).toEqual([
      200,
      'text/css; charset=utf-8',
    ])
  })

  it('S16 is answered to this machine alone, under its own name, and through no proxy', async () => {
    const { app, inbox } = await openInbox()
    await inbox.sender('sms')(message)
    const near = { remoteAddress: '127.0.0.1', headers: { host: 'localhost:8080' } }
    const ask = (more: object) => app.inject({ ...near, url: '/dev/inbox', ...more })
    for (const remoteAddress of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.1.2.3']) {
      expect((await ask({ remoteAddress })).statusCode, remoteAddress).toBe(200)
    }
    const far = [
      { remoteAddress: '192.0.2.7' },
      { remoteAddress: '::ffff:192.0.2.7' },
      { remoteAddress: '10.0.0.1' },
      { headers: { host: 'rebound.example' } },
      { headers: { host: '127.0.0.1.evil.example' } },
      ...['forwarded', 'via', 'x-forwarded-for', 'x-real-ip'].map((name) => ({
        headers: { host: 'localhost', [name]: '192.0.2.7' },
      })),
    ]
    for (const one of far) {
      const { statusCode, body } = await ask(one)
      expect([statusCode, body.includes('654321')], JSON.stringify(one)).toEqual([404, false])
    }
    expect(
      (await app.inject({ url: '/dev/inbox.css', remoteAddress: '192.0.2.7' })).statusCode,
    ).toBe(404)
  })

  it('has the code with which somebody new signs in to ztoken dev, and the link of what they are told', async () => {
    const { variables } = place({ ZTOKEN_LOG_LEVEL: 'silent' })
    const child = start('dev', variables)
    const text = await printed(child, 'Ctrl+C 停止')
    const address = /listens on (\S+)/.exec(text)?.[1] ?? ''
    const post = async (path: string, body: object, token = '') => {
      const headers = {
        'content-type': 'application/json',
        ...(token !== '' && { authorization: `Bearer ${token}` }),
      }
      const sent = { method: 'POST', headers, body: JSON.stringify(body) }
      return (await fetch(`${address}${path}`, sent)).json() as Promise<{
        readonly code: number
        readonly data: Readonly<Record<'challenge_id' | 'access_token', string>>
      }>
    }
    const phone = '+8613900000000'
    const { data } = await post('/v1/codes', { purpose: 'login', phone })
    // Sending follows the reply.
    const shown = (form: RegExp) =>
      vi.waitFor(async () => {
        const page = await (await fetch(`${address}/dev/inbox`)).text()
        const [, found = ''] = form.exec(page) ?? []
        expect(found).not.toBe('')
        return found
      })
    const { challenge_id } = data
    const code = await shown(/<code>([0-9]{6})<\/code>/)
    const signedIn = await post('/v1/login/code', { challenge_id, phone, code })
    expect(signedIn).toMatchObject({ code: 0, data: { user: { phone } } })
    const email = 'new@app.example'
    const { access_token: token } = signedIn.data
    const asked = await post('/v1/codes', { purpose: 'verify', email }, token)
    const proof = {
      email,
      challenge_id: asked.data.challenge_id,
      code: await shown(/new@app\.example.*<code>([0-9]{6})<\/code>/),
    }
    expect(await post('/v1/me/identities', proof, token)).toMatchObject({ code: 0 })
    const notice_token = await shown(new RegExp(`<a href="${address}/app/not-me#([^"]+)"`))
    expect(await post('/v1/not-me', { notice_token })).toMatchObject({ code: 0 })
    child.kill('SIGTERM')
    expect((await once(child, 'exit'))[0]).toBe(0)
  })

  it('shows a notice with the link that gives the account back, and none of a ban', async () => {
    const { app, inbox, lines } = await openInbox()
    const keep = inbox.notices((token) => `${link(token)}"><script>`)
    await keep(notice)
    await keep({ ...notice, channel: 'sms', to: '+8613800138000', kind: 'banned' })
    await inbox.notices(null)(notice)
    const { body } = await app.inject({ url: '/dev/inbox', headers: { 'accept-language': 'en' } })
    expect(body.match(/<a href/g)).toHaveLength(1)
    expect(body).toContain('<a href="https://app.example/app/not-me#zn1.canary&#34;')
    expect(body).toContain('<td>somebody signed in on a new device</td>')
    expect(body).not.toContain('<script')
    expect(lines.slice(1)).toEqual([
      '短信 / SMS → +8613800138000: banned',
      '邮件 / e-mail → somebody@app.example: new_device',
    ])
  })

  it('is there in ztoken dev, which names it, and not in ztoken serve', async () => {
    for (const [command, status] of [
      ['dev', 200],
      ['serve', 404],
    ] as const) {
      const { variables } = place({ ZTOKEN_SECRET: secret, ZTOKEN_LOG_LEVEL: 'silent' })
      const child = start(command, variables)
      const text = await printed(child, command === 'dev' ? 'Ctrl+C 停止' : 'listens on')
      const address = /listens on (\S+)/.exec(text)?.[1] ?? ''
      expect(text.includes(`${address}/dev/inbox`)).toBe(command === 'dev')
      expect((await fetch(`${address}/dev/inbox`)).status).toBe(status)
      child.kill('SIGTERM')
      expect((await once(child, 'exit'))[0]).toBe(0)
    }
  })
})
