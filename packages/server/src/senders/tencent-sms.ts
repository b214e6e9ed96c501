import type { CodeSender } from '@ztoken/core'
import { type FaultTable, postForJson, refusal } from './one-request.ts'
import { signTc3, type TencentKey } from './tc3.ts'
import { type FilledTemplate, type SmsTemplates, templateOf } from './templates.ts'

export interface TencentOptions extends TencentPlace {
  readonly templates: SmsTemplates
}

/** As whom it is asked, and where. */
export interface TencentPlace extends TencentKey {
  /** SmsSdkAppId. */
  readonly appId: string
  /** 短信签名, approved by Tencent Cloud. */
  readonly signName: string
  /** `ap-guangzhou` unless given. */
  readonly region?: string | null
  /** Where requests go, without a path; the vendor's own host unless given. */
  readonly endpoint?: string | null
  /** 10,000 unless given. */
  readonly timeoutMilliseconds?: number
  readonly clock?: () => number
}

const faults: FaultTable = [
  [/InsufficientBalance|Arrears/, 'balance'],
  [/^(?:LimitExceeded|RequestLimitExceeded)/, 'throttled'],
  [/PhoneNumber|UnsupportedRegion/, 'number'],
  [
    /Signature(?:Incorrect|Id|Name)|MissingSignature|Template|SensitiveWord|ContentLength/,
    'template',
  ],
  [
    /^(?:AuthFailure|UnauthorizedOperation|IpNotInWhitelist|IpInBlacklist)|SdkAppId|Sig(?:Field|Verif)/,
    'credentials',
  ],
]

/** Text messages by Tencent Cloud SMS (API 2021-01-11). Rejects with SendError. */
export function tencentSms(options: TencentOptions): CodeSender {
  return (message) => tencentText(options, message.to, templateOf(options.templates, message))
}

/** One text of an approved template. Rejects with SendError. */
export async function tencentText(
  place: TencentPlace,
  to: string,
  { id, filled }: FilledTemplate,
): Promise<void> {
  const { keyId, keySecret, clock = Date.now, timeoutMilliseconds } = place
  const base = new URL(place.endpoint ?? 'https://sms.tencentcloudapi.com')
  const body = JSON.stringify({
    PhoneNumberSet: [to],
    SmsSdkAppId: place.appId,
    SignName: place.signName,
    TemplateId: id,
    TemplateParamSet: filled.map(([, value]) => value),
  })
  const call = { host: base.hostname, service: 'sms', body, at: clock() }
  const headers = {
    ...signTc3({ keyId, keySecret }, call),
    'x-tc-action': 'SendSms',
    'x-tc-version': '2021-01-11',
    'x-tc-region': place.region ?? 'ap-guangzhou',
  }
  const url = `${base.origin}/`
  const { status, members } = await postForJson({ url, headers, body, timeoutMilliseconds })
  const code = codeIn(members)
  if (code !== 'Ok') throw refusal(faults, code ?? String(status))
}

/** Of the whole call, or else of the one phone that it names. */
function codeIn({ Response: response }: Readonly<Record<string, unknown>>): string | null {
  const { Error: error, SendStatusSet: statuses } = Object(response) as Record<string, unknown>
  const [status] = Array.isArray(statuses) ? statuses : []
  const { Code: code } = Object(error ?? status) as { readonly Code?: unknown }
  return typeof code === 'string' ? code : null
}
