import { type CallerView, callerView } from './ground/caller.ts'
import { type Call, operation } from './ground/operation.ts'

export { type CallerView, callerView } from './ground/caller.ts'

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
