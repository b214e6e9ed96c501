import type { Settings } from './settings.ts'

type Name = keyof Settings

const key = ['sms_key_id', 'sms_key_secret'] as const

/** What each sender cannot do without. */
const smsNeeds: Readonly<Record<NonNullable<Settings['sms_sender']>['kind'], readonly Name[]>> = {
  aliyun: [...key, 'sms_sign_name', 'sms_templates'],
  'aliyun-verify': [...key, 'sms_sign_name', 'sms_templates'],
  tencent: [...key, 'sms_app_id', 'sms_sign_name', 'sms_templates'],
  twilio: [...key, 'sms_from'],
  hook: ['code_hook_secret'],
}
const mailNeeds: Readonly<Record<NonNullable<Settings['mail_sender']>['kind'], readonly Name[]>> = {
  smtp: ['mail_from'],
  hook: ['code_hook_secret'],
}

/** What is missing for the senders that are chosen, a fault each. `isGiven`: whatever was given, right or wrong. */
export function missingForSenders(
  { sms_sender: sms, mail_sender: mail }: Settings,
  isGiven: (name: Name) => boolean,
): string[] {
  const faults: string[] = []
  const check = (sender: string, needs: readonly Name[]): void => {
    const missing = needs.filter((name) => !isGiven(name)).map(variable)
    if (missing.length === 0) return
    const verb = missing.length === 1 ? 'has' : 'have'
    faults.push(`${sender}, so ${missing.join(' and ')} ${verb} to be set`)
  }
  if (sms !== null) check(`ZTOKEN_SMS_SENDER is ${sms.kind}`, smsNeeds[sms.kind])
  if (mail !== null) check(`ZTOKEN_MAIL_SENDER is ${mail.kind}`, mailNeeds[mail.kind])
  if (isGiven('sms_notice_templates') && !approving.has(sms?.kind ?? '')) {
    faults.push(
      'ZTOKEN_SMS_NOTICE_TEMPLATES is set, so ZTOKEN_SMS_SENDER has to be aliyun or tencent',
    )
  }
  return faults
}

/** Who sends approved texts of any kind; 短信认证 sends codes alone. */
const approving: ReadonlySet<string> = new Set(['aliyun', 'tencent'])

function variable(name: Name): string {
  return `ZTOKEN_${name.toUpperCase()}`
}
