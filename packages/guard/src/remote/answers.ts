import type {
  AccessView,
  HeartbeatView,
  InvalidationView,
  RevocationsView,
  RevocationView,
} from '@ztoken/contract'
import { parseStrictJson } from '@ztoken/token'

/**
 * What the feed sends, checked whole before anything of it is used. A kind that is not known is
 * malformed: knowledge then grows old and the policy decides, where a revocation passed over would
 * let somebody in. A reason that is not known still revokes.
 */
const kinds: readonly unknown[] = ['session', 'token', 'user', 'key', 'all']
const longestKey = 256
const longestReason = 64

export interface Page extends RevocationsView {
  readonly invalidations: InvalidationView[]
}

/** A page as it was asked for after a sequence; null where it is not one. */
export function parsePage(text: string, after: number, withInvalidations: boolean): Page | null {
  const { code, data } = objectOf(parseStrictJson(text))
  const { revocations, invalidations: told, next, has_more } = objectOf(data)
  const invalidations = withInvalidations ? told : []
  if (code !== 0 || typeof has_more !== 'boolean') return null
  if (!areAll(revocations, isRevocation) || !areAll(invalidations, isInvalidation)) return null
  const last = Math.max(lastOf(revocations, after), lastOf(invalidations, after))
  // One that says there is more and has nothing would be asked for without end.
  if (next !== last || (has_more && last === after)) return null
  return { revocations, invalidations, next: last, has_more }
}

/** The last sequence of rows after one; NaN, which equals nothing, where they go back. */
function lastOf(rows: readonly { readonly sequence: number }[], after: number): number {
  return rows.reduce((last, { sequence }) => (sequence > last ? sequence : Number.NaN), after)
}

/** What an event says; null where it is no revocation. */
export function parseRevocation(text: string): RevocationView | null {
  const value = parseStrictJson(text)
  return isRevocation(value) ? value : null
}

/** The same of an invalidation. */
export function parseInvalidation(text: string): InvalidationView | null {
  const value = parseStrictJson(text)
  return isInvalidation(value) ? value : null
}

/** What an account may do; null where it does not say so. */
export function parseAccess(text: string): AccessView | null {
  const { code, data } = objectOf(parseStrictJson(text))
  const { roles, permissions } = objectOf(data)
  if (code !== 0 || !areAll(roles, isName) || !areAll(permissions, isName)) return null
  return { roles, permissions }
}

/** True for the login server's own answer that nobody has an id. */
export function isNotFound(text: string): boolean {
  return objectOf(parseStrictJson(text)).reason === 'not_found'
}

export function parseHeartbeat(text: string): HeartbeatView | null {
  const { now, known_at, next } = objectOf(parseStrictJson(text))
  return isCount(now) && isCount(known_at) && isCount(next) ? { now, known_at, next } : null
}

function isRevocation(value: unknown): value is RevocationView {
  const { sequence, kind, key, before, until, reason } = objectOf(value)
  return (
    isCount(sequence) &&
    sequence > 0 &&
    kinds.includes(kind) &&
    isText(key, longestKey) &&
    (kind !== 'all' || /^(0|[1-9][0-9]{0,15})$/.test(key)) &&
    (kind === 'user' || kind === 'all' ? isCount(before) : before === null || isCount(before)) &&
    isCount(until) &&
    isText(reason, longestReason)
  )
}

function isInvalidation(value: unknown): value is InvalidationView {
  const { sequence, kind, key } = objectOf(value)
  const isKnown = kind === 'account' || kind === 'access'
  return isCount(sequence) && sequence > 0 && isKnown && isText(key, longestKey)
}

function areAll<One>(values: unknown, is: (value: unknown) => value is One): values is One[] {
  return Array.isArray(values) && values.every(is)
}

function isName(value: unknown): value is string {
  return isText(value, longestKey)
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longest
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
