import { cursorField, idField, limitField, nullableText } from './ground/fields.ts'
import { type Call, operation } from './ground/operation.ts'
import { type IdParams, idParams } from './ground/params.ts'
import type { PermissionMeaning } from './ground/permission.ts'
import { sessionView } from './ground/session.ts'
import type { Static } from './ground/static.ts'
import type { Code, EventWords } from './ground/words.ts'

export const sessionsCodes = {
  session_ended: { number: 4101, status: 401, zh: '登录已过期', en: 'The session has ended' },
  session_idle: {
    number: 4106,
    status: 401,
    zh: '长时间未操作，请重新登录',
    en: 'The session was idle too long',
  },
  kicked_out: {
    number: 4104,
    status: 401,
    zh: '已被强制下线',
    en: 'The session was ended by an administrator',
  },
  replaced: {
    number: 4105,
    status: 401,
    zh: '已在其他设备登录',
    en: 'Replaced by a login on another device',
  },
  too_many_sessions: {
    number: 4290,
    status: 409,
    zh: '登录设备过多，请先退出其他设备',
    en: 'Too many sessions are open; end one first',
  },
} as const satisfies Readonly<Record<string, Code>>

export const sessionsPermissions = {
  'session:read': { zh: '查看用户的会话', en: 'see the sessions of users' },
  'session:end': { zh: '强制用户下线', en: 'end the sessions of users' },
} as const satisfies Readonly<Record<string, PermissionMeaning>>

export const sessionsEvents = {
  session_ended: {
    title: { zh: '会话结束', en: 'Sessions ended' },
    meaning: {
      zh: '会话结束：本人结束、被管理员强制下线或过期；detail 说明是哪一种',
      en: 'sessions ended: by their owner, by an administrator or by time; detail says which',
    },
  },
} as const satisfies Readonly<Record<string, EventWords>>

/** A page of sessions, 50 unless said. */
export const sessionsQuery = {
  type: 'object',
  additionalProperties: false,
  properties: { after: cursorField, limit: limitField },
} as const
export type SessionsQuery = Static<typeof sessionsQuery>

/** The newest first; `next` goes into `after` for the page that follows, null at the end. */
export const sessionsView = {
  type: 'object',
  additionalProperties: false,
  required: ['sessions', 'next'],
  properties: { sessions: { type: 'array', items: sessionView }, next: nullableText },
} as const
export type SessionsView = Static<typeof sessionsView>

/** What ending several sessions answers. */
export const endedView = {
  type: 'object',
  additionalProperties: false,
  required: ['ended'],
  properties: { ended: { type: 'integer' } },
} as const
export type EndedView = Static<typeof endedView>

/** A session beside the user whose it is. */
export const userSessionParams = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'session'],
  properties: { id: idField, session: idField },
} as const
export type UserSessionParams = Static<typeof userSessionParams>

export const listMySessions: Call<SessionsQuery, SessionsView> = {
  method: 'GET',
  path: '/v1/me/sessions',
}
export const endMyOtherSessions: Call<undefined, EndedView> = {
  method: 'DELETE',
  path: '/v1/me/sessions',
}
export const endMySession: Call<IdParams> = { method: 'DELETE', path: '/v1/me/sessions/:id' }
export const listSessions: Call<IdParams & SessionsQuery, SessionsView> = {
  method: 'GET',
  path: '/v1/users/:id/sessions',
}
export const endSessions: Call<IdParams, EndedView> = {
  method: 'DELETE',
  path: '/v1/users/:id/sessions',
}
export const endSession: Call<UserSessionParams> = {
  method: 'DELETE',
  path: '/v1/users/:id/sessions/:session',
}

export const sessionsOperations = {
  listMySessions: /* @__PURE__ */ operation(listMySessions, {
    access: 'callers',
    tag: 'me',
    query: sessionsQuery,
    data: sessionsView,
    zh: '自己的会话',
    en: "one's sessions",
  }),
  endMyOtherSessions: /* @__PURE__ */ operation(endMyOtherSessions, {
    access: 'callers',
    tag: 'me',
    data: endedView,
    fails: ['step_up_required'],
    zh: '结束自己的其他会话',
    en: "end one's other sessions",
  }),
  endMySession: /* @__PURE__ */ operation(endMySession, {
    access: 'callers',
    tag: 'me',
    params: idParams,
    fails: ['step_up_required'],
    zh: '结束自己的一个会话',
    en: "end one of one's sessions",
  }),
  listSessions: /* @__PURE__ */ operation(listSessions, {
    access: 'session:read',
    tag: 'users',
    params: idParams,
    query: sessionsQuery,
    data: sessionsView,
    zh: '用户的会话',
    en: 'the sessions of a user',
  }),
  endSessions: /* @__PURE__ */ operation(endSessions, {
    access: 'session:end',
    tag: 'users',
    params: idParams,
    data: endedView,
    fails: ['step_up_required', 'conflict'],
    zh: '强制下线',
    en: 'end every session of a user',
  }),
  endSession: /* @__PURE__ */ operation(endSession, {
    access: 'session:end',
    tag: 'users',
    params: userSessionParams,
    fails: ['step_up_required', 'conflict'],
    zh: '强制结束一个会话',
    en: 'end one session of a user',
  }),
} as const
