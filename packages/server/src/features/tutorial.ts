import { type FailureName, tutorialOperations, tutorialReply, ZtokenError } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import { Kept } from '../http/answer.ts'
import { callerOf } from '../http/asked.ts'
import { addRetryAfter, asZtokenError } from '../http/failures.ts'
import type { ErrorHandler, Http } from '../http/route.ts'
import { keepFromOldCaches } from '../http/secure-replies.ts'

/** The tutorial's two routes, to the letter: HTTP 200 always, `{code, msg, data}`. */
export function tutorial({ route }: Http, core: Core): void {
  route(
    tutorialOperations.tutorialLogin,
    async (_input, request, reply) => {
      const { phone, password } = requireCredentials(request.body)
      const grant = await core.tutorialLogin({ phone, password }, { address: request.ip })
      keepFromOldCaches(reply)
      return grant.accessToken
    },
    answerAs(loginName),
  )

  route(
    tutorialOperations.tutorialUserDetail,
    (_input, request) => {
      const caller = callerOf(request)
      const known = core.peekUser(caller)
      if (known !== null) return new Kept(known, () => core.views.userDetail(known))
      return core.requireUser(caller).then(core.views.userDetail)
    },
    answerAs(detailName),
  )
}

/** The tutorial's checks in the tutorial's order. */
function requireCredentials(body: unknown): { phone: unknown; password: string } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ZtokenError('body_missing')
  }
  const { phone, password } = body as Record<string, unknown>
  if (isNothing(phone) || isNothing(password)) throw new ZtokenError('credentials_missing')
  // A phone that is none is refused before the password is looked at.
  if (typeof phone !== 'string') throw new ZtokenError('phone_invalid')
  return { phone, password: typeof password === 'string' ? password : '' }
}

/** What Python's `all([phone, password])` takes for missing. */
function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0
  return value === undefined || value === null || value === '' || value === 0 || value === false
}

type NameOf = (failure: ZtokenError) => FailureName

function answerAs(nameOf: NameOf): ErrorHandler {
  return (error, request, reply) => {
    const failure = asZtokenError(error)
    if (failure.status >= 500) request.log.error({ err: failure, req: request }, failure.code)
    addRetryAfter(failure, reply)
    const body = tutorialReply(nameOf(failure))
    reply.code(200).send(failure.words === undefined ? body : { ...body, msg: failure.words.zh })
  }
}

/** Outcomes of a login that say themselves what they are; those the tutorial had not, too. */
const ownNames: ReadonlySet<FailureName> = new Set([
  'body_missing',
  'credentials_missing',
  'phone_invalid',
  'refused',
  'too_many_requests',
  'too_many_sessions',
  'user_banned',
])

function loginName({ code, cause, status }: ZtokenError): FailureName {
  if (code === 'credentials_wrong') return 'phone_or_password_wrong'
  // There is no second step here, and so no ticket either.
  if (code === 'factor_required' || code === 'factor_enrolment_required')
    return 'factor_unsupported'
  if (ownNames.has(code)) return code
  // Too much to do at once has no cause: it is no failure of the store, and passes.
  if (code === 'unavailable' && cause === undefined) return code
  return status >= 500 ? 'information_unavailable' : 'body_missing'
}

/** A caller who is none any more is answered as for a bad token, whatever happened to them. */
function detailName({ status }: ZtokenError): FailureName {
  return status >= 500 ? 'information_unavailable' : 'token_expired'
}
