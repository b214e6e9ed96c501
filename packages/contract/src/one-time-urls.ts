import { type CallerView, callerView } from './ground/caller.ts'
import { type Call, operation } from './ground/operation.ts'
import type { PermissionMeaning } from './ground/permission.ts'
import type { Static } from './ground/static.ts'
import type { Code } from './ground/words.ts'

export const oneTimeUrlsCodes = {
  one_time_url_invalid: {
    number: 4101,
    status: 401,
    refusesNoToken: true,
    zh: '地址无效：已使用、已过期或不是为它签发的',
    en: 'The URL is not valid: used, expired, or issued for another path',
  },
} as const satisfies Readonly<Record<string, Code>>

export const oneTimeUrlsPermissions = {
  'one-time-url:redeem': { zh: '兑换一次性 URL', en: 'redeem one-time URLs' },
} as const satisfies Readonly<Record<string, PermissionMeaning>>

/** The query parameter of a one-time URL (OWASP WebSocket Security: a ticket). */
export const ticketParameter = 'ticket'

/** A path of the application, with a query of its own where it needs one: `/files/7.pdf?page=2`. */
export const oneTimeUrlBody = {
  type: 'object',
  additionalProperties: false,
  required: ['path'],
  properties: { path: { type: 'string', minLength: 1, maxLength: 2048 } },
} as const
export type OneTimeUrlBody = Static<typeof oneTimeUrlBody>

export const oneTimeUrlView = {
  type: 'object',
  additionalProperties: false,
  required: ['url', 'expires_in'],
  properties: {
    /** The path with its ticket: what goes into `src`, `href`, EventSource or WebSocket. */
    url: { type: 'string' },
    /** Seconds. */
    expires_in: { type: 'integer' },
  },
} as const
export type OneTimeUrlView = Static<typeof oneTimeUrlView>

/** The URL as it was asked for: path and query, or all of it. */
export const redeemBody = {
  type: 'object',
  additionalProperties: false,
  required: ['url'],
  properties: { url: { type: 'string', minLength: 1, maxLength: 4096 } },
} as const
export type RedeemBody = Static<typeof redeemBody>

export const createOneTimeUrl: Call<OneTimeUrlBody, OneTimeUrlView> = {
  method: 'POST',
  path: '/v1/one-time-urls',
}
export const redeemOneTimeUrl: Call<RedeemBody, CallerView> = {
  method: 'POST',
  path: '/v1/one-time-urls/redeem',
}

export const oneTimeUrlsOperations = {
  createOneTimeUrl: /* @__PURE__ */ operation(createOneTimeUrl, {
    access: 'callers',
    tag: 'login',
    body: oneTimeUrlBody,
    data: oneTimeUrlView,
    fails: ['invalid_request'],
    zh: '为图片、下载、EventSource、WebSocket 签发 30 秒内只能用一次的 URL',
    en: 'a URL for 30 seconds and one use, for images, downloads, EventSource and WebSocket',
  }),
  redeemOneTimeUrl: /* @__PURE__ */ operation(redeemOneTimeUrl, {
    access: 'one-time-url:redeem',
    tag: 'operation',
    body: redeemBody,
    data: callerView,
    fails: ['one_time_url_invalid'],
    zh: '其他服务兑换一次性 URL，得知是谁',
    en: 'another service redeems a one-time URL and learns who asks',
  }),
} as const
