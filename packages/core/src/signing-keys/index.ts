import { ZtokenError } from '@ztoken/contract'
import type { Jwks } from '@ztoken/token'
import type { Actor } from '../ground/access/authority.ts'
import type { Ground } from '../ground/ground.ts'
import { rotatedAt, withoutKey } from '../ground/keys/key-ring.ts'
import { type KeyInfo, type Keys, rotationDetail } from '../ground/keys/keys.ts'
import type { StoredKey } from '../ground/keys/stored-key.ts'

export interface KeysChanged {
  readonly keys: KeyInfo[]
  /**
   * The key that issues without having been published for as long as it should: verifiers elsewhere
   * may refuse its tokens as long as they keep the JWKS. Servers on this store look for it.
   */
  readonly activatedAtOnce: string | null
}

export interface RotateOptions {
  /** Without waiting until every verifier knows the key. */
  readonly immediately?: boolean
}

/** The keys of the public format, which the store keeps. */
export interface SigningKeys {
  /** The public keys that verifiers elsewhere need (RFC 7517), from memory. */
  jwks(): Jwks
  /** The keys kept here, in the order in which they begin; none where the format is not used. */
  keys(): KeyInfo[]
  /**
   * Lets the next key issue as soon as it may, making it where there is none; asked again
   * meanwhile, it changes nothing. What the key before has issued holds on.
   *
   * @throws ZtokenError `not_found` where no keys are kept here, `step_up_required`, `unavailable`.
   */
  rotateKeys(options?: RotateOptions, actor?: Actor): Promise<KeysChanged>
  /**
   * Revokes a key: all tokens it has signed are refused, here at once and elsewhere as soon as the
   * revocation is known. Where it was the one that issues, the next begins at once. Sessions go on:
   * refresh tokens are not made with it.
   *
   * @throws ZtokenError `not_found`, `step_up_required`, `unavailable`.
   */
  revokeKey(kid: string, actor?: Actor): Promise<KeysChanged>
  /**
   * Takes up what other servers did to the signing keys and does what is due, now.
   *
   * @throws ZtokenError `unavailable`.
   */
  syncKeys(): Promise<void>
}

export function createSigningKeys({
  keys,
  jwks,
  authority,
}: Pick<Ground, 'keys' | 'jwks' | 'authority'>): SigningKeys {
  function requireKeys(): Keys {
    if (keys === null) throw new ZtokenError('not_found')
    return keys
  }

  return {
    jwks,
    keys: () => keys?.list() ?? [],
    async rotateKeys({ immediately = false } = {}, actor = {}) {
      await authority.requireStepUp(actor)
      const kept = requireKeys()
      const { publication } = kept.schedule
      let successor: StoredKey | undefined
      await kept.change((before, now, make) => {
        const after = rotatedAt(before, now, { publication, immediately }, make)
        successor = successorIn(after, before)
        if (successor === undefined) return null
        const detail = rotationDetail(successor.kid, successor.activatesAt)
        return { keys: after, audit: [authority.recordBy(actor, 'key_rotated', { detail })] }
      })
      return changed(kept, successor)
    },
    async revokeKey(kid, actor = {}) {
      await authority.requireStepUp(actor)
      const kept = requireKeys()
      let successor: StoredKey | undefined
      await kept.change((before, now, make) => {
        if (!before.some((key) => key.kid === kid)) throw new ZtokenError('not_found')
        const after = withoutKey(before, kid, now, make)
        successor = successorIn(after, before)
        const detail = { kid, ...(successor !== undefined && { successor: successor.kid }) }
        const until = Math.ceil((now + kept.schedule.retention) / 1000)
        const record = authority.recordBy(actor, 'key_revoked', { detail })
        return { keys: after, revoked: { kid, until }, audit: [record] }
      })
      return changed(kept, successor)
    },
    syncKeys: async () => keys?.sync(),
  }
}

/** The key that a change has made, or lets begin earlier. */
function successorIn(
  after: readonly StoredKey[],
  before: readonly StoredKey[],
): StoredKey | undefined {
  return after.find(
    ({ kid, activatesAt }) =>
      !before.some((known) => known.kid === kid && known.activatesAt === activatesAt),
  )
}

function changed(keys: Keys, successor: StoredKey | undefined): KeysChanged {
  const isEarly =
    successor !== undefined &&
    successor.activatesAt < successor.createdAt + keys.schedule.publication
  return { keys: keys.list(), activatedAtOnce: isEarly ? successor.kid : null }
}
