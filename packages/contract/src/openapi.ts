import { type Call, operation } from './ground/operation.ts'

export const readOpenApi: Call<undefined, never> = { method: 'GET', path: '/openapi.json' }

export const openapiOperations = {
  readOpenApi: /* @__PURE__ */ operation(readOpenApi, {
    access: 'anybody',
    tag: 'operation',
    content: ['application/json'],
    zh: '本文档',
    en: 'this document',
  }),
} as const
