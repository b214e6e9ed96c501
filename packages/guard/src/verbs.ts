import type { StepUpWanted } from '@ztoken/contract'
import {
  type Admission,
  admitAnybody,
  admitCallers,
  admitHolders,
  admitRole,
  type GuardOptions,
} from './admission.ts'
import type { Authenticator } from './caller.ts'
import { noticingPreflights } from './preflight.ts'
import type { Replies } from './reply.ts'

export type { StepUpWanted } from '@ztoken/contract'

/** Makes a guard of one framework. */
export type LoginVerb<Guard> = (auth: Authenticator, options?: GuardOptions) => Guard

/** The same for a permission or a role; throws TypeError where `auth` cannot tell who has it. */
export type AccessVerb<Guard> = (
  auth: Authenticator,
  wanted: string,
  options?: GuardOptions,
) => Guard

/** The same for a step-up; throws TypeError where `auth` cannot tell what was shown, and when. */
export type StepUpVerb<Guard> = (
  auth: Authenticator,
  wanted?: StepUpWanted,
  options?: GuardOptions,
) => Guard

/** What every framework's guard can be asked for. */
export interface GuardVerbs<Guard> {
  readonly loginRequired: LoginVerb<Guard>
  readonly optionalLogin: LoginVerb<Guard>
  readonly requirePermission: AccessVerb<Guard>
  readonly requireRole: AccessVerb<Guard>
  readonly requireStepUp: StepUpVerb<Guard>
}

/** The verbs of a framework, from the one thing that is its own: how it lets on and refuses. */
export function guardVerbs<Guard>(
  guardOf: (admit: Admission, replies: Replies) => Guard,
): GuardVerbs<Guard> {
  function make(admit: Admission, { replies = 'semantic' }: GuardOptions): Guard {
    if (!['semantic', 'tutorial', 'framework'].includes(replies)) {
      throw new TypeError('replies is semantic, tutorial or framework')
    }
    return guardOf(noticingPreflights(admit), replies)
  }

  return {
    loginRequired: (auth, options = {}) => make(admitCallers(auth, options), options),
    optionalLogin: (auth, options = {}) => make(admitAnybody(auth, options), options),
    requirePermission: (auth, permission, options = {}) =>
      make(admitHolders(auth, permission, options), options),
    requireRole: (auth, role, options = {}) => make(admitRole(auth, role, options), options),
    requireStepUp: (auth, stepUp = {}, options = {}) =>
      make(admitCallers(auth, { ...options, stepUp }), options),
  }
}
