import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GuardOptions } from './admission.ts'
import { type Authenticator, type Caller, callerOf } from './caller.ts'
import { loginRequired } from './connect.ts'

export * from './connect.ts'

/**
 * A request handler of node:http that runs for callers only and is told who it is.
 * Throws TypeError for `replies: 'framework'`: there is none.
 */
export function guarded(
  auth: Authenticator,
  handler: (request: IncomingMessage, response: ServerResponse, caller: Caller) => void,
  options: GuardOptions & { readonly replies?: 'semantic' | 'tutorial' } = {},
): (request: IncomingMessage, response: ServerResponse) => void {
  if ((options as GuardOptions).replies === 'framework') {
    throw new TypeError('node:http has no error handler: use loginRequired and its next')
  }
  const guard = loginRequired(auth, options)
  return (request, response) =>
    guard(request, response, () => handler(request, response, callerOf(request)))
}
