import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { CodeSender, CodeSenders } from '@ztoken/core'
import { describe, expect, it } from 'vitest'
import { addPerson, password, sender } from './client.ts'
import { open, temporaryDirectory } from './open.ts'
import { openAvatars } from './open-avatars.ts'
import { printed, start } from './place.ts'

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }

async function devServer(variables: Record<string, string> = {}): Promise<string> {
  const child = start('dev', {
    ZTOKEN_DATABASE_URL: `sqlite:${join(temporaryDirectory(), 'data', 'app.db')}`,
    ZTOKEN_LOG_LEVEL: 'silent',
    ...variables,
  })
  const text = await printed(child, 'Ctrl+C 停止')
  const [, url = ''] = /listens on (\S+)/.exec(text) ?? []
  return url.replace('0.0.0.0', '127.0.0.1')
}

const about = async (url: string) =>
  ((await (await fetch(`${url}/v1/about`)).json()) as { data: { demo: unknown } }).data

describe('what anybody may ask about a server', () => {
  it('is its version, and whether strangers may register; nobody to try it with', async () => {
    const { app } = await open()
    const reply = await sender(app)('GET', '/v1/about')
    expect(reply).toMatchObject({ status: 200, code: 0 })
    expect(reply.data).toEqual({
      version,
      registration: true,
      password_registration: true,
      sign_in_with: ['phone'],
      codes: [],
      avatars: false,
      user_fields: [],
      passkeys: [],
      demo: null,
    })
    expect(reply.headers['cache-control']).toBe('no-store')
  })

  it('under ztoken dev is whom to sign in as, who can', async () => {
    const url = await devServer()
    const { demo } = (await about(url)) as {
      demo: { phone: string; password: string; roles: string[] }[]
    }
    expect(demo.map(({ roles }) => roles)).toEqual([[], [], ['admin']])
    for (const { phone, password: theirs } of demo) {
      const reply = await fetch(`${url}/v1/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ phone, password: theirs }),
      })
      expect(reply.status).toBe(200)
    }
  })

  it('A230 shows no demo password beyond this machine', async () => {
    const url = await devServer({ ZTOKEN_HOST: '0.0.0.0' })
    expect(await about(url)).toMatchObject({ demo: null })
  })
})

describe('registration', () => {
  it('that is closed is refused, and administrators still add users', async () => {
    const { app, core } = await open({}, { registration: false })
    const send = sender(app)
    const body = { phone: '13900139000', password }
    const refused = await send('POST', '/v1/register', { body })
    expect(refused).toMatchObject({ status: 403, code: 4103, reason: 'registration_closed' })
    expect(await core.findUser('13900139000')).toBeNull()
    const { token } = await addPerson(core, ['user:create'])
    expect((await send('POST', '/v1/users', { body, token })).status).toBe(200)
    expect((await send('POST', '/v1/login', { body })).status).toBe(200)
    expect((await send('GET', '/v1/about')).data).toMatchObject({ registration: false })
  })
})

describe('registration by a code alone', () => {
  it('A008 answers everybody alike: only who reads the code learns who has the phone', async () => {
    const { app, core } = await open({}, { registration: 'code' })
    const send = sender(app)
    const { phone } = await addPerson(core)
    const replies = []
    for (const one of [phone, '13900139000']) {
      const { status, reason } = await send('POST', '/v1/register', {
        body: { phone: one, password },
      })
      replies.push([status, reason])
    }
    expect(replies).toEqual([
      [403, 'registration_closed'],
      [403, 'registration_closed'],
    ])
    expect((await send('GET', '/v1/about')).data).toMatchObject({
      registration: true,
      password_registration: false,
    })
  })
})

describe('one-time codes', () => {
  it('are said to be sent by what there is a sender for', async () => {
    const channels = async (senders: CodeSenders) => {
      const { app } = await open({ senders })
      return (await sender(app)('GET', '/v1/about')).data
    }
    const send: CodeSender = async () => {}
    expect(await channels({ email: send })).toMatchObject({ codes: ['email'] })
    expect(await channels({ email: send, sms: send })).toMatchObject({ codes: ['sms', 'email'] })
  })
})

describe('pictures', () => {
  it('are said to be kept where they are', async () => {
    const { send } = await openAvatars()
    expect((await send('GET', '/v1/about')).data).toMatchObject({ avatars: true })
  })
})
