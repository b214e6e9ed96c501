import type { CoreOptions, HumanCheckProvider } from '@ztoken/core'
import { aliyunCaptcha } from '../../human-check/aliyun.ts'
import { hcaptcha } from '../../human-check/hcaptcha.ts'
import { tencentCaptcha } from '../../human-check/tencent.ts'
import { turnstile } from '../../human-check/turnstile.ts'
import { oneOf, text } from '../readers.ts'
import { endpoint, word } from '../sender-readers.ts'
import type { ReadingsOf } from './reading.ts'

const providers = ['turnstile', 'hcaptcha', 'tencent', 'aliyun'] as const
type Provider = (typeof providers)[number]

/** What tells people from programs. */
export interface HumanCheckSettings {
  readonly human_check: 'off' | 'on' | Provider
  readonly human_check_site_key: string | null
  readonly human_check_secret: string | null
  readonly human_check_key_id: string | null
  readonly human_check_key_secret: string | null
  readonly human_check_endpoint: string | null
}

export const humanCheckReadings: ReadingsOf<HumanCheckSettings> = {
  human_check: {
    fallback: 'off',
    about:
      'a check before codes, registrations and repeated failures: `on` (a proof of work, without a click), `turnstile`, `hcaptcha`, `tencent` or `aliyun` beside it, or `off`',
    read: oneOf(['off', 'on', ...providers]),
  },
  human_check_site_key: {
    fallback: null,
    about:
      'the public key of the widget; of `tencent` the CaptchaAppId, of `aliyun` prefix and scene: `PREFIX:SCENE`',
    read: text,
  },
  human_check_secret: {
    fallback: null,
    about: 'the secret that `turnstile` or `hcaptcha` is asked with; of `tencent` the AppSecretKey',
    read: text,
  },
  human_check_key_id: {
    fallback: null,
    about: 'the id of the key that `tencent` (SecretId) or `aliyun` (AccessKey ID) is asked with',
    read: word,
  },
  human_check_key_secret: {
    fallback: null,
    about: 'the secret of that key',
    read: word,
  },
  human_check_endpoint: {
    fallback: null,
    about:
      'where `tencent` or `aliyun` is asked, e.g. `https://captcha.ap-southeast-1.aliyuncs.com`; by default its own host in mainland China',
    read: endpoint,
  },
}

/** As the core takes them. */
export function humanCheckOptions(
  settings: HumanCheckSettings,
): Pick<CoreOptions, 'humanCheck' | 'humanCheckProvider'> {
  const { human_check: check } = settings
  if (check === 'off' || check === 'on') return { humanCheck: check === 'on' }
  if (missing(settings, check).length > 0) return { humanCheck: true }
  return { humanCheck: true, humanCheckProvider: providerOf(settings, check) }
}

function providerOf(settings: HumanCheckSettings, check: Provider): HumanCheckProvider {
  const { human_check_endpoint: endpoint } = settings
  const given = (name: Key): string => settings[`human_check_${name}`] ?? ''
  const [siteKey, secret] = [given('site_key'), given('secret')]
  const key = { keyId: given('key_id'), keySecret: given('key_secret') }
  switch (check) {
    case 'turnstile':
      return turnstile({ siteKey, secret })
    case 'hcaptcha':
      return hcaptcha({ siteKey, secret })
    case 'tencent':
      return tencentCaptcha({ ...key, siteKey, secret, endpoint })
    case 'aliyun':
      return aliyunCaptcha({ ...key, siteKey, endpoint })
  }
}

type Key = 'site_key' | 'secret' | 'key_id' | 'key_secret'

/** What each provider cannot do without. */
const needs: Readonly<Record<Provider, readonly Key[]>> = {
  turnstile: ['site_key', 'secret'],
  hcaptcha: ['site_key', 'secret'],
  tencent: ['site_key', 'secret', 'key_id', 'key_secret'],
  aliyun: ['site_key', 'key_id', 'key_secret'],
}

/** How the public key of some of them has to look. */
const siteKeyForms: Readonly<Partial<Record<Provider, readonly [RegExp, string]>>> = {
  tencent: [/^[0-9]{1,15}$/, 'a CaptchaAppId, which is digits'],
  aliyun: [/^[\w-]{1,64}:[\w-]{1,64}$/, 'PREFIX:SCENE'],
}

/** What these settings may not be together. */
export function humanCheckFaults(settings: HumanCheckSettings): string[] {
  const { human_check: check, human_check_site_key: siteKey } = settings
  if (check === 'off' || check === 'on') return []
  if (missing(settings, check).length > 0) {
    const names = needs[check].map((name) => `ZTOKEN_HUMAN_CHECK_${name.toUpperCase()}`)
    return [`ZTOKEN_HUMAN_CHECK=${check} needs ${names.join(' and ')}`]
  }
  const [form, words] = siteKeyForms[check] ?? [/^/, '']
  if (form.test(siteKey ?? '')) return []
  return [`ZTOKEN_HUMAN_CHECK_SITE_KEY has to be ${words}`]
}

function missing(settings: HumanCheckSettings, check: Provider): readonly Key[] {
  return needs[check].filter((name) => settings[`human_check_${name}`] === null)
}
