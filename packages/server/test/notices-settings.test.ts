import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { loadSettings } from '../src/config/load.ts'
import { openCore, openStore } from '../src/config/open.ts'
import { linklessNotices, openNotices } from '../src/config/open-notices.ts'
import { openMailbox } from './mailbox.ts'
import { notice } from './notice.ts'
import { secret } from './open.ts'
import { place, printed, start } from './place.ts'
import { openVendor } from './vendor.ts'

const load = (variables: Record<string, string>) =>
  loadSettings({ ZTOKEN_SECRET: secret, ...variables }, null, true)
const opened = (variables: Record<string, string>) => openNotices(load(variables))

const hookSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const key = {
  ZTOKEN_SMS_KEY_ID: 'AC1',
  ZTOKEN_SMS_KEY_SECRET: 'x',
  ZTOKEN_SMS_FROM: '+15005550006',
}
const twilio = { ...key, ZTOKEN_SMS_SENDER: 'twilio' }
const approved = {
  ...key,
  ZTOKEN_SMS_SENDER: 'aliyun',
  ZTOKEN_SMS_SIGN_NAME: '示例',
  ZTOKEN_SMS_TEMPLATES: 'SMS_100',
}
const mail = {
  ZTOKEN_MAIL_SENDER: 'smtp://127.0.0.1:2525',
  ZTOKEN_MAIL_FROM: 'App <login@app.example>',
}

