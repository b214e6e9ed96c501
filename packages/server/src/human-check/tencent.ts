import type { HumanCheckProvider } from '@ztoken/core'
import { signTc3, type TencentKey } from '../senders/tc3.ts'
import { askVendor, isToken, refused } from './ask.ts'

export interface TencentCaptchaOptions extends TencentKey {
  /** CaptchaAppId: digits. Public: a widget is opened with it. */
  readonly siteKey: string
  /** AppSecretKey, of the same page of the console. */
  readonly secret: string
  /** Where it is asked, without a path; the vendor's own host unless given. */
  readonly endpoint?: string | null
  readonly clock?: () => number
}

const usual = 'https://captcha.tencentcloudapi.com'
const longestTicket = 2048
const longestRandstr = 128
/** `CaptchaType`: the only one there is. */
const anyType = 9
/** What `CaptchaCode` says: that the ticket is good, and that the vendor could not look at it. */
const passed = 1
const failedThere = 26

/**
 * Tencent Cloud Captcha (天御验证码, API 2019-07-22), for the option `humanCheckProvider`. A token is
 * `TICKET,RANDSTR`. Throws TypeError for a CaptchaAppId that is none.
 */
export function tencentCaptcha(options: TencentCaptchaOptions): HumanCheckProvider {
  const { siteKey, secret, keyId, keySecret, clock = Date.now } = options
  if (!/^[0-9]{1,15}$/.test(siteKey)) throw new TypeError('tencentCaptcha: a siteKey is digits')
  const base = new URL(options.endpoint ?? usual)
  return {
    name: 'tencent',
    siteKey,
    async verify(token, address) {
      const [ticket = '', randstr = '', ...rest] = token.split(',')
      const isRight = isToken(ticket, longestTicket) && isToken(randstr, longestRandstr)
      if (!isRight || rest.length > 0) return false
      const body = JSON.stringify({
        CaptchaType: anyType,
        Ticket: ticket,
        Randstr: randstr,
        // Asked for in any case.
        UserIp: address ?? '0.0.0.0',
        CaptchaAppId: Number(siteKey),
        AppSecretKey: secret,
      })
      const call = { host: base.hostname, service: 'captcha', body, at: clock() }
      const headers = {
        ...signTc3({ keyId, keySecret }, call),
        'x-tc-action': 'DescribeCaptchaResult',
        'x-tc-version': '2019-07-22',
      }
      const { status, members } = await askVendor({ url: `${base.origin}/`, headers, body })
      return wasPassed(Object(members.Response), status)
    },
  }
}

/** Rejects what is no answer about the ticket: a refusal of ours, or none. */
function wasPassed(
  { Error: refusal, CaptchaCode: code }: Readonly<Record<string, unknown>>,
  status: number,
): boolean {
  if (typeof code === 'number' && code !== failedThere && refusal === undefined) {
    return code === passed
  }
  const { Code: why } = Object(refusal) as { readonly Code?: unknown }
  throw refused(why, status)
}
