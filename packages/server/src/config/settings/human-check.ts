import type { CoreOptions } from '@ztoken/core'
import { hcaptcha } from '../../human-check/hcaptcha.ts'
import { turnstile } from '../../human-check/turnstile.ts'
import { oneOf, text } from '../readers.ts'
import type { ReadingsOf } from './reading.ts'

/** What tells people from programs. */
export interface HumanCheckSettings {
  readonly human_check: 'off' | 'on' | 'turnstile' | 'hcaptcha'
  readonly human_check_site_key: string | null
  readonly human_check_secret: string | null
}

export const humanCheckReadings: ReadingsOf<HumanCheckSettings> = {
  human_check: {
    fallback: 'off',
    about:
      'a check before codes, registrations and repeated failures: `on` (a proof of work, without a click), `turnstile` or `hcaptcha` beside it, or `off`',
    read: oneOf(['off', 'on', 'turnstile', 'hcaptcha']),
  },
  human_check_site_key: {
    fallback: null,
    about: 'the public key of the widget, with `turnstile` and `hcaptcha`',
    read: text,
  },
  human_check_secret: {
    fallback: null,
    about: 'the secret that `turnstile` or `hcaptcha` is asked with',
    read: text,
  },
}

const providers = { turnstile, hcaptcha }

/** As the core takes them. */
export function humanCheckOptions({
  human_check: check,
  human_check_site_key: siteKey,
  human_check_secret: secret,
}: HumanCheckSettings): Pick<CoreOptions, 'humanCheck' | 'humanCheckProvider'> {
  if (check === 'off' || check === 'on') return { humanCheck: check === 'on' }
  if (siteKey === null || secret === null) return { humanCheck: true }
  return { humanCheck: true, humanCheckProvider: providers[check]({ siteKey, secret }) }
}

/** What these settings may not be together. */
export function humanCheckFaults({
  human_check: check,
  human_check_site_key: siteKey,
  human_check_secret: secret,
}: HumanCheckSettings): string[] {
  const isOther = check === 'turnstile' || check === 'hcaptcha'
  if (!isOther || (siteKey !== null && secret !== null)) return []
  return [
    `ZTOKEN_HUMAN_CHECK=${check} needs ZTOKEN_HUMAN_CHECK_SITE_KEY and ZTOKEN_HUMAN_CHECK_SECRET`,
  ]
}
