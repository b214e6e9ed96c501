import { createHash } from 'node:crypto'
import openApi from '@alicloud/openapi-util'
import Sign from 'tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js'
import type { Asked } from './vendor.ts'

/** Vitest takes the default of CommonJS out of its module. */
const aliyunsOwn = openApi as unknown as typeof openApi.default
const tencentsOwn = Sign as unknown as typeof Sign.default

export interface VendorKey {
  readonly keyId: string
  readonly keySecret: string
}

/** The very header that Alibaba Cloud's own package makes of what came. */
export function aliyunSignature({ path, headers, body }: Asked, key: VendorKey): string {
  const { host = '', authorization: _, ...sent } = headers
  const signed = Object.entries(sent).filter(
    ([name]) => name.startsWith('x-acs-') || name === 'content-type',
  )
  return aliyunsOwn.getAuthorization(
    {
      method: 'POST',
      pathname: '/',
      query: Object.fromEntries(new URL(path, 'http://x').searchParams),
      headers: { host, ...Object.fromEntries(signed) },
    } as never,
    'ACS3-HMAC-SHA256',
    createHash('sha256').update(body).digest('hex'),
    key.keyId,
    key.keySecret,
  )
}

/** The very header that Tencent Cloud's own package makes of what came, for one of its services. */
export function tencentSignature(
  { headers, body }: Asked,
  service: string,
  { keyId: secretId, keySecret: secretKey }: VendorKey,
): string {
  return tencentsOwn.sign3({
    method: 'POST',
    url: `http://${headers.host}/`,
    payload: Buffer.from(body),
    timestamp: Number(headers['x-tc-timestamp']),
    service,
    secretId,
    secretKey,
    headers: { 'Content-Type': headers['content-type'] },
  } as never)
}
