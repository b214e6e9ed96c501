import type { CallerView } from '@ztoken/contract'
import type { Caller } from '@ztoken/core'

/** Who asks, as the wire shows it. */
export function callerView({ userId, sessionId, expiresAt }: Caller): CallerView {
  const expires_at = new Date(expiresAt).toISOString()
  return { user_id: userId, session_id: sessionId, expires_at }
}
