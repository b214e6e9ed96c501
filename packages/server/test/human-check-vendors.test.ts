import { humanCheckHeader } from '@ztoken/contract'
import type { HumanCheckProvider } from '@ztoken/core'
import { describe, expect, it } from 'vitest'
import { challengeOf, payloadOf, solve } from '../../core/test/solve.ts'
import { loadSettings } from '../src/config/load.ts'
import { humanCheckOptions } from '../src/config/settings/human-check.ts'
import { aliyunCaptcha, tencentCaptcha } from '../src/index.ts'
import { password, sender } from './client.ts'
import { open, secret } from './open.ts'
import { type Answering, type Asked, closedPort, openVendor } from './vendor.ts'
import { aliyunSignature, tencentSignature } from './vendors-own.ts'

const key = { keyId: 'AKIDexample', keySecret: 'canary-key-secret' }
const registration = { phone: '13900139000', password }

interface Vendor {
  readonly name: string
  provider(endpoint: string): HumanCheckProvider
  /** A token that the widget could have given. */
  readonly token: string
  answer(passes: boolean): Answering
  readonly refusals: readonly Answering[]
  /** The very header that the vendor's own package makes of what came. */
  signatureOf(asked: Asked): string
}

const vendors: readonly Vendor[] = [
  {
    name: 'tencent',
    provider: (endpoint) =>
      tencentCaptcha({ ...key, siteKey: '199999164', secret: 'canary-app-secret', endpoint }),
    token: 'tr03_x-*,@Jj5',
    answer: (passes) => [200, { Response: { CaptchaCode: passes ? 1 : 8, RequestId: '1' } }],
    refusals: [
      [200, { Response: { Error: { Code: 'AuthFailure.SignatureFailure', Message: 'canary' } } }],
      [200, { Response: { Error: { Code: 'InternalError' }, CaptchaCode: 1 } }],
      [200, { Response: { CaptchaCode: '1' } }],
      [200, { Response: { CaptchaCode: 26 } }],
      [200, 1],
    ],
    signatureOf: (asked) => tencentSignature(asked, 'captcha', key),
  },
  {
    name: 'aliyun',
    provider: (endpoint) => aliyunCaptcha({ ...key, siteKey: 'dlw3kug:d5wbpfda', endpoint }),
    token: `{"sceneId":"d5wbpfda","data":"a+/=&%*'()~"}`,
    answer: (passes) => [
      200,
      {
        Success: true,
        Code: 'Success',
        Result: { VerifyResult: passes },
      },
    ],
    refusals: [
      [403, { Code: 'InvalidAccessKeyId.NotFound', Message: 'canary' }],
      [200, { Success: false, Code: 'Forbidden.AccountOverdue' }],
      [200, { Result: { VerifyResult: 'true' } }],
      [200, []],
    ],
    signatureOf: (asked) => aliyunSignature(asked, key),
  },
]

async function scene(provider: HumanCheckProvider) {
  const reports: unknown[] = []
  const opened = await open({
    humanCheck: true,
    humanCheckProvider: provider,
    report: (error) => reports.push(error),
  })
  const send = sender(opened.app)
  const register = (solution?: string) =>
    send('POST', '/v1/register', {
      body: registration,
      ...(solution !== undefined && { headers: { [humanCheckHeader]: solution } }),
    })
  return { register, reports }
}

describe.each(vendors)('the captcha of $name', (vendor) => {
  const { name, token } = vendor

  it('is asked once for each token, signed as its own package signs', async () => {
    const server = await openVendor(vendor.answer(false))
    const { register } = await scene(vendor.provider(server.url))
    const first = await register()
    expect(first.data).toMatchObject({ provider: name })
    expect(JSON.stringify(first)).not.toContain('canary')
    expect((await register(`${name}:${token}`)).status).toBe(403)
    server.answer = vendor.answer(true)
    expect((await register(`${name}:${token}`)).status).toBe(200)
    expect(server.asked).toHaveLength(2)
    for (const one of server.asked) {
      expect(one.headers.authorization).toBe(vendor.signatureOf(one))
      expect(one.path + JSON.stringify(one.headers) + one.body).not.toContain('canary-key')
    }
  })

  it('is asked nothing for what no token can be, and stays on offer', async () => {
    const server = await openVendor(vendor.answer(true))
    const { register, reports } = await scene(vendor.provider(server.url))
    for (const text of ['', ' ', 'a b', 'x'.repeat(8193), 'é', `${token},x,`, ',']) {
      if (name === 'aliyun' && text.includes(',')) continue
      const refused = await register(`${name}:${text}`)
      expect(refused).toMatchObject({ status: 403, data: { provider: name } })
    }
    expect([server.asked, reports]).toEqual([[], []])
  })

  it.each([
    ...vendor.refusals,
    [500, {}] as const,
    [200, 'x'.repeat(100_000)] as const,
    ((response) => void response.writeHead(307, { location: '/' }).end()) as Answering,
    ((response) => void response.destroy()) as Answering,
  ])(
    'A323 that is down or refuses us opens nothing: a proof of work is asked for (%#)',
    async (answer) => {
      const server = await openVendor(answer)
      const { register, reports } = await scene(vendor.provider(server.url))
      const refused = await register(`${name}:${token}`)
      expect(refused).toMatchObject({ status: 403, data: { provider: null } })
      expect(server.asked).toHaveLength(1)
      expect(reports).toHaveLength(1)
      const [report] = reports as [Error]
      expect(report.message).toMatch(/^the human check was (refused \([\w.]+\)|not reached)$/)
      expect(`${report.stack} ${String(report.cause)}`).not.toMatch(/canary|tr03|sceneId/)
      const solution = payloadOf(await solve(challengeOf(refused)))
      expect((await register(solution)).status).toBe(200)
    },
  )

  it('A323 that is not there opens nothing', async () => {
    const { register } = await scene(vendor.provider(`http://127.0.0.1:${await closedPort()}`))
    expect(await register(`${name}:${token}`)).toMatchObject({
      status: 403,
      data: { provider: null },
    })
  })
})

