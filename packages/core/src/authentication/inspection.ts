import type { Claims, FormatName, TokenFault } from '@ztoken/token'
import type { Ground } from '../ground/ground.ts'
import type { EndReason } from '../ground/session/session.ts'

/** What a token turned out to be. */
export interface TokenInspection {
  readonly holds: boolean
  /** Null where it holds. */
  readonly fault: TokenFault | null
  /** Why its session is over, where that is the fault. */
  readonly reason: EndReason | null
  readonly format: FormatName | null
  /** What it claims about itself, unverified. */
  readonly header: unknown
  readonly claims: Claims | null
  /** What an authentic token says that is not understood (`payload_unknown`); else null. */
  readonly payload: unknown
}

export function inspectToken(
  { reader, revocations }: Pick<Ground, 'reader' | 'revocations'>,
  token: string,
): TokenInspection {
  const found = reader.diagnose(token)
  const header = unverified(token, 0)
  if (typeof found === 'string') {
    const payload = found === 'payload_unknown' ? unverified(token, 1) : null
    return { holds: false, fault: found, reason: null, format: null, header, claims: null, payload }
  }
  const reason = revocations.reasonOf(found)
  const { format, claims } = found
  const fault = reason && 'revoked'
  return { holds: reason === null, fault, reason, format, header, claims, payload: null }
}

/** One part of a token as JSON, or null. */
function unverified(token: string, part: number): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