describe('the settings of notices', () => {
  it('tell people by every sender of codes that takes texts of ours, unless they say otherwise', async () => {
    const channels = async (variables: Record<string, string>) =>
      Object.keys(await opened(variables))
    expect(await channels({})).toEqual([])
    expect(await channels({ ...twilio, ...mail })).toEqual(['sms', 'email'])
    expect(await channels({ ...approved, ...mail })).toEqual(['email'])
    expect(await channels({ ...twilio, ...mail, ZTOKEN_NOTICES: 'email' })).toEqual(['email'])
    expect(await channels({ ...twilio, ...mail, ZTOKEN_NOTICES: 'off' })).toEqual([])
    expect(() => load({ ZTOKEN_NOTICES: 'sometimes' })).toThrow('ZTOKEN_NOTICES')
  })

  it.each([
    [{ ZTOKEN_PUBLIC_URL: 'https://login.example' }, 'https://login.example/app/not-me#zn1.canary'],
    [{}, null],
    [{ ZTOKEN_PUBLIC_URL: 'https://login.example', ZTOKEN_PAGES: 'false' }, null],
  ])('link to the page where people can reach it: %j', async (variables, link) => {
    const server = await openVendor([204, undefined])
    const { email } = await opened({
      ...(variables as Record<string, string>),
      ZTOKEN_MAIL_SENDER: `hook:${server.url}`,
      ZTOKEN_CODE_HOOK_SECRET: hookSecret,
    })
    await email?.(notice)
    expect(JSON.parse(server.asked[0]?.body ?? '{}').data.link).toBe(link)
  })

  it('are what a server goes by: somebody adds a phone, and their address is told, with a link', async () => {
    const vendor = await openVendor([204, undefined])
    const settings = load({
      ZTOKEN_DATABASE_URL: 'sqlite::memory:',
      ZTOKEN_PUBLIC_URL: 'https://login.example',
      ZTOKEN_SMS_SENDER: `hook:${vendor.url}`,
      ZTOKEN_MAIL_SENDER: `hook:${vendor.url}`,
      ZTOKEN_CODE_HOOK_SECRET: hookSecret,
    })
    const core = await openCore(settings, await openStore(settings))
    onTestFinished(() => core.close())
    const handed = (count: number) =>
      vi.waitFor(() => {
        expect(vendor.asked).toHaveLength(count)
        return JSON.parse(vendor.asked.at(-1)?.body ?? '{}')
      })
    const [email, phone] = ['somebody@app.example', '+8613900139000']
    const first = await core.requestCode({ purpose: 'login', email })
    const { code } = (await handed(1)).data
    const { accessToken } = await core.loginWithCode({ email, code, ...first })
    const second = await core.requestCode({ purpose: 'verify', phone })
    const proof = { phone, code: (await handed(2)).data.code, ...second }
    await core.addIdentity(core.authenticate(accessToken), proof)
    const { type, data } = await handed(3)
    expect([type, data.kind, data.to]).toEqual(['notice.send', 'identity_added', email])
    const [, token = ''] = /^https:\/\/login\.example\/app\/not-me#(.+)$/.exec(data.link) ?? []
    expect(await core.denyNotice(token)).toMatchObject({ expiresInSeconds: 1800 })
  })

  it('send mail by the server of the codes, from whom codes are', async () => {
    const { server, mails } = await openMailbox()
    const { email } = await opened({
      ...mail,
      ZTOKEN_MAIL_SENDER: `smtp://me:canary%2Fp%40ss@127.0.0.1:${server.port}`,
      ZTOKEN_PUBLIC_URL: 'https://login.example',
    })
    await email?.(notice)
    expect(mails[0]?.email.from).toMatchObject({ name: 'App', address: 'login@app.example' })
    expect(mails[0]?.email.text).toContain('Your account at login.example')
  })

  it('send texts by vendors of approved texts where a template for them is named', async () => {
    const vendor = await openVendor([
      200,
      { Code: 'OK', Response: { SendStatusSet: [{ Code: 'Ok' }] } },
    ])
    const named = { ...approved, ZTOKEN_SMS_NOTICE_TEMPLATES: 'SMS_200,banned=SMS_201' }
    for (const [kind, more] of [
      ['aliyun', {}],
      ['tencent', { ZTOKEN_SMS_APP_ID: '1400006666' }],
    ] as const) {
      const variables = {
        ...named,
        ...more,
        ZTOKEN_SMS_SENDER: kind,
        ZTOKEN_SMS_ENDPOINT: vendor.url,
      }
      const { sms } = await opened(variables)
      await sms?.({ ...notice, channel: 'sms', to: '+8613800138000', kind: 'banned' })
      const { path, body } = vendor.asked.pop() ?? { path: '', body: '' }
      expect(decodeURIComponent(path + body)).toMatch(/SMS_201.*账号已被封禁/)
    }
    expect(await opened({ ...named, ZTOKEN_NOTICES: 'email' })).toEqual({})
    expect(load({ ...named, ZTOKEN_SMS_NOTICE_TEMPLATES: 'banned=SMS_1' })).toMatchObject({
      sms_notice_templates: { id: null, ids: { banned: 'SMS_1' } },
    })
    expect(load({ ...named, ZTOKEN_SMS_NOTICE_TEMPLATE_PARAMS: 'none' })).toMatchObject({
      sms_notice_template_params: [],
    })
    const fault = 'ZTOKEN_SMS_SENDER has to be aliyun or tencent'
    expect(() => load({ ...named, ZTOKEN_SMS_SENDER: 'aliyun-verify' })).toThrow(fault)
    for (const bad of ['SMS_1,SMS_2', 'login=SMS_1', 'a b', 'banned=1,banned=2']) {
      expect(() => load({ ...named, ZTOKEN_SMS_NOTICE_TEMPLATES: bad }), bad).toThrow(
        'ZTOKEN_SMS_NOTICE_TEMPLATES has to',
      )
    }
    for (const bad of ['code', 'what,device', 'a=b=what']) {
      expect(() => load({ ...named, ZTOKEN_SMS_NOTICE_TEMPLATE_PARAMS: bad }), bad).toThrow(
        'ZTOKEN_SMS_NOTICE_TEMPLATE_PARAMS has to',
      )
    }
  })

  it.each([
    [mail, 'ZTOKEN_PUBLIC_URL is not set'],
    [{ ...mail, ZTOKEN_PUBLIC_URL: 'https://login.example' }, null],
    [
      { ...mail, ZTOKEN_PUBLIC_URL: 'https://login.example', ZTOKEN_PAGES: 'false' },
      'the pages are off',
    ],
    [{ ...mail, ZTOKEN_NOTICES: 'off' }, null],
    [twilio, null],
    [{}, null],
    [
      {
        ZTOKEN_MAIL_SENDER: 'hook:https://hook.example',
        ZTOKEN_CODE_HOOK_SECRET: hookSecret,
        ZTOKEN_PAGES: 'false',
      },
      null,
    ],
  ])('that leave notices without a link are told of: %j', (variables, words) => {
    const said = linklessNotices(load(variables as Record<string, string>))
    if (words === null) expect(said).toBeNull()
    else expect(said).toContain(words)
  })

  it.each(['serve', 'serve --workers 2'])('are told of at the start, once: %s', async (line) => {
    const { variables } = place(mail)
    const child = start(line, variables)
    let said = ''
    child.stderr?.on('data', (piece) => {
      said += piece
    })
    await printed(child, 'ztoken listens')
    expect(said.match(/ZTOKEN_PUBLIC_URL is not set: notices have no link/g)).toHaveLength(1)
  })
})
