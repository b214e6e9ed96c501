import { auditEntryView } from './ground/audit-entry.ts'
import { cursorField, idField, instantField, limitField, nullableText } from './ground/fields.ts'
import { type Call, operation } from './ground/operation.ts'
import type { PermissionMeaning } from './ground/permission.ts'
import type { Static } from './ground/static.ts'

export const auditPermissions = {
  'audit:read': { zh: '查看审计记录', en: 'read the audit' },
} as const satisfies Readonly<Record<string, PermissionMeaning>>

export const auditQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    after: cursorField,
    limit: limitField,
    user: idField,
    /** One, or several with commas between them. */
    event: { type: 'string', maxLength: 1024, pattern: '^[a-z_]{1,64}(,[a-z_]{1,64}){0,31}$' },
    /** From where it was done, exactly. */
    address: { type: 'string', pattern: '^[0-9A-Fa-f:.]{2,45}$' },
    /** From this moment on, and before that one. */
    from: instantField,
    until: instantField,
  },
} as const
export type AuditQuery = Static<typeof auditQuery>

/** Somebody in the audit, by what an administrator knows them. */
export const auditPersonView = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'name', 'phone_ending'],
  properties: {
    id: { type: 'string' },
    name: nullableText,
    /** The last four digits; null for somebody without a phone. */
    phone_ending: nullableText,
  },
} as const
export type AuditPersonView = Static<typeof auditPersonView>

export const auditView = {
  type: 'object',
  additionalProperties: false,
  required: ['entries', 'people', 'next'],
  properties: {
    entries: { type: 'array', items: auditEntryView },
    /**
     * Who acts in these entries and whom they concern, each once, where the account is still there;
     * nobody for callers who may not see users.
     */
    people: { type: 'array', items: auditPersonView },
    next: nullableText,
  },
} as const
export type AuditView = Static<typeof auditView>

export const searchAudit: Call<AuditQuery, AuditView> = { method: 'GET', path: '/v1/audit' }

export const auditOperations = {
  searchAudit: /* @__PURE__ */ operation(searchAudit, {
    access: 'audit:read',
    tag: 'operation',
    query: auditQuery,
    data: auditView,
    zh: '审计记录',
    en: 'who did what',
  }),
} as const
