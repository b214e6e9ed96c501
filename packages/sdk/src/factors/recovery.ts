import type {
  AskFactorRecoveryBody,
  FactorRecoveryView,
  FinishFactorRecoveryBody,
  OwnFactorRecoveryView,
  UserView,
} from '@ztoken/contract'
import * as calls from '@ztoken/contract/factor-recovery'
import type { Client } from '../client.ts'
import { createEntrance } from '../entrance.ts'
import { requirePartsOf } from '../parts.ts'
import type { Reply } from '../ports.ts'

type Asking = Pick<Client, 'request'>

/**
 * Says that the second factors are lost. Out: from when and until when they may be removed, at a login
 * of the same kind. The ticket is used up. Throws ZtokenError `factor_recovery_refused`,
 * `factor_ticket_invalid`, `too_many_requests`, and as every request.
 */
export function askFactorRecovery(
  client: Asking,
  body: AskFactorRecoveryBody,
): Promise<FactorRecoveryView> {
  const { method, path } = calls.askFactorRecovery
  return client.request<FactorRecoveryView>(path, { method, body })
}

/**
 * Removes them once the wait is over (`recovery` of `factorDue` is `ready`), and signs in. Out: who it
 * is. Throws ZtokenError `factor_recovery_waiting`, `factor_recovery_refused`,
 * `factor_ticket_invalid`, `factor_enrolment_required` where one is required, and as every request.
 */
export async function finishFactorRecovery<R extends Reply>(
  client: Client<R>,
  body: FinishFactorRecoveryBody,
): Promise<UserView> {
  return createEntrance(requirePartsOf(client)).enter(calls.finishFactorRecovery, body)
}

/** Whether somebody said that of the caller. Throws ZtokenError as every request. */
export function readFactorRecovery(client: Asking): Promise<OwnFactorRecoveryView> {
  return client.request<OwnFactorRecoveryView>(calls.readFactorRecovery.path)
}

/** Cancels that. Throws ZtokenError `conflict`, and as every request. */
export async function cancelFactorRecovery(client: Asking): Promise<void> {
  const { method, path } = calls.cancelFactorRecovery
  await client.request(path, { method })
}
