export { type CodeName, codes, type FailureName, ZtokenError } from '@ztoken/contract'
export type {
  AuditEntry,
  AuditEvent,
  Caller,
  Grant,
  Session,
  Store,
  User,
  WebhookEndpoint,
} from '@ztoken/core'
export { KeyError } from '@ztoken/token'
export { createZtoken, memory, sqlite, type Ztoken, type ZtokenOptions } from './library.ts'
export type { WebhooksOptions } from './webhooks/options.ts'
export { WebhookError } from './webhooks/webhook-error.ts'
export { createWebhooks, type Webhooks } from './webhooks/webhooks.ts'
