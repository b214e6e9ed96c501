import type { AuditRecord } from '../audit/entry.ts'
import type { StoredKeyRing } from './stored-key.ts'

/** What the core needs to be true of the signing keys. */
export interface KeyStore {
  readKeyRing(): Promise<StoredKeyRing>
  /** Its version alone: asked for as often as revocations are. */
  readKeyRingVersion(): Promise<number>
  /**
   * Replaces the ring only if its version is still the one before; a key revoked is recorded too.
   * Other processes hear of it by `onChange`.
   */
  writeKeyRing(
    ring: StoredKeyRing,
    revoked: { readonly kid: string; readonly until: number } | null,
    audit?: readonly AuditRecord[],
  ): Promise<boolean>
}