describe('what the vendors are asked', () => {
  it('Tencent Cloud: the ticket, for the address it was shown from', async () => {
    const server = await openVendor([200, { Response: { CaptchaCode: 1 } }])
    const options = { ...key, siteKey: '199999164', secret: 'of the app', endpoint: server.url }
    expect(await tencentCaptcha(options).verify('t,@r', '203.0.113.9')).toBe(true)
    const [{ body, headers }] = server.asked as [Asked]
    expect(JSON.parse(body)).toEqual({
      CaptchaType: 9,
      Ticket: 't',
      Randstr: '@r',
      UserIp: '203.0.113.9',
      CaptchaAppId: 199999164,
      AppSecretKey: 'of the app',
    })
    expect(headers).toMatchObject({
      'x-tc-action': 'DescribeCaptchaResult',
      'x-tc-version': '2019-07-22',
    })
  })

  it('Alibaba Cloud: what the widget gave as a form, and the scene', async () => {
    const server = await openVendor([200, { Code: 'Success', Result: { VerifyResult: true } }])
    const options = { ...key, siteKey: 'dlw3kug:d5wbpfda', endpoint: server.url }
    expect(await aliyunCaptcha(options).verify('{"data":"a&b=c+d"}', null)).toBe(true)
    const [{ path, body, headers }] = server.asked as [Asked]
    expect(path).toBe('/')
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      CaptchaVerifyParam: '{"data":"a&b=c+d"}',
      SceneId: 'd5wbpfda',
    })
    expect(headers).toMatchObject({
      'x-acs-action': 'VerifyIntelligentCaptcha',
      'x-acs-version': '2023-03-05',
      'content-type': 'application/x-www-form-urlencoded',
    })
  })

  it('by no public key that cannot be one', () => {
    const make = { tencent: tencentCaptcha, aliyun: aliyunCaptcha }
    for (const siteKey of ['', 'abc', '1 2', 'a:b:c', ':b']) {
      expect(() => make.tencent({ ...key, siteKey, secret: 'x' })).toThrow(TypeError)
      expect(() => make.aliyun({ ...key, siteKey })).toThrow(TypeError)
    }
  })
})

describe('the settings', () => {
  const load = (variables: Record<string, string>) =>
    loadSettings({ ZTOKEN_SECRET: secret, ...variables }, null, true)
  const keys = {
    ZTOKEN_HUMAN_CHECK_KEY_ID: 'AKIDexample',
    ZTOKEN_HUMAN_CHECK_KEY_SECRET: 'canary-key-secret',
  }
  const tencent = {
    ...keys,
    ZTOKEN_HUMAN_CHECK: 'tencent',
    ZTOKEN_HUMAN_CHECK_SITE_KEY: '199999164',
    ZTOKEN_HUMAN_CHECK_SECRET: 'canary-app-secret',
  }
  const aliyun = {
    ...keys,
    ZTOKEN_HUMAN_CHECK: 'aliyun',
    ZTOKEN_HUMAN_CHECK_SITE_KEY: 'dlw3kug:d5wbpfda',
  }

  it.each([
    ['tencent', tencent, [200, { Response: { CaptchaCode: 1 } }]],
    ['aliyun', aliyun, [200, { Result: { VerifyResult: true } }]],
  ] as const)('choose %s, and where it is asked', async (name, variables, answer) => {
    const server = await openVendor(answer)
    const settings = load({ ...variables, ZTOKEN_HUMAN_CHECK_ENDPOINT: server.url })
    const { humanCheckProvider } = humanCheckOptions(settings)
    expect(humanCheckProvider?.name).toBe(name)
    expect(await humanCheckProvider?.verify('a,b', null)).toBe(true)
    expect(server.asked).toHaveLength(1)
  })

  it('name what is missing and what cannot be meant, and show no secret', () => {
    const faultOf = (variables: Record<string, string>): string => {
      try {
        load(variables)
        return 'none'
      } catch (error) {
        return String(error)
      }
    }
    const { ZTOKEN_HUMAN_CHECK_KEY_SECRET: _, ...keyless } = tencent
    for (const [variables, fault] of [
      [keyless, 'ZTOKEN_HUMAN_CHECK=tencent needs ZTOKEN_HUMAN_CHECK_SITE_KEY and '],
      [{ ...keys, ZTOKEN_HUMAN_CHECK: 'aliyun' }, 'ZTOKEN_HUMAN_CHECK=aliyun needs'],
      [{ ...tencent, ZTOKEN_HUMAN_CHECK_SITE_KEY: 'x' }, 'has to be a CaptchaAppId'],
      [{ ...aliyun, ZTOKEN_HUMAN_CHECK_SITE_KEY: 'x' }, 'has to be PREFIX:SCENE'],
      [
        { ...aliyun, ZTOKEN_HUMAN_CHECK_ENDPOINT: 'http://x.example' },
        'HUMAN_CHECK_ENDPOINT has to',
      ],
    ] as const) {
      expect(faultOf(variables)).toContain(fault)
      expect(faultOf(variables)).not.toContain('canary')
    }
    expect(faultOf(tencent)).toBe('none')
  })
})
