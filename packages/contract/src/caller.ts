import { nullableText } from './ground/fields.ts'
import { type Call, operation } from './ground/operation.ts'
import type { Static } from './ground/static.ts'

/** Who a request comes from, as a guard knows it: without asking the store. */
export const callerView = {
  type: 'object',
  additionalProperties: false,
  required: ['user_id', 'session_id', 'expires_at'],
  properties: {
    user_id: { type: 'string' },
    session_id: nullableText,
    expires_at: { type: 'string' },
  },
} as const
export type CallerView = Static<typeof callerView>

export const readCaller: Call<undefined, CallerView> = { method: 'GET', path: '/v1/caller' }

export const callerOperations = {
  readCaller: /* @__PURE__ */ operation(readCaller, {
    access: 'callers',
    tag: 'login',
    data: callerView,
    zh: '令牌属于谁，不查询数据库',
    en: 'who a token belongs to, without asking the database',
  }),
} as const
