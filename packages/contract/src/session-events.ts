import { idField } from './ground/fields.ts'
import { type Call, operation } from './ground/operation.ts'
import type { Static } from './ground/static.ts'

/** What the stream of session events says once, before it closes: the refusal that comes next. */
export interface EndedEvent {
  /** The name of a code. */
  readonly reason: string
  readonly code: number
  readonly msg: string
}

/** What the stream says of each of the other sessions that were named, as soon as it is over. */
export interface OtherEndedEvent {
  readonly session: string
}

const oneId = idField.pattern.slice(1, -1)

/**
 * One stream serves every tab of a browser: `sessions` names those of the other tabs, 32 at most,
 * with commas between them. Who knows the id of a session hears that it is over, and no more.
 */
export const followQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    sessions: { type: 'string', pattern: `^${oneId}(,${oneId}){0,31}$` },
  },
} as const
export type FollowQuery = Static<typeof followQuery>

export const followMySession: Call<FollowQuery, never> = {
  method: 'GET',
  path: '/v1/me/session/events',
}

export const sessionEventsOperations = {
  followMySession: /* @__PURE__ */ operation(followMySession, {
    access: 'callers',
    tag: 'me',
    query: followQuery,
    content: ['text/event-stream'],
    zh: '会话结束时得到通知（事件流）',
    en: 'be told when this session ends (an event stream)',
  }),
} as const
