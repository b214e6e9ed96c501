import { ZtokenError } from '@ztoken/contract'
import type { PublicRingFormat, SigningKey } from '@ztoken/token'
import { checkedRing, issuingAt, requireVersion } from './key-ring.ts'
import { KeyRingError } from './key-ring-error.ts'
import type { KeySealer } from './sealed-key.ts'
import type { StoredKey, StoredKeyRing } from './stored-key.ts'

/** The ring that this process reads and issues with. */
export interface RingInUse {
  readonly version: number
  /** The keys that were not revoked, in the order in which they begin. */
  keys(): readonly StoredKey[]
  /**
   * Takes a stored ring, whole or not at all: where it throws, the one in use stays.
   * Throws KeyRingError.
   */
  take(given: StoredKeyRing): void
  /**
   * Goes on from a stored ring of which no key can be used. Throws KeyRingError `ring_malformed`
   * where it has not even a version.
   */
  discard(given: StoredKeyRing): void
  /** Takes a key out for good, whatever a stored ring says. Out: whether it was in use. */
  forget(kid: string): boolean
  /** The same key, sealed under the newest secret. */
  resealed(stored: StoredKey): StoredKey
}

export interface RingInUseOptions {
  readonly format: PublicRingFormat
  readonly sealer: KeySealer
  readonly clock: () => number
}

export function createRingInUse({ format, sealer, clock }: RingInUseOptions): RingInUse {
  const revoked = new Set<string>()
  let known: StoredKeyRing = { version: 0, keys: [] }
  let opened = new Map<string, SigningKey>()

  function keys(): readonly StoredKey[] {
    return known.keys.filter(({ kid }) => !revoked.has(kid))
  }

  function show(): void {
    const shown = keys()
    format.replace(
      shown.flatMap(({ kid }) => opened.get(kid) ?? []),
      () => {
        const issuing = issuingAt(shown, clock())
        // Only until the ring is read that was written with the revocation of the last key.
        if (issuing === null) throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
        return issuing.kid
      },
    )
  }

  /** A key that was opened once stays open when a server with a newer secret seals it anew. */
  function openedKey(stored: StoredKey): SigningKey {
    const { kid, publicKey, sealedKey } = stored
    const before = known.keys.find((key) => key.kid === kid)
    const isSame = before?.publicKey === publicKey
    const staysOpen = before?.sealedKey === sealedKey || sealer.isForeign(sealedKey)
    return (isSame && staysOpen ? opened.get(kid) : undefined) ?? sealer.open(stored)
  }

  return {
    get version() {
      return known.version
    },
    keys,
    take(given) {
      const ring = checkedRing(given)
      if (ring.version < known.version) throw new KeyRingError('ring_outdated')
      if (ring.version === known.version) {
        if (JSON.stringify(ring) !== JSON.stringify(known)) throw new KeyRingError('ring_outdated')
        return
      }
      opened = new Map(ring.keys.map((stored) => [stored.kid, openedKey(stored)]))
      known = ring
      show()
    },
    discard(given) {
      known = { version: requireVersion(given), keys: [] }
    },
    forget(kid) {
      revoked.add(kid)
      const wasInUse = known.keys.some((key) => key.kid === kid)
      if (wasInUse) show()
      return wasInUse
    },
    resealed(stored) {
      const key = opened.get(stored.kid)
      if (key === undefined || sealer.isCurrent(stored.sealedKey)) return stored
      return { ...stored, sealedKey: sealer.seal(key) }
    },
  }
}
