import { unavailable, ZtokenError } from '@ztoken/contract'
import { noClaims, type TokenFault, type TokenReader } from '@ztoken/token'
import type { Authenticator, Caller } from '../caller.ts'
import type { Feed } from './feed.ts'
import type { RemoteKeys } from './keys.ts'
import type { RemoteRevocations } from './revocations.ts'

export interface RemoteCallersOptions {
  readonly reader: TokenReader
  readonly revocations: RemoteRevocations
  /** Null with a shared secret alone. */
  readonly keys: RemoteKeys | null
  /** Null where none is followed. */
  readonly feed: Feed | null
}

/** Who holds a token, as the keys and the feed of the login server tell. */
export function createRemoteCallers(
  options: RemoteCallersOptions,
): Required<Pick<Authenticator, 'authenticate' | 'lookForKey' | 'authenticateAsking'>> {
  const { reader, revocations, keys, feed } = options

  function authenticate(token: string): Caller {
    const found = reader.read(token)
    if (typeof found === 'string') throw refusalOf(found, token)
    const code = revocations.refusalOf(found)
    if (code !== null) throw new ZtokenError(code)
    const { sub: userId, sid: sessionId, exp, ext: claims = noClaims } = found.claims
    return { userId, sessionId, expiresAt: exp * 1000, token: found, claims }
  }

  /** Outside, every fault but expiry looks the same (attack T195). */
  function refusalOf(fault: TokenFault, token: string): ZtokenError {
    if (fault === 'expired') return new ZtokenError('token_expired')
    // Its key may be a moment old: to call the token invalid would sign somebody out.
    if (keys?.lookFor(token)) return new ZtokenError('unavailable', { retryAfterSeconds: 1 })
    return new ZtokenError('token_invalid')
  }

  return {
    authenticate,
    lookForKey(token) {
      const looking = keys?.lookFor(token)
      const answered = looking?.then((isAnswered) => {
        if (!isAnswered) throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
      })
      return answered ?? null
    },
    async authenticateAsking(token) {
      // A token that does not hold anyway asks nobody.
      authenticate(token)
      try {
        await feed?.ask()
      } catch (cause) {
        throw unavailable(cause)
      }
      return authenticate(token)
    },
  }
}
