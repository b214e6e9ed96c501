import {
  codeOfEnd,
  type EndReason,
  endReasons,
  type FailureName,
  type RevocationView,
} from '@ztoken/contract'
import { type AccessToken, RevocationList } from '@ztoken/token'

/** What is revoked, in memory. Taking the same revocation twice changes nothing. */
export interface RemoteRevocations {
  apply(revocations: readonly RevocationView[]): void
  /** The code with which a token is refused, or null. */
  refusalOf(token: AccessToken): FailureName | null
  readonly size: number
}

export interface RemoteRevocationsOptions {
  readonly clock: () => number
  readonly onKeyRevoked: (kid: string) => void
  /** Told that everything was ended, as after a backup was restored. */
  readonly onEverythingEnded: () => void
}

export function createRemoteRevocations({
  clock,
  onKeyRevoked,
  onEverythingEnded,
}: RemoteRevocationsOptions): RemoteRevocations {
  const list = new RevocationList(endReasons)
  const revokedKeys = new Set<string>()
  const seconds = (): number => Math.floor(clock() / 1000)

  function take({ kind, key, before, until, reason }: RevocationView): void {
    if (kind === 'user') list.revokeUser(key, before ?? 0, until, knownReason(reason), seconds())
    else if (kind === 'all') {
      onEverythingEnded()
      list.revokeAll(Number(key), before ?? 0, until, knownReason(reason), seconds())
    } else if (kind !== 'key') list.revoke(key, until, knownReason(reason), seconds())
    else if (!revokedKeys.has(key)) {
      revokedKeys.add(key)
      onKeyRevoked(key)
    }
  }

  return {
    apply(revocations) {
      revocations.forEach(take)
      list.sweep(seconds())
    },
    refusalOf({ revocationKey, claims }) {
      const reason = list.reasonOf(revocationKey, claims, seconds())
      return reason === null ? null : codeOfEnd(reason)
    },
    get size() {
      return list.size
    },
  }
}

/** A newer server may know reasons that are not known here; its revocations count all the same. */
function knownReason(reason: string): EndReason {
  return endReasons.find((known) => known === reason) ?? 'logged_out'
}
