import type { HeartbeatView, RevocationsView, RevocationView } from '@ztoken/contract'
import { parseStrictJson } from '@ztoken/token'

/**
 * What the feed sends, checked whole before anything of it is used. A kind that is not known is
 * malformed: knowledge then grows old and the policy decides, where a revocation passed over would
 * let somebody in. A reason that is not known still revokes.
 */
const kinds: readonly unknown[] = ['session', 'token', 'user', 'key', 'all']
const longestKey = 256
const longestReason = 64

/** A page that was asked for after a sequence; null where it is not one. */
export function parsePage(text: string, after: number): RevocationsView | null {
  const { code, data } = objectOf(parseStrictJson(text))
  const { revocations, next, has_more } = objectOf(data)
  if (code !== 0 || !Array.isArray(revocations) || typeof has_more !== 'boolean') return null
  if (!revocations.every(isRevocation)) return null
  let last = after
  for (const { sequence } of revocations) {
    if (sequence <= last) return null
    last = sequence
  }
  // One that says there is more and has nothing would be asked for without end.
  if (next !== last || (has_more && revocations.length === 0)) return null
  return { revocations, next: last, has_more }
}

/** What an event says; null where it is no revocation. */
export function parseRevocation(text: string): RevocationView | null {
  const value = parseStrictJson(text)
  return isRevocation(value) ? value : null
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

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longest
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
