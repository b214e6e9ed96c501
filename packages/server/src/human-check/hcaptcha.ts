import type { HumanCheckProvider } from '@ztoken/core'
import { type SiteVerifyOptions, siteVerify } from './site-verify.ts'

const usual = 'https://api.hcaptcha.com/siteverify'

/** hCaptcha, for the option `humanCheckProvider`. */
export function hcaptcha({ siteKey, secret, url = usual }: SiteVerifyOptions): HumanCheckProvider {
  return {
    name: 'hcaptcha',
    siteKey,
    verify: (token, address) => siteVerify({ secret, url }, token, address),
  }
}
