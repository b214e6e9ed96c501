import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createInbox, otherThan } from '../../core/test/inbox.ts'
import { addPerson, password, sender } from './client.ts'
import { type Opened, open } from './open.ts'

const phone = '13900139000'
const email = 'san.zhang@example.com'

async function scene(appOptions: Parameters<typeof open>[1] = {}) {
  const inbox = createInbox()
  const opened: Opened = await open({ senders: inbox.senders }, appOptions)
  const send = sender(opened.app)
  const ask = async (purpose: string, whom: object = { phone }, token?: string) => {
    opened.clock.advance(60)
    const sending = { body: { purpose, ...whom }, ...(token !== undefined && { token }) }
    const { data } = await send('POST', '/v1/codes', sending)
    const sent = await inbox.messages()
    return { ...whom, challenge_id: String(data.challenge_id), code: sent.at(-1)?.code ?? 'none' }
  }
  return { ...opened, ...inbox, send, ask }
}

describe('codes over HTTP', () => {
  it('register, sign in, set a password and prove another way in', async () => {
    const { core, send, ask } = await scene()
    const first = await send('POST', '/v1/login/code', {
      body: { ...(await ask('login')), name: '张三', device: 'iPhone', device_kind: 'app' },
    })
    expect(first.data.user).toMatchObject({ phone: `+86${phone}`, name: '张三' })
    const token = String(first.data.access_token)
    const sessions = await send('GET', '/v1/me/sessions', { token })
    expect(sessions.data.sessions[0]).toMatchObject({ device: 'iPhone', device_kind: 'app' })
    const added = await send('POST', '/v1/me/identities', {
      token,
      body: await ask('verify', { email }, token),
    })
    expect(added.data).toMatchObject({ kind: 'email', subject: email })
    const all = await send('GET', '/v1/me/identities', { token })
    expect(all.data).toMatchObject({ has_password: false })
    expect(all.data.identities).toHaveLength(2)
    const verified = await send('POST', '/v1/verify', { token, body: await ask('verify') })
    const fresh = String(verified.data.access_token)
    const admin = await addPerson(core, ['user:read'])
    const seen = await send('GET', `/v1/users/${first.data.user.id}/identities`, admin)
    expect(seen.data).toEqual(all.data)
    const [{ id }] = all.data.identities
    expect((await send('DELETE', `/v1/me/identities/${id}`, { token: fresh })).status).toBe(200)
    const reset = { ...(await ask('password_reset', { email })), new_password: password }
    expect((await send('POST', '/v1/password-reset', { body: reset })).status).toBe(200)
    expect((await send('POST', '/v1/login', { body: { email, password } })).status).toBe(200)
  })

  it('A158 are answered 401 with a name and what is left, and take no form of another kind', async () => {
    const { send, ask } = await scene()
    const shown = await ask('login')
    const wrong = await send('POST', '/v1/login/code', {
      body: { ...shown, code: otherThan(shown.code) },
    })
    expect(wrong).toMatchObject({ status: 401, reason: 'code_wrong', data: { tries_left: '4' } })
    // No token was refused (RFC 6750 §3).
    expect(wrong.headers['www-authenticate']).toBe('Bearer')
    for (const body of [
      { ...shown, code: 123456 },
      { ...shown, email },
      { ...shown, extra: 1 },
      { challenge_id: shown.challenge_id, code: shown.code },
      { ...shown, challenge_id: 'x'.repeat(129) },
    ]) {
      expect((await send('POST', '/v1/login/code', { body })).status).toBe(400)
    }
    for (const body of [
      {},
      { purpose: 'login' },
      { purpose: 'login', phone, email },
      { purpose: 'other', phone },
    ]) {
      expect((await send('POST', '/v1/codes', { body })).status).toBe(400)
    }
    const both = { ...shown, new_password: password, reset_token: 'x' }
    expect((await send('POST', '/v1/password-reset', { body: both })).status).toBe(400)
    expect((await send('POST', '/v1/login/code', { body: shown })).status).toBe(200)
  })

  it.each(['login', 'password_reset', 'verify'])(
    'A009 A300 asked for %s, a stranger, a person and a banned one have one reply',
    async (purpose) => {
      const { core, send, messages } = await scene({ registration: false })
      const known = await addPerson(core)
      const banned = await addPerson(core)
      await core.ban(banned.id)
      const replies = []
      for (const one of [phone, known.phone, banned.phone]) {
        const { status, data, headers } = await send('POST', '/v1/codes', {
          body: { purpose, phone: one },
        })
        const { challenge_id, ...rest } = data
        const { 'x-request-id': _, date: __, ...same } = headers
        replies.push({ status, rest, length: challenge_id.length, same })
      }
      expect(replies[0]?.status).toBe(202)
      expect(replies[1]).toEqual(replies[0])
      expect(replies[2]).toEqual(replies[0])
      const to = (await messages()).map((one) => one.to)
      expect(to).toEqual([`+86${known.phone}`, `+86${banned.phone}`])
    },
  )

  it('A326 sign no stranger in where registration is closed', async () => {
    const { core, send, ask, messages } = await scene({ registration: false })
    expect((await ask('login')).code).toBe('none')
    // A phone that somebody adds to their account is sent one, and signs nobody in.
    const { token } = await addPerson(core)
    const verify = await ask('verify', { phone }, token)
    expect(await messages()).toHaveLength(1)
    const foreign = await send('POST', '/v1/login/code', { body: verify })
    expect(foreign.reason).toBe('code_expired')
  })

  it('are written in the language that was asked for, for the site they are typed in', async () => {
    const { send, messages, clock } = await scene({ publicUrl: 'https://app.example/' })
    for (const language of ['en', 'zh-CN']) {
      clock.advance(60)
      await send('POST', '/v1/codes', {
        body: { purpose: 'login', phone },
        headers: { 'accept-language': language, host: 'app.example' },
      })
    }
    expect(await messages()).toMatchObject([
      { language: 'en', site: 'app.example' },
      { language: 'zh-CN', site: 'app.example' },
    ])
  })

  it('wait as long as Retry-After says', async () => {
    const { send, clock } = await scene()
    const body = { purpose: 'login', phone }
    await send('POST', '/v1/codes', { body })
    const refused = await send('POST', '/v1/codes', { body })
    expect(refused).toMatchObject({ status: 429, reason: 'too_many_requests' })
    clock.advance(Number(refused.headers['retry-after']))
    expect((await send('POST', '/v1/codes', { body })).status).toBe(202)
  })

  it('A160 A311 stand in no reply, log, event or metric, and neither does a whole phone', async () => {
    const lines: string[] = []
    const stream = new PassThrough().on('data', (line) => lines.push(String(line)))
    const { core, send, ask, messages } = await scene({ logger: { level: 'trace', stream } })
    const events: unknown[] = []
    core.on('*', (entry) => events.push(entry))
    const shown = await ask('login')
    const wrong = { ...shown, code: otherThan(shown.code) }
    const replies = [
      (await send('POST', '/v1/login/code', { body: wrong })).body,
      (await send('POST', '/v1/login/code', { body: { ...wrong, code: 'x' } })).body,
      (await send('POST', '/v1/codes', { body: { purpose: 'login', phone } })).body,
    ]
    await send('POST', '/v1/login/code', { body: shown })
    const seen = JSON.stringify([lines, events, replies, core.work()])
    for (const { code } of await messages()) expect(seen).not.toContain(code)
    expect(seen).not.toContain(otherThan(shown.code))
    expect(seen).not.toContain(phone)
  })
})
