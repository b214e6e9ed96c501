import { describe, expect, it } from 'vitest'
import { tencentSms } from '../src/server.ts'
import { type Asked, failure, message, openVendor } from './vendor.ts'
import { tencentSignature } from './vendors-own.ts'

const key = { keyId: 'AKIDexample', keySecret: 'canary-key-secret' }
const options = {
  ...key,
  appId: '1400006666',
  signName: '腾讯云',
  templates: {
    id: '449739',
    ids: { verify: '449740' },
    params: [
      { name: 'code', value: 'code' },
      { name: 'minutes', value: 'minutes' },
    ],
  },
} as const

const answered = (Code: string) =>
  [
    200,
    { Response: { SendStatusSet: [{ Code, Message: 'canary 654321' }], RequestId: '1' } },
  ] as const

const signatureOf = (asked: Asked): string => tencentSignature(asked, 'sms', key)

describe('Tencent Cloud SMS', () => {
  it('is asked once, signed as its own package signs', async () => {
    const vendor = await openVendor(answered('Ok'))
    const send = tencentSms({ ...options, endpoint: vendor.url, region: 'ap-singapore' })
    await send(message)
    await send({ ...message, to: '+85261234567', purpose: 'verify' })
    const [first, second] = vendor.asked as [Asked, Asked]
    expect(vendor.asked).toHaveLength(2)
    expect(JSON.parse(first.body)).toEqual({
      PhoneNumberSet: ['+8613800138000'],
      SmsSdkAppId: '1400006666',
      SignName: '腾讯云',
      TemplateId: '449739',
      TemplateParamSet: ['654321', '5'],
    })
    expect(JSON.parse(second.body)).toMatchObject({ TemplateId: '449740' })
    expect(first.headers).toMatchObject({
      'x-tc-action': 'SendSms',
      'x-tc-version': '2021-01-11',
      'x-tc-region': 'ap-singapore',
    })
    for (const one of vendor.asked) expect(one.headers.authorization).toBe(signatureOf(one))
  })

  it.each([
    ['FailedOperation.InsufficientBalanceInSmsPackage', 'balance'],
    ['UnauthorizedOperation.ServiceSuspendDueToArrears', 'balance'],
    ['FailedOperation.TemplateIncorrectOrUnapproved', 'template'],
    ['FailedOperation.SignatureIncorrectOrUnapproved', 'template'],
    ['UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone', 'template'],
    ['FailedOperation.PhoneNumberInBlacklist', 'number'],
    ['InvalidParameterValue.IncorrectPhoneNumber', 'number'],
    ['LimitExceeded.PhoneNumberDailyLimit', 'throttled'],
    ['LimitExceeded.DeliveryFrequencyLimit', 'throttled'],
    ['AuthFailure.SignatureFailure', 'credentials'],
    ['InvalidParameterValue.SdkAppIdNotExist', 'credentials'],
    ['InternalError.Timeout', 'refused'],
  ])('%s is told as %s, of a phone and of the whole call', async (code, fault) => {
    const vendor = await openVendor(answered(code))
    const send = tencentSms({ ...options, endpoint: vendor.url })
    const ofPhone = await failure(send(message))
    vendor.answer = [200, { Response: { Error: { Code: code, Message: 'canary' } } }]
    const ofCall = await failure(send(message))
    for (const [found, said] of [ofPhone, ofCall]) {
      expect(found).toBe(fault)
      expect(said).toContain(`(${code})`)
      expect(said).not.toMatch(/canary|13800138000|654321/)
    }
    expect(vendor.asked).toHaveLength(2)
  })
})
