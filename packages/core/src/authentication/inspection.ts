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
}

export function inspectToken(
  { reader, revocations }: Pick<Ground, 'reader' | 'revocations'>,
  token: string,
): TokenInspection {
  const found = reader.read(token)
  const header = unverifiedHeader(token)
  if (typeof found === 'string') {
    return { holds: false, fault: found, reason: null, format: null, header, claims: null }
  }
  const reason = revocations.reasonOf(found)
  const { format, claims } = found
  return { holds: reason === null, fault: reason && 'revoked', reason, format, header, claims }
}

function unverifiedHeader(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
