import { describe, expect, it } from 'vitest'
import { loadSettings } from '../src/config/load.ts'
import { openSenders } from '../src/config/open-senders.ts'
import { secret } from './open.ts'
import { place } from './place.ts'
import { type Asked, message, openVendor } from './vendor.ts'

const load = (variables: Record<string, string>) =>
  loadSettings({ ZTOKEN_SECRET: secret, ...variables }, null, true)

const hookSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const key = { ZTOKEN_SMS_KEY_ID: 'LTAIexample', ZTOKEN_SMS_KEY_SECRET: 'canary-secret' }
const approved = { ...key, ZTOKEN_SMS_SIGN_NAME: '示例', ZTOKEN_SMS_TEMPLATES: 'SMS_100' }

describe('the settings of senders', () => {
  it('send nothing unless they say by whom', async () => {
    expect(await openSenders(load({}))).toEqual({})
    expect(Object.keys(await openSenders(load(approved)))).toEqual([])
  })

  it.each([
    ['aliyun', {}, 'SMS_100'],
    ['aliyun-verify', {}, '%22min%22%3A%225%22'],
    ['tencent', { ZTOKEN_SMS_APP_ID: '1400006666', ZTOKEN_SMS_REGION: 'ap-beijing' }, 'SMS_100'],
    ['Twilio', { ZTOKEN_SMS_FROM: '+15005550006' }, 'LTAIexample'],
  ])('choose %s, and where it is', async (vendor, more, shown) => {
    const server = await openVendor([
      201,
      { Code: 'OK', Response: { SendStatusSet: [{ Code: 'Ok' }] } },
    ])
    const settings = load({
      ...approved,
      ...more,
      ZTOKEN_SMS_SENDER: vendor,
      ZTOKEN_SMS_ENDPOINT: server.url,
    })
    const { sms, email } = await openSenders(settings)
    await sms?.(message)
    const [asked] = server.asked as [Asked]
    expect([server.asked.length, email]).toEqual([1, undefined])
    expect(asked.path + asked.body).toContain(shown)
    expect(asked.path + asked.body + JSON.stringify(asked.headers)).not.toContain('canary')
  })

  it('choose a hook for either channel', async () => {
    const server = await openVendor([204, undefined])
    const senders = await openSenders(
      load({
        ZTOKEN_SMS_SENDER: `hook:${server.url}/sms`,
        ZTOKEN_MAIL_SENDER: `hook:${server.url}/mail`,
        ZTOKEN_CODE_HOOK_SECRET: hookSecret,
      }),
    )
    await senders.sms?.(message)
    await senders.email?.({ ...message, to: 'somebody@app.example' })
    expect(server.asked.map(({ path, body }) => [path, JSON.parse(body).data.channel])).toEqual([
      ['/sms', 'sms'],
      ['/mail', 'email'],
    ])
  })

  it('read templates of purposes, and what fills them', () => {
    const settings = load({
      ZTOKEN_SMS_TEMPLATES: 'SMS_100, password_reset=SMS_101, verify = 102',
      ZTOKEN_SMS_TEMPLATE_PARAMS: 'min=minutes, number=code',
    })
    expect(settings.sms_templates).toEqual({
      id: 'SMS_100',
      ids: { password_reset: 'SMS_101', verify: '102' },
    })
    expect(settings.sms_template_params).toEqual([
      { name: 'min', value: 'minutes' },
      { name: 'number', value: 'code' },
    ])
    for (const bad of [
      'login=SMS_1',
      'SMS_1,SMS_2',
      'SMS_1,signup=SMS_2',
      'a b',
      'a=b=c',
      'SMS_1,login=1,login=2',
    ]) {
      expect(() => load({ ZTOKEN_SMS_TEMPLATES: bad }), bad).toThrow('ZTOKEN_SMS_TEMPLATES has to')
    }
    for (const bad of ['minutes', 'code,seconds', 'code=a', 'a=b=code']) {
      expect(() => load({ ZTOKEN_SMS_TEMPLATE_PARAMS: bad }), bad).toThrow('TEMPLATE_PARAMS has to')
    }
  })

  it('read a mail server as its URL says, with the usual ports', () => {
    const mail = { ZTOKEN_MAIL_FROM: 'App <login@app.example>' }
    const server = (url: string) => load({ ...mail, ZTOKEN_MAIL_SENDER: url }).mail_sender
    expect(server('smtp://me:p%40ss%2F1@mail.example')).toEqual({
      kind: 'smtp',
      host: 'mail.example',
      port: 587,
      isSecure: false,
      user: 'me',
      password: 'p@ss/1',
    })
    expect(server('smtps://mail.example/')).toMatchObject({ port: 465, isSecure: true, user: null })
    expect(server('smtp://[::1]:2525')).toMatchObject({ host: '::1', port: 2525 })
    for (const bad of [
      'mail.example',
      'smtp://',
      'smtp://me@mail.example',
      'smtp://me:canary@mail.example/box',
      'smtp://me:canary@mail.example?tls=no',
      'smtp://me:can%ary@mail.example',
      'smtp://mail.example:99999',
      'http://me:canary@mail.example',
      'hook:http://hook.example',
    ]) {
      const fault = /ZTOKEN_MAIL_SENDER has to be smtp:\/\/USER:PASSWORD@HOST:PORT(?!.*canary)/
      expect(() => server(bad), bad).toThrow(fault)
    }
    for (const bad of [
      'login',
      'a@b@c.example',
      'App <login@app.example',
      'a@b.example, c@d.example',
      'A\nB <a@b.example>',
    ]) {
      expect(() => load({ ZTOKEN_MAIL_FROM: bad }), bad).toThrow('ZTOKEN_MAIL_FROM has to')
    }
  })

  it('A233 A230 are told of at once with whatever else is wrong, and no secret is shown', async () => {
    const { run } = place({
      ZTOKEN_PORT: 'x',
      ZTOKEN_SMS_SENDER: 'tencent',
      ZTOKEN_SMS_KEY_ID: 'a b',
      ZTOKEN_SMS_KEY_SECRET: 'canary secret',
      ZTOKEN_SMS_SIGN_NAME: '【示例】',
      ZTOKEN_SMS_TEMPLATES: 'login=1',
      ZTOKEN_SMS_ENDPOINT: 'http://sms.example',
      ZTOKEN_MAIL_SENDER: 'smtp://me:canary@mail.example',
      ZTOKEN_CODE_HOOK_SECRET: 'whsec_canary',
    })
    const { status, out, err } = await run('serve')
    expect([status, out]).toEqual([1, ''])
    expect(err).toContain('9 problems')
    expect(err).toContain('ZTOKEN_SMS_SENDER is tencent, so ZTOKEN_SMS_APP_ID has to be set')
    expect(err).toContain('ZTOKEN_MAIL_SENDER is smtp, so ZTOKEN_MAIL_FROM has to be set')
    expect(err).not.toContain('canary')
  })

  it.each([
    ['aliyun', 'ZTOKEN_SMS_KEY_ID and ZTOKEN_SMS_KEY_SECRET and ZTOKEN_SMS_SIGN_NAME and'],
    ['twilio', 'ZTOKEN_SMS_KEY_ID and ZTOKEN_SMS_KEY_SECRET and ZTOKEN_SMS_FROM have'],
    ['hook:https://a.example/', 'ZTOKEN_CODE_HOOK_SECRET has'],
    ['carrier-pigeon', 'has to be one of aliyun, aliyun-verify, tencent, twilio, or hook:'],
    ['hook:http://a.example/', 'has to be one of'],
    ['terminal', 'has to be one of'],
  ])('of %s say what is missing', (sender, words) => {
    expect(() => load({ ZTOKEN_SMS_SENDER: sender })).toThrow(words)
  })
})

