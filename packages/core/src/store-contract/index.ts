import { accessPromises } from './access.ts'
import { accountPromises } from './accounts.ts'
import { attemptPromises } from './attempts.ts'
import { auditPromises } from './audit.ts'
import { changePromises } from './changes.ts'
import { clockPromises } from './clock.ts'
import { deletionPromises } from './deletions.ts'
import { deliveryPromises } from './deliveries.ts'
import { endPromises } from './ends.ts'
import { everythingPromises } from './everything.ts'
import { keyPromises } from './keys.ts'
import { openingPromises } from './openings.ts'
import { piledUpPromises } from './piled-up.ts'
import { policyPromises } from './policies.ts'
import { revocationPromises } from './revocations.ts'
import type { StorePromise } from './samples.ts'
import { sessionPromises } from './sessions.ts'
import { sweepPromises } from './sweep.ts'

export type { StorePromise } from './samples.ts'

/** What every store has to keep; a test runs each against a store of its own, empty at the start. */
export const storePromises: readonly StorePromise[] = [
  ...accountPromises,
  ...changePromises,
  ...deletionPromises,
  ...openingPromises,
  ...policyPromises,
  ...sessionPromises,
  ...piledUpPromises,
  ...endPromises,
  ...revocationPromises,
  ...everythingPromises,
  ...accessPromises,
  ...auditPromises,
  ...deliveryPromises,
  ...keyPromises,
  ...attemptPromises,
  ...sweepPromises,
  ...clockPromises,
]
