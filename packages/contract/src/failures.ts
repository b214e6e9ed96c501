import { type AnyOperation, codes, type FailureName } from './all.ts'
import { endCodes } from './ground/end-reasons.ts'

/** Before a route is asked at all. */
const before: readonly FailureName[] = ['invalid_request', 'host_unknown']
const always: readonly FailureName[] = [...before, 'unavailable', 'internal_error']
const withBody: readonly FailureName[] = ['body_too_large', 'media_type_unsupported']
const withToken: readonly FailureName[] = ['token_missing', 'token_expired', ...endCodes()]
const withPermission: readonly FailureName[] = ['permission_denied']
const withStepUp: readonly FailureName[] = ['step_up_required']
const withPlace: readonly FailureName[] = ['not_found']
const withPage: readonly FailureName[] = ['cursor_invalid']
/** What the operator's schema says of the application's own fields. */
const withUserFields: readonly FailureName[] = [
  'user_field_unknown',
  'user_field_invalid',
  'user_field_required',
  'user_field_read_only',
  'user_fields_too_large',
]
/** Whoever asks for new tokens may want them in cookies. */
const withGrant: readonly FailureName[] = [
  'transport_unavailable',
  'origin_unknown',
  'csrf_header_missing',
]

/**
 * Every failure that a route may answer, in the order of the codes: what any such request can come
 * to, by what it takes and who may ask it, and what its record names besides. Throws TypeError for
 * a name that is no code. What the tutorial's routes answer with their own status 200 is not here.
 */
export function failuresOf(operation: AnyOperation): readonly FailureName[] {
  const { access, body, takes, params, query, data, isTutorial, stepUp, fails = [] } = operation
  const has = new Set<string>([
    ...(isTutorial ? before : always),
    ...((body ?? takes) ? withBody : []),
    ...(access === 'anybody' || isTutorial ? [] : withToken),
    ...(access.includes(':') ? withPermission : []),
    ...(stepUp ? withStepUp : []),
    ...(params ? withPlace : []),
    ...('after' in Object(Object(query).properties) ? withPage : []),
    ...('fields' in Object(Object(body).properties) ? withUserFields : []),
    ...('access_token' in Object(Object(data).properties) ? withGrant : []),
    ...fails,
  ])
  for (const name of has) if (!Object.hasOwn(codes, name)) throw new TypeError(`${name} is no code`)
  return (Object.keys(codes) as FailureName[]).filter((name) => has.has(name))
}
