import { nullableInteger } from './ground/fields.ts'
import { type Call, operation } from './ground/operation.ts'
import type { PermissionMeaning } from './ground/permission.ts'
import type { Static } from './ground/static.ts'

export const metricsPermissions = {
  'figures:read': {
    zh: '查看实时指标（登录数、请求耗时等）',
    en: 'see what a running server counts: sign-ins, requests, how long they take',
  },
} as const satisfies Readonly<Record<string, PermissionMeaning>>

/** `after`: the `at` of the newest point one has; only those after it are sent. */
export const metricsQuery = {
  type: 'object',
  additionalProperties: false,
  properties: { after: { type: 'string', pattern: '^(0|[1-9][0-9]{0,15})$' } },
} as const
export type MetricsQuery = Static<typeof metricsQuery>

const count = { type: 'integer' } as const
const nullableNumber = { type: ['number', 'null'] } as const

/** What is counted, in one step or since the start. */
const counts = {
  sign_ins: count,
  /** Wrong account or password. */
  sign_in_failures: count,
  registrations: count,
  refreshes: count,
  requests: count,
  /** Requests answered 5xx. */
  server_errors: count,
} as const
const countNames = [
  'sign_ins',
  'sign_in_failures',
  'registrations',
  'refreshes',
  'requests',
  'server_errors',
] as const

/** One step: what happened in the `seconds` before `at`, and what was measured at `at`. */
export const metricsPointView = {
  type: 'object',
  additionalProperties: false,
  required: [
    'at',
    'seconds',
    ...countNames,
    'p50_ms',
    'p99_ms',
    'revocation_age_ms',
    'revocation_entries',
    'clock_difference_ms',
    'active_sessions',
    'event_loop_delay_ms',
    'memory_bytes',
    'heap_bytes',
  ],
  properties: {
    /** Milliseconds since 1970. */
    at: { type: 'integer' },
    /** How long the step was: the rate of requests is `requests / seconds`. */
    seconds: { type: 'number' },
    ...counts,
    /** Durations of requests; null where there was none. */
    p50_ms: nullableNumber,
    p99_ms: nullableNumber,
    /** How old the knowledge of what other processes revoked is. */
    revocation_age_ms: { type: 'number' },
    /** Revocations held in memory. */
    revocation_entries: count,
    /** How far this machine's clock is ahead of the database's; 0 where they are one. */
    clock_difference_ms: { type: 'number' },
    /** Open sessions in the whole database, those that are over by time left out; null: not known. */
    active_sessions: nullableInteger,
    /** How much later than due the event loop came round, at worst: so long everybody waited. */
    event_loop_delay_ms: { type: 'number' },
    /** Resident, and of it the JavaScript heap in use. */
    memory_bytes: count,
    heap_bytes: count,
  },
} as const
export type MetricsPointView = Static<typeof metricsPointView>

/**
 * What one server has counted, with all its workers: each of several servers counts its own, only
 * `active_sessions` is asked of the database they share. The oldest point first; steps that are
 * older than `kept_seconds` are forgotten.
 */
export const metricsView = {
  type: 'object',
  additionalProperties: false,
  required: [
    'scope',
    'process',
    'since',
    'now',
    'step_seconds',
    'kept_seconds',
    'totals',
    'points',
  ],
  properties: {
    /** `server`: of all the workers of a server together. */
    scope: { type: 'string', enum: ['process', 'server'] },
    /** Which processes counted; another value means that points do not go on from those before. */
    process: { type: 'string' },
    /** When counting began, and the server's clock. Milliseconds since 1970. */
    since: { type: 'integer' },
    now: { type: 'integer' },
    step_seconds: { type: 'integer' },
    kept_seconds: { type: 'integer' },
    /** Since `since`. */
    totals: {
      type: 'object',
      additionalProperties: false,
      required: countNames,
      properties: counts,
    },
    points: { type: 'array', items: metricsPointView },
  },
} as const
export type MetricsView = Static<typeof metricsView>

export const readMetrics: Call<MetricsQuery, MetricsView> = { method: 'GET', path: '/v1/figures' }
export const scrapeMetrics: Call<undefined, never> = { method: 'GET', path: '/metrics' }

export const metricsOperations = {
  readMetrics: /* @__PURE__ */ operation(readMetrics, {
    access: 'figures:read',
    tag: 'operation',
    query: metricsQuery,
    data: metricsView,
    zh: '实时指标',
    en: 'live metrics',
  }),
  scrapeMetrics: /* @__PURE__ */ operation(scrapeMetrics, {
    access: 'figures:read',
    tag: 'operation',
    content: ['text/plain'],
    zh: 'Prometheus 指标',
    en: 'metrics for Prometheus',
  }),
} as const
