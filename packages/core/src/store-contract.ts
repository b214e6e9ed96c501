import { accessPromises } from './ground/access/access-store-contract.ts'
import { mergePromises } from './ground/account/account-merge-store-contract.ts'
import { accountPromises } from './ground/account/account-store-contract.ts'
import { changePromises } from './ground/account/account-store-contract-changes.ts'
import { deletionPromises } from './ground/account/account-store-contract-deletions.ts'
import { fieldPromises } from './ground/account/account-store-contract-fields.ts'
import { identityPromises } from './ground/account/account-store-contract-identities.ts'
import { userSearchPromises } from './ground/account/user-search-store-contract.ts'
import { auditPromises } from './ground/audit/audit-store-contract.ts'
import { deliveryPromises } from './ground/audit/delivery-store-contract.ts'
import { challengePromises } from './ground/challenge/challenge-store-contract.ts'
import { dayPromises } from './ground/days/day-store-contract.ts'
import { keyPromises } from './ground/keys/key-store-contract.ts'
import { attemptPromises } from './ground/limits/attempt-store-contract.ts'
import { revocationPromises } from './ground/revocation/revocation-store-contract.ts'
import { invalidationPromises } from './ground/revocation/revocation-store-contract-changes.ts'
import { endPromises } from './ground/session/session-end-store-contract.ts'
import { everythingPromises } from './ground/session/session-end-store-contract-everything.ts'
import { endsOfSomePromises } from './ground/session/session-end-store-contract-piled-up.ts'
import { sessionPromises } from './ground/session/session-store-contract.ts'
import { openingPromises } from './ground/session/session-store-contract-openings.ts'
import { piledUpPromises } from './ground/session/session-store-contract-piled-up.ts'
import { policyPromises } from './ground/session/session-store-contract-policies.ts'
import { sessionSweepPromises } from './ground/session/session-store-contract-sweep.ts'
import type { StorePromise } from './ground/store/contract-samples.ts'
import { lifePromises } from './ground/store/store-life-contract.ts'

export { everybody } from './ground/account/user-search-store-contract.ts'
export type { StorePromise } from './ground/store/contract-samples.ts'

/** What every store has to keep; a test runs each against a store of its own, empty at the start. */
export const storePromises: readonly StorePromise[] = [
  ...accountPromises,
  ...changePromises,
  ...fieldPromises,
  ...identityPromises,
  ...deletionPromises,
  ...mergePromises,
  ...userSearchPromises,
  ...openingPromises,
  ...policyPromises,
  ...sessionPromises,
  ...piledUpPromises,
  ...endPromises,
  ...endsOfSomePromises,
  ...revocationPromises,
  ...invalidationPromises,
  ...everythingPromises,
  ...accessPromises,
  ...auditPromises,
  ...deliveryPromises,
  ...keyPromises,
  ...attemptPromises,
  ...challengePromises,
  ...sessionSweepPromises,
  ...dayPromises,
  ...lifePromises,
]
