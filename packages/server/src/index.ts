export {
  type CodeName,
  codes,
  type FailureName,
  type Permission,
  permissions,
  ZtokenError,
} from '@ztoken/contract'
export type {
  Actor,
  AuditEntry,
  AuditEvent,
  AuditListener,
  AuditSearch,
  Ban,
  BanInput,
  Caller,
  CreateUserInput,
  EndReason,
  Grant,
  LoginInput,
  ManagedUserChanges,
  Origin,
  Page,
  PasswordReset,
  RegisterInput,
  Role,
  Session,
  StalePolicy,
  Store,
  StoredAuditEntry,
  TokenInspection,
  User,
  UserChanges,
  UserSearch,
  WebhookEndpoint,
} from '@ztoken/core'
export type { GuardOptions, Middleware } from '@ztoken/guard/node'
export type { PostgresOptions } from '@ztoken/stores/postgres'
export { KeyError } from '@ztoken/token'
export {
  createZtoken,
  memory,
  type OpenStore,
  postgres,
  sqlite,
  type Ztoken,
  type ZtokenOptions,
} from './library.ts'
export type { WebhooksOptions } from './webhooks/options.ts'
export { WebhookError } from './webhooks/webhook-error.ts'
export { createWebhooks, type Webhooks } from './webhooks/webhooks.ts'
