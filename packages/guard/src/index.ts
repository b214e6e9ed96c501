export type { GuardOptions } from './admission.ts'
export {
  type Authenticator,
  type Caller,
  callerOf,
  findCaller,
  type StalePolicy,
} from './caller.ts'
export {
  findToken,
  findTutorialToken,
  type RequestHeaders,
  requireToken,
  requireTutorialToken,
} from './credentials.ts'
export { type Refusal, type ReplyForm, refusalOf } from './reply.ts'
