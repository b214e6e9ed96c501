import type {
  BeginTotpWithTicketBody,
  Call,
  ConfirmTotpBody,
  ConfirmTotpWithTicketBody,
  FactorLoginBody,
  FactorsView,
  RecoveryCodesView,
  TotpEnrolmentView,
  TrustedDevicesView,
  UserView,
  VerifyBody,
} from '@ztoken/contract'
import { makeRecoveryCodes as makeRecoveryCodesCall } from '@ztoken/contract/recovery-codes'
import * as secondFactors from '@ztoken/contract/second-factors'
import { verify } from '@ztoken/contract/step-up'
import * as totp from '@ztoken/contract/totp'
import * as trustedDevices from '@ztoken/contract/trusted-devices'
import type { Client } from './client.ts'
import { createEntrance } from './entrance.ts'
import { ZtokenError } from './error.ts'
import { exchange } from './exchange.ts'
import { requirePartsOf } from './parts.ts'
import type { Reply, Signal } from './ports.ts'

export {
  askFactorRecovery,
  cancelFactorRecovery,
  finishFactorRecovery,
  readFactorRecovery,
} from './factors/recovery.ts'

type Asking = Pick<Client, 'request'>
type Factor = Extract<VerifyBody, { readonly kind: string }>

/** What a login that ends at the second factor gives. */
export interface FactorDue {
  readonly ticket: string
  /** What would do, e.g. `totp`; none where one has to be set up first. */
  readonly kinds: readonly string[]
  /** Seconds. */
  readonly expires_in: number
  /**
   * What may be done where all of them are lost: asked for, waited for, finished; `other_way` where it
   * was asked for by another first factor than this login's. Null: nothing.
   */
  readonly recovery: 'offered' | 'waiting' | 'ready' | 'other_way' | null
  /** Where it was asked for: from when and until when they may be removed. */
  readonly recovery_from: string | null
  readonly recovery_until: string | null
}

/**
 * What a login has failed with, where a second factor is due: `loginWithFactor` goes on with it, and
 * where there are no kinds `beginTotpWithTicket`. Null for every other error.
 */
export function factorDue(error: unknown): FactorDue | null {
  if (!(error instanceof ZtokenError) || typeof error.data?.ticket !== 'string') return null
  const { ticket, kinds, expires_in, recovery = null } = error.data
  const { recovery_from = null, recovery_until = null } = error.data
  const shown = typeof kinds === 'string' ? kinds.split(' ') : []
  return {
    ticket,
    kinds: shown,
    expires_in: Number(expires_in),
    recovery: recovery as FactorDue['recovery'],
    recovery_from,
    recovery_until,
  }
}

/**
 * Shows the second factor, and signs in. Out: who it is. Throws ZtokenError `code_wrong` with
 * `tries_left` in `data`; `factor_ticket_invalid` where it took too long or failed too often and the
 * login begins again; `too_many_requests`, and as every request.
 */
export async function loginWithFactor<R extends Reply>(
  client: Client<R>,
  body: FactorLoginBody,
  options?: { readonly signal?: Signal },
): Promise<UserView> {
  return createEntrance(requirePartsOf(client)).enter(secondFactors.loginWithFactor, body, options)
}

/** The caller's second factors. Throws ZtokenError as every request. */
export function listFactors(client: Asking): Promise<FactorsView> {
  return ask(client, secondFactors.listFactors)
}

/**
 * Removes one of them, by its id. Throws ZtokenError `step_up_required`, `not_found`, and as every
 * request.
 */
export async function removeFactor(client: Asking, id: string): Promise<void> {
  await ask(client, named(secondFactors.removeFactor, id))
}

/**
 * Begins to set an authenticator up: the URI is what a QR code says, to be drawn here. Throws
 * ZtokenError `step_up_required`, `identity_unproven`, and as every request.
 */
export function beginTotp(client: Asking): Promise<TotpEnrolmentView> {
  return ask(client, totp.beginTotp, { kind: 'totp' })
}

/**
 * Shows its first code: from now on it counts. The client goes on with new tokens, every other session
 * ends. Throws ZtokenError `code_wrong`, `enrolment_invalid`, `step_up_required`, and as every request.
 */
export async function confirmTotp<R extends Reply>(
  client: Client<R>,
  body: ConfirmTotpBody,
): Promise<void> {
  await exchange(client, totp.confirmTotp, body)
}

/** The same on the way in, where one is required. Throws ZtokenError `factor_ticket_invalid`, `identity_unproven`. */
export function beginTotpWithTicket(
  client: Asking,
  body: BeginTotpWithTicketBody,
): Promise<TotpEnrolmentView> {
  return ask(client, totp.beginTotpWithTicket, body)
}

/** Shows its first code, and signs in. Out: who it is. Throws ZtokenError as `loginWithFactor`. */
export async function confirmTotpWithTicket<R extends Reply>(
  client: Client<R>,
  body: ConfirmTotpWithTicketBody,
): Promise<UserView> {
  return createEntrance(requirePartsOf(client)).enter(totp.confirmTotpWithTicket, body)
}

/**
 * Ten recovery codes, told this once. Throws ZtokenError `factor_missing`, `step_up_required`, and as
 * every request.
 */
export function makeRecoveryCodes(client: Asking): Promise<RecoveryCodesView> {
  return ask(client, makeRecoveryCodesCall)
}

/** Devices on which no second factor is asked for. Throws ZtokenError as every request. */
export function listTrustedDevices(client: Asking): Promise<TrustedDevicesView> {
  return ask(client, trustedDevices.listTrustedDevices)
}

/** Ends the trust in one of them, by its id. Throws ZtokenError `not_found`, and as every request. */
export async function distrustDevice(client: Asking, id: string): Promise<void> {
  await ask(client, named(trustedDevices.distrustDevice, id))
}

/**
 * Shows the second factor where `verifyPassword` shows the password. The client goes on with new
 * tokens; those it had are worth nothing any more. Throws ZtokenError `code_wrong`,
 * `too_many_requests`, and as every request.
 */
export async function verifyWithFactor<R extends Reply>(
  client: Client<R>,
  body: Factor,
): Promise<void> {
  await exchange(client, verify, body)
}

function named<Input, Data>(call: Call<Input, Data>, id: string): Call<undefined, Data> {
  return { method: call.method, path: call.path.replace(':id', encodeURIComponent(id)) }
}

/** As `call` of the entry of that name, without what paths and queries take. */
function ask<Input, Data>(client: Asking, call: Call<Input, Data>, body?: Input): Promise<Data> {
  return client.request<Data>(call.path, { ...call, body })
}
