import { checkedOwnClaims, noClaims, type OwnClaims } from '@ztoken/token'
import { copyOf, type User } from '../account/user.ts'
import { type Asking, askApplication } from '../ask-application.ts'
import type { Session } from '../session/session.ts'
import type { OwnClaimsOptions } from './options.ts'

/**
 * What the application says in a token of this session. Asked before a session is opened or goes on,
 * so that nothing is half done where it fails. Throws ZtokenError `unavailable`.
 */
export type AskClaims = (user: User, session: Session) => Promise<OwnClaims>

/** Throws TypeError for what is no function. */
export function createAskClaims({
  claims,
  ...asking
}: Asking & Pick<OwnClaimsOptions, 'claims'>): AskClaims {
  if (claims === undefined) return async () => noClaims
  if (typeof claims !== 'function') throw new TypeError('claims is a function of a user')

  return (user, { id: sessionId, amr, device, deviceKind, address }) => {
    const how = { sessionId, amr: [...amr], device, deviceKind, address }
    return askApplication(asking, () => claims(copyOf(user), how), understood)
  }
}

function understood(answer: unknown): OwnClaims {
  return answer === undefined || answer === null ? noClaims : checkedOwnClaims(answer)
}
