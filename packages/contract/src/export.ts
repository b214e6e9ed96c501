import { auditEntryView } from './ground/audit-entry.ts'
import { type Call, operation } from './ground/operation.ts'
import { sessionView } from './ground/session.ts'
import type { Static } from './ground/static.ts'
import { userView } from './ground/user.ts'

/** Everything kept about somebody, for themselves. */
export const exportView = {
  type: 'object',
  additionalProperties: false,
  required: ['user', 'sessions', 'audit'],
  properties: {
    user: userView,
    sessions: { type: 'array', items: sessionView },
    audit: { type: 'array', items: auditEntryView },
  },
} as const
export type ExportView = Static<typeof exportView>

export const exportMe: Call<undefined, ExportView> = { method: 'GET', path: '/v1/me/export' }

export const exportOperations = {
  exportMe: /* @__PURE__ */ operation(exportMe, {
    access: 'callers',
    tag: 'me',
    data: exportView,
    fails: ['step_up_required'],
    zh: '导出自己的全部数据',
    en: 'everything kept about oneself',
  }),
} as const
