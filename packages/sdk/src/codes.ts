import type {
  AddIdentityBody,
  Call,
  CodeLoginBody,
  CodeRequestView,
  IdentitiesView,
  IdentityView,
  PasswordResetBody,
  RequestCodeBody,
  UserView,
  VerifyBody,
} from '@ztoken/contract'
import * as identities from '@ztoken/contract/identities'
import * as oneTimeCodes from '@ztoken/contract/one-time-codes'
import { resetPassword } from '@ztoken/contract/password-reset'
import { verify } from '@ztoken/contract/step-up'
import type { Client } from './client.ts'
import { createEntrance } from './entrance.ts'
import { exchange } from './exchange.ts'
import { requirePartsOf } from './parts.ts'
import type { Reply, Signal } from './ports.ts'

type Asking = Pick<Client, 'request'>
type WithCode<Body> = Extract<Body, { readonly code: string }>

/**
 * Has a code of six digits sent to a phone or an e-mail address. Out: the challenge to show with it,
 * and for how many seconds it holds and no other is sent; the same whether anybody has an account.
 * Throws ZtokenError `phone_invalid`, `email_invalid`, `channel_unavailable`, `region_unsupported`,
 * `too_many_requests`, `sending_closed`, and as every request.
 */
export function requestCode(client: Asking, body: RequestCodeBody): Promise<CodeRequestView> {
  return ask(client, oneTimeCodes.requestCode, body)
}

/**
 * Signs in by a code, and registers whoever has no account yet where registration is open. Out: who
 * it is. Throws ZtokenError `code_wrong` with `tries_left` in `data`; `code_expired` where it was
 * used, is over or older than one that was sent since; `owner_uncertain` and `identity_held` where the
 * phone may be another's, which `password` or `resolve` answers with the same code;
 * `password_wrong`, `registration_closed`, `user_banned`, `too_many_requests`, and as every request.
 */
export async function loginWithCode<R extends Reply>(
  client: Client<R>,
  body: CodeLoginBody,
  options?: { readonly signal?: Signal },
): Promise<UserView> {
  const parts = requirePartsOf(client)
  await parts.ready
  const from = { device: parts.device, device_token: parts.storage.device?.() }
  return createEntrance(parts).enter(oneTimeCodes.loginWithCode, { ...from, ...body }, options)
}

/**
 * Sets a new password by a code; every session of the user ends, and they sign in with it. Throws
 * ZtokenError as `loginWithCode` for the code, `owner_uncertain`, and the faults of the password, which leave the code
 * as it was.
 */
export async function resetPasswordWithCode(
  client: Asking,
  body: WithCode<PasswordResetBody>,
): Promise<void> {
  await ask(client, resetPassword, body)
}

/** What the caller's account is found by, the oldest first. Throws ZtokenError as every request. */
export function listIdentities(client: Asking): Promise<IdentitiesView> {
  return ask(client, identities.listIdentities)
}

/**
 * Shows by a code, asked for with the purpose `verify`, that a phone or an e-mail address is the
 * caller's, and adds it where the account does not have it. Throws ZtokenError as `loginWithCode` for
 * the code, `identity_taken`, `identity_unproven`, `step_up_required`, and as every request.
 */
export function addIdentity(client: Asking, body: AddIdentityBody): Promise<IdentityView> {
  return ask(client, identities.addIdentity, body)
}

/**
 * Takes one of them away, by its id. Throws ZtokenError `last_identity`, `step_up_required`,
 * `not_found`, and as every request.
 */
export async function removeIdentity(client: Asking, id: string): Promise<void> {
  const { method, path } = identities.removeIdentity
  await ask(client, { method, path: path.replace(':id', encodeURIComponent(id)) })
}

/**
 * Shows a code, asked for with the purpose `verify`, where `verifyPassword` shows the password. The
 * client goes on with new tokens; those it had are worth nothing any more. Throws ZtokenError as
 * `loginWithCode` for the code, and as every request.
 */
export async function verifyWithCode<R extends Reply>(
  client: Client<R>,
  body: WithCode<VerifyBody>,
): Promise<void> {
  await exchange(client, verify, body)
}

/** As `call` of the entry of that name, without what paths and queries take. */
function ask<Input, Data>(client: Asking, call: Call<Input, Data>, body?: Input): Promise<Data> {
  return client.request<Data>(call.path, { ...call, body })
}
