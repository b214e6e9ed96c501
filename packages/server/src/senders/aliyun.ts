import { randomUUID } from 'node:crypto'
import { type AcsKey, signAcs3 } from './acs3.ts'
import { type FaultTable, postForJson, refusal } from './one-request.ts'
import type { SmsTemplates } from './templates.ts'

export interface AliyunOptions extends AliyunKey {
  readonly templates: SmsTemplates
}

/** As whom it is asked, and where. */
export interface AliyunKey extends AcsKey {
  /** 短信签名, approved by Alibaba Cloud. */
  readonly signName: string
  /** Where requests go, without a path; the vendor's own host unless given. */
  readonly endpoint?: string | null
  /** 10,000 unless given. */
  readonly timeoutMilliseconds?: number
  readonly clock?: () => number
}

/** What both of its services call their refusals (短信服务 API 错误码; 号码认证 API 返回码). */
const faults: FaultTable = [
  [/AMOUNT_NOT_ENOUGH|OUT_OF_SERVICE|INSUFFICIENT/, 'balance'],
  [/LIMIT_CONTROL|FREQUENCY|^Throttling/, 'throttled'],
  [/NUMBER|MOBILE|BLACK_KEY/, 'number'],
  [/TEMPLATE|SIGN_|SIGNATURE_|CONTENT|PARAM_/, 'template'],
  [
    /^(?:InvalidAccessKeyId|SignatureDoesNotMatch|SignatureNonceUsed|IncompleteSignature|InvalidTimeStamp|Forbidden|InvalidSecurityToken|NoPermission)|RAM_|ACCOUNT_|UN_?SUBSCRI|NOT_OPENED/,
    'credentials',
  ],
]

/** One call of one of its services. Rejects with SendError. */
export async function callAliyun(
  { endpoint, timeoutMilliseconds, clock = Date.now, ...key }: AliyunKey,
  call: {
    readonly host: string
    readonly action: string
    readonly query: Readonly<Record<string, string>>
  },
): Promise<void> {
  const base = new URL(endpoint ?? `https://${call.host}`)
  const { query, headers } = signAcs3(key, {
    ...call,
    host: base.host,
    version: '2017-05-25',
    at: clock(),
    nonce: randomUUID(),
  })
  const url = `${base.origin}/?${query}`
  const { status, members } = await postForJson({ url, headers, timeoutMilliseconds })
  const { Code: code } = members
  if (code !== 'OK') throw refusal(faults, typeof code === 'string' ? code : String(status))
}
