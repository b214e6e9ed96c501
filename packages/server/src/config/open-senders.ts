import type { CodeSender, CodeSenders } from '@ztoken/core'
import type { AliyunKey, AliyunOptions } from '../senders/aliyun.ts'
import type { TemplateParam } from '../senders/templates.ts'
import type { TencentPlace } from '../senders/tencent-sms.ts'
import type { TwilioOptions } from '../senders/twilio.ts'
import { ConfigError } from './config-error.ts'
import type { CodeSettings } from './settings/codes.ts'

/**
 * Who sends one-time codes, by channel, as these settings want it; only what is chosen is loaded.
 * Throws ConfigError for what a sender lacks.
 */
export async function openSenders(settings: CodeSettings): Promise<CodeSenders> {
  const [sms, email] = await Promise.all([openSms(settings), openMail(settings)])
  return { ...(sms !== null && { sms }), ...(email !== null && { email }) }
}

async function openSms(settings: CodeSettings): Promise<CodeSender | null> {
  const { sms_sender: place } = settings
  switch (place?.kind) {
    case 'aliyun':
      return (await import('../senders/aliyun-sms.ts')).aliyunSms(approvedTexts(settings, [code]))
    case 'aliyun-verify':
      return (await import('../senders/aliyun-verify.ts')).aliyunVerify(
        approvedTexts(settings, [code, { name: 'min', value: 'minutes' }]),
      )
    case 'tencent':
      return (await import('../senders/tencent-sms.ts')).tencentSms({
        ...tencentOf(settings),
        ...approvedTexts(settings, [code]),
      })
    case 'twilio':
      return (await import('../senders/twilio-sms.ts')).twilioSms(twilioOf(settings))
    case 'hook':
      return openHook(settings, 'sms', place.url)
    default:
      return null
  }
}

async function openMail(settings: CodeSettings): Promise<CodeSender | null> {
  const { mail_sender: place, mail_templates: own } = settings
  if (place === null) return null
  if (place.kind === 'hook') return openHook(settings, 'email', place.url)
  const from = given(settings, 'mail_from')
  const templates = own?.codes ?? null
  return (await import('../senders/smtp-mail.ts')).smtpMail({ server: place, from, templates })
}

async function openHook(
  { code_hook_secret: secret }: CodeSettings,
  channel: 'sms' | 'email',
  url: string,
): Promise<CodeSender> {
  return (await import('../senders/hook.ts')).hookSender({ channel, url, secret })
}

const code: TemplateParam = { name: 'code', value: 'code' }

/** What every vendor of approved texts is told; `params` where the settings say nothing of them. */
function approvedTexts(settings: CodeSettings, params: readonly TemplateParam[]): AliyunOptions {
  const { sms_template_params: chosen } = settings
  const templates = { ...given(settings, 'sms_templates'), params: chosen ?? params }
  return { ...aliyunOf(settings), templates }
}

/** As whom Alibaba Cloud is asked, whatever it sends. */
export function aliyunOf(settings: CodeSettings): AliyunKey {
  const { sms_endpoint: endpoint } = settings
  return { ...keyOf(settings), signName: given(settings, 'sms_sign_name'), endpoint }
}

/** As whom Tencent Cloud is asked, whatever it sends. */
export function tencentOf(settings: CodeSettings): TencentPlace {
  const { sms_region: region } = settings
  return { ...aliyunOf(settings), appId: given(settings, 'sms_app_id'), region }
}

/** What Twilio is told, whatever it sends. */
export function twilioOf(settings: CodeSettings): TwilioOptions {
  return {
    ...keyOf(settings),
    accountSid: settings.sms_app_id,
    from: given(settings, 'sms_from'),
    endpoint: settings.sms_endpoint,
  }
}

function keyOf(settings: CodeSettings): { readonly keyId: string; readonly keySecret: string } {
  return { keyId: given(settings, 'sms_key_id'), keySecret: given(settings, 'sms_key_secret') }
}

/** What was missing when the settings were read is told there. */
export function given<Name extends keyof CodeSettings>(
  settings: CodeSettings,
  name: Name,
): NonNullable<CodeSettings[Name]> {
  const value = settings[name]
  if (value === null) throw new ConfigError([`ZTOKEN_${name.toUpperCase()} has to be set`])
  return value as NonNullable<CodeSettings[Name]>
}
