import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { aliyunNotices, hookNotices, tencentNotices, twilioNotices } from '../src/server.ts'
import { link, notice } from './notice.ts'
import { type Asked, failure, openVendor } from './vendor.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const site = 'app.example'
const texted = {
  ...notice,
  channel: 'sms',
  to: '+8613800138000',
  kind: 'password_changed',
} as const

describe('a notice by a hook of one’s own', () => {
  it('is signed, and has what is known, a link and a text that is ready', async () => {
    const vendor = await openVendor([204, undefined])
    await hookNotices({ url: vendor.url, secret, site, link })(notice)
    const [{ body, headers }] = vendor.asked as [Asked]
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      type: 'notice.send',
      data: {
        channel: 'email',
        kind: 'new_device',
        to: 'somebody@app.example',
        at: '2026-01-01T20:30:00.000Z',
        device: 'Chrome 120.0 · Windows',
        address: '203.0.113.9',
        link: 'https://app.example/app/not-me#zn1.canary',
        token: 'zn1.canary',
        site,
        text: expect.stringContaining('\n\n----\n\nYour account at app.example'),
      },
    })
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow()
  })

  it('has the token alone where there is no link, and neither of what cannot be undone', async () => {
    const vendor = await openVendor([204, undefined])
    await hookNotices({ url: vendor.url, secret })(notice)
    for (const kind of ['banned', 'merged_away'] as const) {
      await hookNotices({ url: vendor.url, secret, link })({ ...notice, kind })
    }
    const [linkless, ...final] = vendor.asked.map(({ body }) => JSON.parse(body).data)
    expect([linkless.link, linkless.token]).toEqual([null, 'zn1.canary'])
    expect(linkless.text).not.toContain('canary')
    expect(final).toHaveLength(2)
    for (const data of final) {
      expect([data.link, data.token]).toEqual([null, null])
      expect(JSON.stringify(data)).not.toContain('canary')
    }
  })

  it('A306 is handed over once, and refused without a token or an address in the words', async () => {
    const vendor = await openVendor([503, undefined])
    const [fault, said] = await failure(hookNotices({ url: vendor.url, secret, link })(notice))
    expect([fault, vendor.asked.length]).toEqual(['refused', 1])
    expect(said).not.toMatch(/canary|somebody@/)
    expect(() => hookNotices({ url: 'http://hook.example', secret })).toThrow('hook: the URL')
  })
})

describe('a notice by Twilio', () => {
  const options = { keyId: `AC${'0'.repeat(32)}`, keySecret: 'canary', from: '+15005550006' }
  const send = async (more: object) => {
    const vendor = await openVendor([201, {}])
    await twilioNotices({ ...options, endpoint: vendor.url, site })({ ...texted, ...more })
    const [{ body }] = vendor.asked as [Asked]
    return Object.fromEntries(new URLSearchParams(body))
  }

  it('is a text of ours in the language of the number, without a link or a stranger’s words', async () => {
    const device = 'http://evil.example'
    expect(await send({ device })).toEqual({
      To: '+8613800138000',
      From: '+15005550006',
      Body: 'app.example：密码已修改（2026-01-02 04:30）。如非本人操作，请在 72 小时内用本手机号的验证码登录，并设置新密码。',
    })
    expect((await send({ device, to: '+15558675310' })).Body).toBe(
      'app.example: the password was changed (2026-01-01 20:30 UTC). If this was not you, sign in with a code sent to this phone within 72 hours and set a new password.',
    )
    expect((await send({ kind: 'banned' })).Body).toMatch(/账号已被封禁.*请联系网站管理员。$/)
  })

  it('that is refused is told by kind, without phone or token', async () => {
    const vendor = await openVendor([400, { code: 21610, message: 'canary +8613800138000' }])
    const refused = twilioNotices({ ...options, endpoint: vendor.url })(texted)
    const [fault, said] = await failure(refused)
    expect(fault).toBe('number')
    expect(said).not.toMatch(/canary|13800138000/)
  })
})

describe('a notice by a vendor of approved texts', () => {
  const key = { keyId: 'LTAIexample', keySecret: 'canary-key', signName: '示例' }
  const params = [
    { name: 'event', value: 'what' },
    { name: 'time', value: 'time' },
    { name: 'host', value: 'site' },
  ] as const
  const all = { id: 'SMS_200', ids: { banned: 'SMS_201' }, params }
  const someKinds = { id: null, ids: { banned: 'SMS_201' }, params: [] }

  it('fills the template of its kind, in the language of the number, with no stranger’s words', async () => {
    const vendor = await openVendor([200, { Code: 'OK' }])
    const send = aliyunNotices({ ...key, endpoint: vendor.url, templates: all, site })
    await send({ ...texted, device: 'http://evil.example' })
    await send({ ...texted, kind: 'banned', to: '+85261234567' })
    const asked = vendor.asked.map(({ path }) =>
      Object.fromEntries(new URL(path, 'http://x').searchParams),
    )
    expect(asked[0]).toMatchObject({ PhoneNumbers: '13800138000', TemplateCode: 'SMS_200' })
    expect(JSON.parse(asked[0]?.TemplateParam ?? '')).toEqual({
      event: '密码已修改',
      time: '2026-01-02 04:30',
      host: site,
    })
    expect(asked[1]).toMatchObject({ PhoneNumbers: '85261234567', TemplateCode: 'SMS_201' })
    expect(asked[1]?.TemplateParam).toContain('"event":"the account was banned"')
    expect(JSON.stringify(vendor.asked)).not.toMatch(/evil|zn1|canary/)
  })

  it('goes by Tencent Cloud as well, counted', async () => {
    const vendor = await openVendor([200, { Response: { SendStatusSet: [{ Code: 'Ok' }] } }])
    const place = { ...key, appId: '1400006666', endpoint: vendor.url }
    await tencentNotices({ ...place, templates: all, site })(texted)
    expect(JSON.parse(vendor.asked[0]?.body ?? '')).toMatchObject({
      PhoneNumberSet: ['+8613800138000'],
      TemplateId: 'SMS_200',
      TemplateParamSet: ['密码已修改', '2026-01-02 04:30', site],
    })
  })

  it('is not sent where there is no template of its kind', async () => {
    const vendor = await openVendor([200, { Code: 'OK' }])
    const send = aliyunNotices({ ...key, endpoint: vendor.url, templates: someKinds })
    await send(texted)
    expect(vendor.asked).toEqual([])
    await send({ ...texted, kind: 'banned' })
    expect(vendor.asked[0]?.path).toContain('TemplateParam=%7B%7D')
  })

  it('that is refused is told by kind, without phone or token', async () => {
    const vendor = await openVendor([200, { Code: 'isv.SMS_TEMPLATE_ILLEGAL', Message: 'canary' }])
    const refused = aliyunNotices({ ...key, endpoint: vendor.url, templates: all })(texted)
    const [fault, said] = await failure(refused)
    expect(fault).toBe('template')
    expect(said).not.toMatch(/canary|13800138000/)
  })
})
