import type { HumanCheckProvider } from '@ztoken/core'
import { type SiteVerifyOptions, siteVerify } from './site-verify.ts'

const usual = 'https://challenges.cloudflare.com/turnstile/v0/siteverify'

/** Cloudflare Turnstile, for the option `humanCheckProvider`. */
export function turnstile({ siteKey, secret, url = usual }: SiteVerifyOptions): HumanCheckProvider {
  return {
    name: 'turnstile',
    siteKey,
    verify: (token, address) => siteVerify({ secret, url }, token, address),
  }
}
