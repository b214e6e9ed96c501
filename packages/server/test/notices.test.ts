import { PassThrough } from 'node:stream'
import type { Notice } from '@ztoken/core'
import { describe, expect, it, vi } from 'vitest'
import { createInbox } from '../../core/test/inbox.ts'
import { smtpNotices } from '../src/server.ts'
import { password, sender } from './client.ts'
import { openMailbox } from './mailbox.ts'
import { link } from './notice.ts'
import { open } from './open.ts'

const phone = '13900139000'
const email = 'san.zhang@example.com'
const newPassword = 'another long phrase'

/** Somebody with a proven phone, a proven address and a password, who is told by both. */
async function scene(
  appOptions: Parameters<typeof open>[1] = {},
  options: Parameters<typeof open>[0] = {},
) {
  const inbox = createInbox()
  const notices: Notice[] = []
  const keep = async (notice: Notice): Promise<void> => void notices.push(notice)
  const notify = { sms: keep, email: keep }
  const opened = await open({ senders: inbox.senders, notify, ...options }, appOptions)
  const send = sender(opened.app)
  const ask = async (purpose: string, whom: object = { phone }, token?: string) => {
    opened.clock.advance(60)
    const sending = { body: { purpose, ...whom }, ...(token !== undefined && { token }) }
    const { data } = await send('POST', '/v1/codes', sending)
    return { ...whom, challenge_id: data.challenge_id, code: await inbox.code() }
  }
  const { data } = await send('POST', '/v1/login/code', { body: await ask('login') })
  const token = String(data.access_token)
  await send('POST', '/v1/me/identities', { token, body: await ask('verify', { email }, token) })
  const first = { ...(await ask('password_reset')), new_password: password }
  await send('POST', '/v1/password-reset', { body: first })
  opened.clock.advance(3600)
  const told = async (count: number): Promise<readonly Notice[]> => {
    await vi.waitFor(() => expect(notices.length).toBeGreaterThanOrEqual(count))
    return notices.splice(0)
  }
  const signIn = async (given: string, from = '192.0.2.1') =>
    (await send('POST', '/v1/login', { body: { phone, password: given }, from })).data
  const owner = await signIn(password)
  // An address, a password and a new device: what this told of is not what a test is about.
  if (options.notify === undefined) await told(4)
  return { ...opened, send, ask, told, signIn, owner, notices }
}

const notMe = (notice_token: unknown) => ({ body: { notice_token } })

