import { randomUUID } from 'node:crypto'
import type { HumanCheckProvider } from '@ztoken/core'
import { type AcsKey, signAcs3 } from '../senders/acs3.ts'
import { askVendor, isToken, refused } from './ask.ts'

export interface AliyunCaptchaOptions extends AcsKey {
  /** The prefix (身份标) and the scene, as `PREFIX:SCENE`. Public: a widget is opened with them. */
  readonly siteKey: string
  /** Where it is asked, without a path; the vendor's own host in mainland China unless given. */
  readonly endpoint?: string | null
  readonly clock?: () => number
}

const usual = 'https://captcha.cn-shanghai.aliyuncs.com'
/** What is known of a device stands in it, some kilobytes. */
const longestToken = 8192

/**
 * Alibaba Cloud Captcha 2.0 (API 2023-03-05), for the option `humanCheckProvider`. A token is the
 * CaptchaVerifyParam that the widget gives. Throws TypeError for a siteKey that is none.
 */
export function aliyunCaptcha(options: AliyunCaptchaOptions): HumanCheckProvider {
  const { siteKey, keyId, keySecret, clock = Date.now } = options
  const [, scene = ''] = /^[\w-]{1,64}:([\w-]{1,64})$/.exec(siteKey) ?? []
  if (scene === '') throw new TypeError('aliyunCaptcha: a siteKey is PREFIX:SCENE')
  const base = new URL(options.endpoint ?? usual)
  return {
    name: 'aliyun',
    siteKey,
    async verify(token) {
      if (!isToken(token, longestToken)) return false
      const { body = '', headers } = signAcs3(
        { keyId, keySecret },
        {
          host: base.host,
          action: 'VerifyIntelligentCaptcha',
          version: '2023-03-05',
          query: {},
          form: { CaptchaVerifyParam: token, SceneId: scene },
          at: clock(),
          nonce: randomUUID(),
        },
      )
      const { status, members } = await askVendor({ url: `${base.origin}/`, headers, body })
      return wasPassed(members, status)
    },
  }
}

/** Rejects what is no answer about the token: a refusal of ours, or none. */
function wasPassed(members: Readonly<Record<string, unknown>>, status: number): boolean {
  const { VerifyResult: passed } = Object(members.Result) as { readonly VerifyResult?: unknown }
  if (typeof passed === 'boolean') return passed
  throw refused(members.Code, status)
}
