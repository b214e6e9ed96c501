import { describe, expect, it } from 'vitest'
import { twilioSms } from '../src/server.ts'
import { type Asked, failure, message, openVendor } from './vendor.ts'

const sid = `AC${'0123456789abcdef'.repeat(2)}`
const options = { keyId: sid, keySecret: 'canary-token', from: '+15005550006' }
const created = [201, { sid: 'SM1', status: 'queued', error_code: null }] as const

const form = ({ body }: Asked) => Object.fromEntries(new URLSearchParams(body))

describe('Twilio', () => {
  it('is asked once, with a text that binds the code to the site and holds no link', async () => {
    const vendor = await openVendor(created)
    const send = twilioSms({ ...options, endpoint: vendor.url })
    await send({ ...message, to: '+15558675310', language: 'en' })
    await send(message)
    const [first, second] = vendor.asked as [Asked, Asked]
    expect(vendor.asked).toHaveLength(2)
    expect([first.method, first.path]).toEqual([
      'POST',
      `/2010-04-01/Accounts/${sid}/Messages.json`,
    ])
    expect(Buffer.from(first.headers.authorization?.slice(6) ?? '', 'base64').toString()).toBe(
      `${sid}:canary-token`,
    )
    expect(form(first)).toEqual({
      To: '+15558675310',
      From: '+15005550006',
      Body: '654321 is your code to sign in. It is valid for 5 minutes. Do not share it with anyone.\n\n@app.example #654321',
    })
    expect(form(second).Body).toBe(
      '验证码 654321，用于登录，5 分钟内有效。请勿告诉任何人。\n\n@app.example #654321',
    )
    expect(`${first.body}${second.body}`).not.toMatch(/https?%3A/)
  })

  it('A312 binds a code to nothing where the site is not known or no host', async () => {
    const vendor = await openVendor(created)
    const send = twilioSms({ ...options, endpoint: vendor.url })
    for (const site of [null, 'a.example\n@evil.example #1', 'https://a.example', '']) {
      await send({ ...message, site })
    }
    for (const one of vendor.asked) expect(form(one).Body).toMatch(/任何人。$/)
  })

  it('takes the key of an account, and a messaging service', async () => {
    const vendor = await openVendor(created)
    const service = `MG${'0'.repeat(32)}`
    const apiKey = { ...options, keyId: 'SKexample', accountSid: sid, from: service }
    await twilioSms({ ...apiKey, endpoint: vendor.url })(message)
    const [first] = vendor.asked as [Asked]
    expect(first.path).toContain(sid)
    expect(form(first)).toMatchObject({ MessagingServiceSid: service })
    expect(form(first)).not.toHaveProperty('From')
  })

  it.each([
    [401, 20003, 'credentials'],
    [403, 10001, 'balance'],
    [400, 21211, 'number'],
    [400, 21610, 'number'],
    [400, 21408, 'number'],
    [400, 21606, 'template'],
    [429, 20429, 'throttled'],
    [500, 20500, 'refused'],
  ])('%i with %i is told as %s', async (status, code, fault) => {
    const words = "canary: The 'To' number +8613800138000 is not valid"
    const vendor = await openVendor([status, { code, message: words, status }])
    const [found, said] = await failure(twilioSms({ ...options, endpoint: vendor.url })(message))
    expect([found, vendor.asked.length]).toEqual([fault, 1])
    expect(said).toContain(`(${code})`)
    expect(said).not.toMatch(/canary|13800138000|654321/)
  })
})
