import type { KeyStore } from '@ztoken/core'
import { addAudit, addKeyRevocation, type Tables } from './tables.ts'

export function keyStore(tables: Tables): KeyStore {
  return {
    readKeyRing: async () => structuredClone(tables.keyRing),
    readKeyRingVersion: async () => tables.keyRing.version,
    async writeKeyRing(ring, revoked, audit = []) {
      if (ring.version !== tables.keyRing.version + 1) return false
      tables.keyRing = structuredClone(ring)
      if (revoked !== null) addKeyRevocation(tables, revoked.kid, revoked.until)
      addAudit(tables, audit)
      return true
    },
  }
}
