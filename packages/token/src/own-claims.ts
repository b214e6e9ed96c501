/** What an application says in its tokens besides: a few names, each with one plain value. */
export type OwnClaims = Readonly<Record<string, string | number | boolean>>

export const noClaims: OwnClaims = Object.freeze({})

const most = 8
const longest = 512
const nameForm = /^[a-z][a-z0-9_]{0,31}$/
const controls = /\p{Cc}/u

/** Names that mean something to whoever reads tokens, or to objects: nobody shall guess which is meant. */
const reserved: ReadonlySet<string> = new Set([
  // RFC 7519 §4.1, RFC 7515 §4.1, RFC 7516 §4.1, RFC 7800.
  ...[
    'iss',
    'sub',
    'aud',
    'exp',
    'nbf',
    'iat',
    'jti',
    'alg',
    'enc',
    'typ',
    'cty',
    'kid',
    'crit',
    'cnf',
  ],
  // OpenID Connect Core §2 and §3.3.2.11, Front-Channel Logout §3.
  ...['sid', 'auth_time', 'nonce', 'acr', 'amr', 'azp', 'at_hash', 'c_hash', 's_hash'],
  // RFC 9068 §2.2.3, RFC 8693 §4.
  ...['scope', 'client_id', 'roles', 'groups', 'entitlements', 'act', 'may_act'],
  // OpenID Connect Core §5.1: who somebody is does not travel with each request.
  ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username'],
  ...[
    'profile',
    'picture',
    'website',
    'email',
    'email_verified',
    'gender',
    'birthdate',
    'zoneinfo',
  ],
  ...['locale', 'phone', 'phone_number', 'phone_number_verified', 'address', 'updated_at'],
  // Ours, and the object's.
  ...['ext', 'role', 'permissions', 'constructor', 'prototype'],
])

/**
 * In: what an application wants to say. Out: the same, frozen, in the order of the names. Throws
 * TypeError, which repeats no value.
 */
export function checkedOwnClaims(given: unknown): OwnClaims {
  if (!isPlainObject(given)) throw new TypeError('claims are an object: { tenant: "acme" }')
  const entries = Object.entries(given)
  if (entries.length > most) throw new TypeError(`there are at most ${most} claims`)
  for (const [name, value] of entries) requireClaim(name, value)
  entries.sort(([one], [other]) => (one < other ? -1 : 1))
  const claims = Object.freeze(Object.fromEntries(entries)) as OwnClaims
  if (textOfOwnClaims(claims).length > longest) {
    throw new TypeError(`claims are at most ${longest} bytes of JSON, in ASCII`)
  }
  return claims
}

/** The one text of checked claims: their names in order, nothing but ASCII. */
export function textOfOwnClaims(claims: OwnClaims): string {
  return JSON.stringify(claims).replace(/[^ -~]/g, escaped)
}

/** Of whatever realm, as a test runner has several. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function requireClaim(name: string, value: unknown): void {
  if (!nameForm.test(name)) {
    const shown = JSON.stringify(name.slice(0, 32))
    throw new TypeError(`${shown} names no claim: a letter, then letters, digits and _, all small`)
  }
  if (reserved.has(name)) throw new TypeError(`${name} is reserved and no claim of an application`)
  if (typeof value === 'boolean') return
  if (typeof value === 'number') {
    // What another reader of JSON would round, or write otherwise.
    if (Math.abs(value) <= Number.MAX_SAFE_INTEGER && !Object.is(value, -0)) return
    throw new TypeError(`${name} is a number that is not the same for everybody`)
  }
  if (typeof value !== 'string') throw new TypeError(`${name} is a text, a number or a boolean`)
  // It may end in a header or a log.
  if (!value.isWellFormed() || controls.test(value)) {
    throw new TypeError(`${name} is a text with half a character or a control character in it`)
  }
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
