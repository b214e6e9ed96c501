import { createHash, createHmac } from 'node:crypto'

export interface TencentKey {
  /** SecretId. */
  readonly keyId: string
  /** SecretKey. */
  readonly keySecret: string
}

/** A call of an API 3.0 of Tencent Cloud, with JSON. */
export interface TencentCall {
  readonly host: string
  readonly service: string
  readonly body: string
  /** Milliseconds since 1970. */
  readonly at: number
}

const contentType = 'application/json; charset=utf-8'

/** Signs a call (TC3-HMAC-SHA256, signature v3 of Tencent Cloud). Out: the headers beside `Host`. */
export function signTc3(
  { keyId, keySecret }: TencentKey,
  { host, service, body, at }: TencentCall,
): Readonly<Record<string, string>> {
  const second = String(Math.floor(at / 1000))
  const date = new Date(at).toISOString().slice(0, 10)
  const names = 'content-type;host'
  const request = `POST\n/\n\ncontent-type:${contentType}\nhost:${host}\n\n${names}\n${sha256(body)}`
  const scope = `${date}/${service}/tc3_request`
  const algorithm = 'TC3-HMAC-SHA256'
  const key = [date, service, 'tc3_request'].reduce<string | Buffer>(hmac, `TC3${keySecret}`)
  const toSign = `${algorithm}\n${second}\n${scope}\n${sha256(request)}`
  const signature = hmac(key, toSign).toString('hex')
  return {
    authorization: `${algorithm} Credential=${keyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    'content-type': contentType,
    'x-tc-timestamp': second,
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
