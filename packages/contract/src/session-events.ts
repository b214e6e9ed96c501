import { type Call, operation } from './ground/operation.ts'

/** What the stream of session events says once, before it closes: the refusal that comes next. */
export interface EndedEvent {
  /** The name of a code. */
  readonly reason: string
  readonly code: number
  readonly msg: string
}

export const followMySession: Call<undefined, never> = {
  method: 'GET',
  path: '/v1/me/session/events',
}

export const sessionEventsOperations = {
  followMySession: /* @__PURE__ */ operation(followMySession, {
    access: 'callers',
    tag: 'me',
    content: ['text/event-stream'],
    zh: '会话结束时得到通知（事件流）',
    en: 'be told when this session ends (an event stream)',
  }),
} as const
