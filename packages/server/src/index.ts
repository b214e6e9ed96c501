export { type CodeName, codes, type FailureName, ZtokenError } from '@ztoken/contract'
export type { Caller, Grant, Session, Store, User } from '@ztoken/core'
export { KeyError } from '@ztoken/token'
export { createZtoken, memory, sqlite, type Ztoken, type ZtokenOptions } from './library.ts'
