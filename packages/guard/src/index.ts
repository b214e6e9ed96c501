export type { OwnClaims, StalePolicy } from '@ztoken/token'
export type { GuardOptions } from './admission.ts'
export {
  type Authenticator,
  type Caller,
  callerOf,
  findCaller,
} from './caller.ts'
export {
  checkedHeader,
  findToken,
  findTutorialToken,
  type RequestHeaders,
  requireToken,
  requireTutorialToken,
  sentIn,
  type TokenHeader,
} from './credentials.ts'
export {
  type Refusal,
  type RefusalContext,
  type Replies,
  refusalOf,
  responseOf,
  stepUpChallenge,
} from './reply.ts'
