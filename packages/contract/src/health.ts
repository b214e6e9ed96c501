import { type Call, operation } from './ground/operation.ts'

export const readHealth: Call = { method: 'GET', path: '/healthz' }
export const readReadiness: Call = { method: 'GET', path: '/readyz' }

export const healthOperations = {
  readHealth: /* @__PURE__ */ operation(readHealth, {
    access: 'anybody',
    tag: 'operation',
    isTutorial: true,
    zh: '进程在运行',
    en: 'the process runs',
  }),
  readReadiness: /* @__PURE__ */ operation(readReadiness, {
    access: 'anybody',
    tag: 'operation',
    isTutorial: true,
    fails: ['unavailable', 'clock_differs'],
    zh: '数据库有应答',
    en: 'the database answers',
  }),
} as const
