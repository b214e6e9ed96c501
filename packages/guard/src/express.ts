export {
  type Authenticator,
  type Caller,
  callerOf,
  type LoginRequiredOptions,
  loginRequired,
  type Middleware,
} from './node.ts'
