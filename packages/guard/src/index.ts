export { type Authenticator, type Caller, callerOf } from './caller.ts'
export { type RequestHeaders, requireToken, requireTutorialToken } from './credentials.ts'
export { type LoginRequiredOptions, type Refusal, type ReplyForm, refusalOf } from './reply.ts'
