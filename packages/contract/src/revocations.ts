import { type Call, operation } from './ground/operation.ts'
import type { PermissionMeaning } from './ground/permission.ts'
import type { Static } from './ground/static.ts'

export const revocationsPermissions = {
  'revocation:read': { zh: '读取吊销流', en: 'follow the revocation feed' },
} as const satisfies Readonly<Record<string, PermissionMeaning>>

/**
 * `after`: the sequence read last; a text of digits, as it comes in a query. `include` asks for
 * invalidations as well, and for the permission `access:read`.
 */
export const feedQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    after: { type: 'string', pattern: '^(0|[1-9][0-9]{0,15})$' },
    limit: { type: 'string', pattern: '^([1-9][0-9]{0,3}|10000)$' },
    include: { type: 'string', enum: ['invalidations'] },
  },
} as const
export type FeedQuery = Static<typeof feedQuery>

/** One revocation: tokens it concerns are refused until the second `until`. */
export const revocationView = {
  type: 'object',
  additionalProperties: false,
  required: ['sequence', 'kind', 'key', 'before', 'until', 'reason'],
  properties: {
    sequence: { type: 'integer' },
    /** `all`: everybody's tokens. */
    kind: { type: 'string', enum: ['session', 'token', 'user', 'key', 'all'] },
    /** A session's id, a token's name, a user's id, a signing key's kid; of all: since which second. */
    key: { type: 'string' },
    /** Of a user and of all: tokens issued up to this second are meant. */
    before: { type: ['integer', 'null'] },
    until: { type: 'integer' },
    reason: { type: 'string' },
  },
} as const
export type RevocationView = Static<typeof revocationView>

/**
 * What was remembered of an account, or of what everybody may do, is not any more what the store
 * has. Kept for ten minutes: who was away for longer forgets everything.
 */
export const invalidationView = {
  type: 'object',
  additionalProperties: false,
  required: ['sequence', 'kind', 'key'],
  properties: {
    sequence: { type: 'integer' },
    kind: { type: 'string', enum: ['account', 'access'] },
    /** Of `account` a user's id, of `access` the name of a role, which may be in anybody's hands. */
    key: { type: 'string' },
  },
} as const
export type InvalidationView = Static<typeof invalidationView>

/**
 * `next` goes into `after`; `has_more` says whether to ask again at once. `invalidations` are there
 * where they were asked for, numbered in one sequence with the revocations.
 */
export const revocationsView = {
  type: 'object',
  additionalProperties: false,
  required: ['revocations', 'next', 'has_more'],
  properties: {
    revocations: { type: 'array', items: revocationView },
    invalidations: { type: 'array', items: invalidationView },
    next: { type: 'integer' },
    has_more: { type: 'boolean' },
  },
} as const
export type RevocationsView = Static<typeof revocationsView>

/**
 * What the event stream says now and then, and once everything there is has been sent: milliseconds
 * since 1970 by the server's clock. A reader's knowledge is as old as `now - known_at` and the time
 * since this arrived.
 */
export const heartbeatView = {
  type: 'object',
  additionalProperties: false,
  required: ['now', 'known_at', 'next'],
  properties: {
    now: { type: 'integer' },
    /** When the store was asked last: everything revoked until then has been sent. */
    known_at: { type: 'integer' },
    /** The sequence sent last; goes into `after`. */
    next: { type: 'integer' },
  },
} as const
export type HeartbeatView = Static<typeof heartbeatView>

export const readRevocations: Call<FeedQuery, RevocationsView> = {
  method: 'GET',
  path: '/v1/revocations',
}

export const revocationsOperations = {
  readRevocations: /* @__PURE__ */ operation(readRevocations, {
    access: 'revocation:read',
    tag: 'operation',
    query: feedQuery,
    data: revocationsView,
    content: ['text/event-stream'],
    zh: '吊销流（分页或事件流）',
    en: 'the revocation feed, in pages or as an event stream',
  }),
} as const
