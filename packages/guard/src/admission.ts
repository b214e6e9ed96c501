import { isPermission, type StepUpWanted, ZtokenError } from '@ztoken/contract'
import type { StalePolicy } from '@ztoken/token'
import { type Authenticator, type Caller, rememberCaller } from './caller.ts'
import {
  checkedHeader,
  findToken,
  findTutorialToken,
  type RequestHeaders,
  requireToken,
  requireTutorialToken,
  type TokenHeader,
} from './credentials.ts'
import type { Replies } from './reply.ts'

/** How one route is guarded. */
export interface GuardOptions {
  /**
   * `semantic` unless said. `tutorial`: with status 200, and only `z-token` counts. `framework`:
   * its error handler gets the ZtokenError, or an HTTP error of its own whose `cause` that is.
   */
  readonly replies?: Replies
  /** What this route does while revocations elsewhere may not be known; else what `auth` says. */
  readonly whenStale?: StalePolicy
  /**
   * Where tokens are looked for; else what `auth` says, and `any` where it says nothing. `z-token`
   * leaves `Authorization` to a platform or a proxy in between, whatever stands there.
   */
  readonly header?: TokenHeader
  /** Also asks that somebody has shown lately who they are, or a second factor, or for a scope. */
  readonly stepUp?: StepUpWanted
}

/**
 * Lets a request on, and then its caller is known. Throws, or rejects, with the refusal. Out:
 * nothing where memory knew the answer, so that the usual request never waits.
 */
export type Admission = (request: object, sent: RequestHeaders) => Promise<void> | undefined

/** Everybody who has signed in. */
export function admitCallers(auth: Authenticator, options: GuardOptions): Admission {
  const tokenOf = reading(auth, options, requireToken, requireTutorialToken)
  const callerBehind = identification(auth, options)
  const question = steppingUp(auth, options)
  if (question !== null) {
    return (request, sent) => settle(request, callerBehind(tokenOf(sent)), question)
  }

  return function admit(request, sent) {
    const caller = callerBehind(tokenOf(sent))
    if (caller instanceof Promise) return settle(request, caller)
    rememberCaller(request, caller)
    return undefined
  }
}

/** Everybody; who sends a token has to send one that holds. */
export function admitAnybody(auth: Authenticator, options: GuardOptions): Admission {
  const tokenOf = reading(auth, options, findToken, findTutorialToken)
  const admitCaller = admitCallers(auth, options)
  return (request, sent) => (tokenOf(sent) === null ? undefined : admitCaller(request, sent))
}

/** Who has signed in and holds the permission. */
export function admitHolders(
  auth: Authenticator,
  permission: string,
  options: GuardOptions,
): Admission {
  const ask = auth.requirePermission?.bind(auth)
  if (typeof permission === 'string' && permission !== '' && !isPermission(permission)) {
    throw new TypeError(`${permission} is no permission: write it as user:edit`)
  }
  return admitWhere(auth, permission, options, ask)
}

/** Who has signed in and has the role. */
export function admitRole(auth: Authenticator, role: string, options: GuardOptions): Admission {
  return admitWhere(auth, role, options, auth.requireRole?.bind(auth))
}

function reading<Found>(
  auth: Authenticator,
  options: GuardOptions,
  usual: (sent: RequestHeaders, header: TokenHeader) => Found,
  tutorial: (sent: RequestHeaders) => Found,
): (sent: RequestHeaders) => Found {
  const header = checkedHeader(options.header ?? auth.header)
  return options.replies === 'tutorial' ? tutorial : (sent) => usual(sent, header)
}

function admitWhere(
  auth: Authenticator,
  wanted: string,
  options: GuardOptions,
  ask: Authenticator['requirePermission'],
): Admission {
  if (ask === undefined) {
    throw new TypeError(
      'this authenticator cannot tell who may do what; in another service it is opened with permissions: true',
    )
  }
  if (typeof wanted !== 'string' || wanted === '') {
    throw new TypeError('a permission or a role is a text')
  }
  const tokenOf = reading(auth, options, requireToken, requireTutorialToken)
  const callerBehind = identification(auth, options)
  const whenStale = options.whenStale ?? auth.whenStale
  const further = steppingUp(auth, options)
  return (request, sent) =>
    settle(request, callerBehind(tokenOf(sent)), async (caller) => {
      await ask(caller, wanted, whenStale)
      await further?.(caller)
    })
}

/** The question of a step-up; null where none is asked for. */
function steppingUp(
  auth: Authenticator,
  { stepUp }: GuardOptions,
): ((caller: Caller) => Promise<void>) | null {
  if (stepUp === undefined) return null
  const { within = 1 } = stepUp
  if (!Number.isSafeInteger(within) || within < 1) throw new TypeError('within is whole seconds')
  const ask = auth.requireStepUp?.bind(auth)
  if (ask === undefined) {
    throw new TypeError(
      'this authenticator cannot tell when somebody showed who they are; in another service it is opened with authenticationClaims: true',
    )
  }
  if (stepUp.scope !== undefined && auth.knowsScopes === false) {
    throw new TypeError('a scope is asked for where sessions are kept: no token tells of it')
  }
  return (caller) => ask(caller, stepUp)
}

/** The caller is known to the handler only when every question was answered. */
async function settle(
  request: object,
  found: Caller | Promise<Caller>,
  question?: (caller: Caller) => Promise<void>,
): Promise<void> {
  const caller = await found
  await question?.(caller)
  rememberCaller(request, caller)
}

/** Who is behind a token, by the policy for knowledge that is too old. */
function identification(
  auth: Authenticator,
  { whenStale = auth.whenStale ?? 'ask' }: GuardOptions,
): (token: string) => Caller | Promise<Caller> {
  if (!['refuse', 'ask', 'serve'].includes(whenStale)) {
    throw new TypeError('whenStale is refuse, ask or serve')
  }
  function callerBehind(token: string): Caller | Promise<Caller> {
    // A token that does not hold anyway asks nobody.
    const caller = auth.authenticate(token)
    if (auth.isStale === undefined || !auth.isStale() || whenStale === 'serve') return caller
    if (whenStale === 'ask' && auth.authenticateAsking) return auth.authenticateAsking(token)
    throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
  }

  return function callerBehindKey(token) {
    try {
      return callerBehind(token)
    } catch (error) {
      // A key that another server has just made is looked for before its tokens are refused.
      const looking = mayKnowTooLittle(error) ? auth.lookForKey?.(token) : null
      if (!looking) throw error
      return looking.then(() => callerBehind(token))
    }
  }
}

/** `unavailable` says an authenticator that is asking for the key already. */
function mayKnowTooLittle(error: unknown): boolean {
  return error instanceof ZtokenError && /^(?:token_invalid|unavailable)$/.test(error.code)
}
