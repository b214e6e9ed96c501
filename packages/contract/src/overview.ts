import { type Call, operation } from './ground/operation.ts'
import type { Static } from './ground/static.ts'

export const overviewQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    /** How many days, today's among them: 1 to 400; 28 unless said. */
    days: { type: 'string', pattern: '^([1-9][0-9]?|[1-3][0-9]{2}|400)$' },
  },
} as const
export type OverviewQuery = Static<typeof overviewQuery>

const count = { type: 'integer' } as const

export const dayView = {
  type: 'object',
  additionalProperties: false,
  required: ['date', 'registrations', 'active', 'failures', 'users'],
  properties: {
    /** A day of UTC, as `2026-01-31`. */
    date: { type: 'string' },
    /** Accounts made on that day that are still there. */
    registrations: count,
    /** Who signed in or was still signed in, each once. */
    active: count,
    /** Sign-ins that failed. */
    failures: count,
    /** Accounts there were when this was counted. */
    users: count,
  },
} as const
export type DayView = Static<typeof dayView>

/** The oldest first. Days that nothing was counted on are not among them. */
export const overviewView = {
  type: 'object',
  additionalProperties: false,
  required: ['days'],
  properties: { days: { type: 'array', items: dayView } },
} as const
export type OverviewView = Static<typeof overviewView>

export const readOverview: Call<OverviewQuery, OverviewView> = {
  method: 'GET',
  path: '/v1/overview',
}

export const overviewOperations = {
  readOverview: /* @__PURE__ */ operation(readOverview, {
    access: 'figures:read',
    tag: 'operation',
    query: overviewQuery,
    data: overviewView,
    zh: '每天的注册、活跃与失败登录数',
    en: 'registrations, active users and failed sign-ins by the day',
  }),
} as const