describe('“this was not me” over HTTP', () => {
  it('A325 gives the account back once, and ends the sessions of that account alone', async () => {
    const { core, send, told, signIn, owner } = await scene()
    const other = await core.register({ phone: '13700137000', password })
    const change = { password, new_password: newPassword }
    await send('PUT', '/v1/me/password', { token: owner.access_token, body: change })
    const thief = await signIn(newPassword, '203.0.113.9')
    const [{ token }] = (await told(2)) as [Notice]
    const denied = await send('POST', '/v1/not-me', notMe(token))
    expect(denied).toMatchObject({ status: 200, data: { expires_in: 1800 } })
    expect(denied.headers['cache-control']).toBe('no-store')
    const seen = await send('GET', '/v1/me', { token: String(thief.access_token) })
    expect(seen.status).toBe(401)
    expect((await send('GET', '/v1/me', { token: other.accessToken })).status).toBe(200)
    const again = await send('POST', '/v1/not-me', notMe(token))
    expect(again).toMatchObject({ status: 401, reason: 'notice_token_invalid' })
    const reset = { reset_token: denied.data.reset_token, new_password: 'a third long phrase' }
    expect((await send('POST', '/v1/password-reset', { body: reset })).status).toBe(200)
    expect((await signIn('a third long phrase')).access_token).toBeDefined()
  })

  it('A325 does nothing when a mail scanner opens it', async () => {
    const { app, send, told, owner } = await scene()
    const access = String(owner.access_token)
    const { data } = await send('PUT', '/v1/me/password', {
      token: access,
      body: { password, new_password: newPassword },
    })
    const [{ token }] = (await told(2)) as [Notice]
    for (const method of ['GET', 'HEAD'] as const) {
      const url = `/v1/not-me?notice_token=${token}`
      expect((await app.inject({ method, url })).statusCode, method).toBe(405)
    }
    expect((await send('GET', '/v1/me', { token: String(data.access_token) })).status).toBe(200)
    expect((await send('POST', '/v1/not-me', notMe(token))).status).toBe(200)
  })

  it('A325 is guessed by nobody: whatever is no token is 401, whatever is no text 400', async () => {
    const { send, told, owner } = await scene()
    const body = { password, new_password: newPassword }
    await send('PUT', '/v1/me/password', { token: String(owner.access_token), body })
    const [{ token }] = (await told(2)) as [Notice]
    const reset = await send('POST', '/v1/not-me', notMe(token))
    for (const one of [
      'no token at all',
      `${token}x`,
      token.slice(0, -1),
      reset.data.reset_token,
    ]) {
      const refused = await send('POST', '/v1/not-me', notMe(one))
      expect(refused).toMatchObject({ status: 401, reason: 'notice_token_invalid' })
      expect(refused.body).not.toContain(String(one).slice(0, 12))
    }
    for (const one of [1, null, [token], { token }]) {
      expect((await send('POST', '/v1/not-me', notMe(one))).status).toBe(400)
    }
    const from = '2001:db8::1'
    const guess = (n: number) => send('POST', '/v1/not-me', { ...notMe(`zn1.${n}`), from })
    for (let n = 0; n < 100; n += 1) expect((await guess(n)).status).toBe(401)
    expect(await guess(100)).toMatchObject({ status: 429, reason: 'too_many_requests' })
  })

  it('A324 tells of one kind once in an hour, however often it happens', async () => {
    const { told, signIn, notices, clock } = await scene()
    clock.advance(3600)
    for (let n = 0; n < 20; n += 1) await signIn(password, `203.0.113.${n}`)
    expect(await told(1)).toMatchObject([{ kind: 'new_device', to: email }])
    await signIn(password, '203.0.113.99')
    expect(notices).toEqual([])
  })

  it('A160 A311 leaves no token and no address of a notice in logs, events, replies and reports', async () => {
    const lines: string[] = []
    const stream = new PassThrough().on('data', (line) => lines.push(String(line)))
    const reports: unknown[] = []
    const { server, mails } = await openMailbox()
    const place = { from: 'login@app.example', link, site: 'app.example' }
    const issued: string[] = []
    const { core, send, signIn, owner } = await scene(
      { logger: { level: 'trace', stream } },
      {
        report: (error) => reports.push(error),
        notify: {
          email: smtpNotices({ server, ...place }),
          sms: async ({ token, to }) => {
            issued.push(token)
            throw new Error(`to ${to}: ${token}`)
          },
        },
      },
    )
    const events: unknown[] = []
    core.on('*', (entry) => events.push(entry))
    const body = { password, new_password: newPassword }
    const changed = await send('PUT', '/v1/me/password', {
      token: String(owner.access_token),
      body,
    })
    await signIn(newPassword, '203.0.113.9')
    const [mail] = await vi.waitFor(() => {
      const changes = mails.filter(({ email }) => email.subject?.includes('password'))
      expect(changes.length).toBeGreaterThan(0)
      return changes
    })
    const [, mailed = ''] = /#(zn1\.\S+)/.exec(mail?.email.text ?? '') ?? []
    const replies = [changed.body, (await send('POST', '/v1/not-me', notMe(mailed))).body]
    const said = reports.map((one) => `${one} ${(one as Error).stack}`)
    expect(said.length).toBeGreaterThan(0)
    const seen = JSON.stringify([lines, events, replies, said, core.work()])
    for (const token of [mailed, ...issued]) expect(seen).not.toContain(token)
    expect(mailed).not.toBe('')
    expect(JSON.stringify([lines, said])).not.toContain(email)
  })
})