describe('ztoken sender test', () => {
  it('sends a code that opens nothing to a phone, as the settings say', async () => {
    const server = await openVendor([200, { Code: 'OK' }])
    const { run } = place({
      ...approved,
      ZTOKEN_SMS_SENDER: 'aliyun',
      ZTOKEN_SMS_ENDPOINT: server.url,
      ZTOKEN_SECRET: '',
    })
    expect(await run('sender test 138-0013-8000')).toEqual({
      status: 0,
      out: 'sent: the sender has taken the message',
      err: '',
    })
    const [{ path }] = server.asked as [Asked]
    expect(new URL(path, server.url).searchParams.get('PhoneNumbers')).toBe('13800138000')
    expect(new URL(path, server.url).searchParams.get('TemplateParam')).toBe('{"code":"000000"}')
  })

  it('says by kind what was refused, and what to do, with status 1', async () => {
    const server = await openVendor([200, { Code: 'isv.AMOUNT_NOT_ENOUGH', Message: 'canary' }])
    const { run } = place({
      ...approved,
      ZTOKEN_SMS_SENDER: 'aliyun',
      ZTOKEN_SMS_ENDPOINT: server.url,
    })
    expect(await run('sender test 13800138000')).toEqual({
      status: 1,
      out: '',
      err: 'a message was not sent: balance (isv.AMOUNT_NOT_ENOUGH): there is no money left: top the account up',
    })
    expect(server.asked).toHaveLength(1)
  })

  it('sends to an e-mail address by the other sender, in the language asked for', async () => {
    const server = await openVendor([204, undefined])
    const { run } = place({
      ZTOKEN_MAIL_SENDER: `hook:${server.url}`,
      ZTOKEN_CODE_HOOK_SECRET: hookSecret,
      ZTOKEN_PUBLIC_URL: 'https://app.example/auth',
    })
    const { status } = await run('sender test --language en Somebody@App.Example')
    const [{ body }] = server.asked as [Asked]
    expect([status, JSON.parse(body).data]).toMatchObject([
      0,
      { to: 'somebody@app.example', language: 'en', site: 'app.example', code: '000000' },
    ])
  })

  it.each([
    ['sender test 13800138000', 'ZTOKEN_SMS_SENDER is not set'],
    ['sender test a@app.example', 'ZTOKEN_MAIL_SENDER is not set'],
    ['sender test 138', 'phone_invalid'],
    ['sender test a@', 'email_invalid'],
    ['sender test --language fr 13800138000', '--language'],
  ])('%s: %s', async (line, words) => {
    const { status, out, err } = await place().run(line)
    expect([status, out]).toEqual([1, ''])
    expect(err).toContain(words)
  })
})
