import { auditEntryView } from './ground/audit-entry.ts'
import { identityView } from './ground/identity.ts'
import { type Call, operation } from './ground/operation.ts'
import { passkeyView } from './ground/passkey.ts'
import { factorView } from './ground/second-factor.ts'
import { sessionView } from './ground/session.ts'
import type { Static } from './ground/static.ts'
import { trustedDeviceView } from './ground/trusted-device.ts'
import { userView } from './ground/user.ts'

/** Everything kept about somebody, for themselves. */
export const exportView = {
  type: 'object',
  additionalProperties: false,
  required: [
    ...(['user', 'identities', 'factors', 'passkeys', 'trusted_devices'] as const),
    ...(['sessions', 'audit'] as const),
  ],
  properties: {
    user: userView,
    identities: { type: 'array', items: identityView },
    factors: { type: 'array', items: factorView },
    passkeys: { type: 'array', items: passkeyView },
    trusted_devices: { type: 'array', items: trustedDeviceView },
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
