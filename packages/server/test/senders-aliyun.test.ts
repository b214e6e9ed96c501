import { describe, expect, it } from 'vitest'
import { signAcs3 } from '../src/senders/acs3.ts'
import { aliyunSms, aliyunVerify } from '../src/server.ts'
import { type Asked, closedPort, failure, message, openVendor } from './vendor.ts'
import { aliyunSignature } from './vendors-own.ts'

const ok = [200, { Code: 'OK', Message: 'OK', RequestId: '1', BizId: '2' }] as const
const key = { keyId: 'LTAIexample', keySecret: 'canary-key-secret' }
const options = {
  ...key,
  signName: '示例 (App)*!',
  templates: {
    id: 'SMS_100',
    ids: { password_reset: 'SMS_101' },
    params: [{ name: 'code', value: 'code' }],
  },
} as const

const signatureOf = (asked: Asked): string => aliyunSignature(asked, key)
const asked = ({ path }: Asked) => Object.fromEntries(new URL(path, 'http://x').searchParams)

describe('Alibaba Cloud SMS', () => {
  it('is asked as its documentation signs its example', () => {
    const { query, headers } = signAcs3(
      { keyId: 'YourAccessKeyId', keySecret: 'YourAccessKeySecret' },
      {
        host: 'ecs.cn-shanghai.aliyuncs.com',
        action: 'RunInstances',
        version: '2014-05-26',
        query: {
          RegionId: 'cn-shanghai',
          ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd',
        },
        at: Date.UTC(2023, 9, 26, 10, 22, 32),
        nonce: '3156853299f313e23d1673dc12e1703d',
      },
    )
    expect(query).toMatch(/^ImageId=.*&RegionId=cn-shanghai$/)
    expect(headers.authorization).toBe(
      'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    )
  })

  it('is asked once, signed as its own package signs, for the template of the purpose', async () => {
    const vendor = await openVendor(ok)
    const send = aliyunSms({ ...options, endpoint: vendor.url })
    await send(message)
    await send({ ...message, to: '+85261234567', purpose: 'password_reset' })
    const [first, second] = vendor.asked as [Asked, Asked]
    expect(vendor.asked).toHaveLength(2)
    expect(asked(first)).toEqual({
      PhoneNumbers: '13800138000',
      SignName: options.signName,
      TemplateCode: 'SMS_100',
      TemplateParam: '{"code":"654321"}',
    })
    expect(asked(second)).toMatchObject({ PhoneNumbers: '85261234567', TemplateCode: 'SMS_101' })
    expect(first.headers).toMatchObject({
      'x-acs-action': 'SendSms',
      'x-acs-version': '2017-05-25',
    })
    for (const one of vendor.asked) expect(one.headers.authorization).toBe(signatureOf(one))
    expect(first.headers['x-acs-signature-nonce']).not.toBe(second.headers['x-acs-signature-nonce'])
  })

  it.each([
    ['isv.AMOUNT_NOT_ENOUGH', 'balance'],
    ['isv.OUT_OF_SERVICE', 'balance'],
    ['isv.SMS_TEMPLATE_ILLEGAL', 'template'],
    ['isv.SMS_SIGNATURE_ILLEGAL', 'template'],
    ['isv.SIGN_STATE_ILLEGAL', 'template'],
    ['isv.TEMPLATE_MISSING_PARAMETERS', 'template'],
    ['isv.MOBILE_NUMBER_ILLEGAL', 'number'],
    ['isv.BLACK_KEY_CONTROL_LIMIT', 'number'],
    ['isv.BUSINESS_LIMIT_CONTROL', 'throttled'],
    ['isv.DAY_LIMIT_CONTROL', 'throttled'],
    ['isp.RAM_PERMISSION_DENY', 'credentials'],
    ['SignatureDoesNotMatch', 'credentials'],
    ['InvalidAccessKeyId.NotFound', 'credentials'],
    ['isp.SYSTEM_ERROR', 'refused'],
  ])('%s is told as %s, with neither phone nor code nor key', async (code, fault) => {
    const words = 'canary: 13800138000 654321'
    const vendor = await openVendor([
      code.includes('.') ? 200 : 400,
      { Code: code, Message: words },
    ])
    const [found, said] = await failure(aliyunSms({ ...options, endpoint: vendor.url })(message))
    expect([found, vendor.asked.length]).toEqual([fault, 1])
    expect(said).toContain(`(${code})`)
    expect(said).not.toMatch(/canary|13800138000|654321/)
  })
})

describe('A306 a vendor', () => {
  const attempt = (endpoint: string) =>
    failure(aliyunSms({ ...options, endpoint, timeoutMilliseconds: 300 })(message))

  it.each([
    ['answers 500', [500, {}], 'refused (500)'],
    ['answers no JSON', [200, 'OK'], 'refused (200)'],
    [
      'redirects',
      (response) => void response.writeHead(307, { location: '/elsewhere' }).end(),
      'refused (307)',
    ],
    ['never answers', () => undefined, 'unreachable (timeout)'],
    [
      'never ends its answer',
      (response) => void response.writeHead(200).write('{"Code":'),
      'unreachable (timeout)',
    ],
    ['hangs up', (response) => void response.destroy(), 'unreachable'],
    [
      'answers without end',
      (response) => {
        const piece = 'x'.repeat(60_000)
        for (let n = 0; n < 3; n += 1) response.write(piece)
      },
      'refused (200)',
    ],
  ] satisfies [string, Parameters<typeof openVendor>[0], string][])(
    'that %s is asked once, and the operator told',
    async (_, answer, words) => {
      const vendor = await openVendor(answer)
      const [, said] = await attempt(vendor.url)
      expect(said).toContain(words)
      expect(said).not.toMatch(/canary|13800138000|654321/)
      expect(vendor.asked).toHaveLength(1)
    },
  )

  it('that is not there is told as such', async () => {
    const [fault, said] = await attempt(`http://127.0.0.1:${await closedPort()}`)
    expect([fault, said.includes('ECONNREFUSED')]).toEqual(['unreachable', true])
  })
})

describe('Alibaba Cloud 短信认证', () => {
  const verify = {
    ...options,
    templates: {
      id: '100001',
      params: [
        { name: 'code', value: 'code' },
        { name: 'min', value: 'minutes' },
      ],
    },
  } as const

  it('is asked once and not to try again by itself, signed as its own package signs', async () => {
    const vendor = await openVendor(ok)
    await aliyunVerify({ ...verify, endpoint: vendor.url })(message)
    const [first] = vendor.asked as [Asked]
    expect(asked(first)).toEqual({
      AutoRetry: '0',
      CountryCode: '86',
      PhoneNumber: '13800138000',
      SignName: options.signName,
      TemplateCode: '100001',
      TemplateParam: '{"code":"654321","min":"5"}',
      ValidTime: '300',
    })
    expect(first.headers['x-acs-action']).toBe('SendSmsVerifyCode')
    expect(first.headers.authorization).toBe(signatureOf(first))
  })

  it('is not asked for phones of other countries, and tells its refusals by kind', async () => {
    const vendor = await openVendor([200, { Code: 'biz.FREQUENCY', Message: 'x' }])
    const send = aliyunVerify({ ...verify, endpoint: vendor.url })
    expect((await failure(send({ ...message, to: '+85261234567' })))[0]).toBe('number')
    expect(vendor.asked).toEqual([])
    expect((await failure(send(message)))[0]).toBe('throttled')
    vendor.answer = [200, { Code: 'FUNCTION_NOT_OPENED' }]
    expect((await failure(send(message)))[0]).toBe('credentials')
  })
})
