import type {
  AddPasskeyBody,
  AddPasskeyWithTicketBody,
  Call,
  PasskeyCreation,
  PasskeyLoginBody,
  PasskeyRequest,
  PasskeysView,
  PasskeyView,
  UserView,
} from '@ztoken/contract'
import * as passkeys from '@ztoken/contract/passkeys'
import { removeFactor } from '@ztoken/contract/second-factors'
import type { Client } from './client.ts'
import { createEntrance } from './entrance.ts'
import { exchange } from './exchange.ts'
import { requirePartsOf } from './parts.ts'
import { browser, createCredential, type Ending, getCredential } from './passkeys/browser.ts'
import type { Reply } from './ports.ts'

type Asking = Pick<Client, 'request'>
/** What goes along with a sign-in by a passkey; the ticket of `factorDue` for one as the second factor. */
export type PasskeyLoginOptions = Omit<PasskeyLoginBody, 'credential'> & {
  readonly signal?: Ending
  /**
   * True: browsers offer passkeys where a name is typed in (`autocomplete="username webauthn"`), and
   * this waits for it until `signal` ends it, or another way to ask begins.
   */
  readonly autofill?: boolean
}

/** Whether this browser has passkeys for pages like this one: only then is a button shown. */
export function hasPasskeys(): boolean {
  return browser() !== null
}

/** Whether browsers offer them where a name is typed in. */
export async function hasPasskeyAutofill(): Promise<boolean> {
  const { isConditionalMediationAvailable: ask } = browser() ?? {}
  return ask === undefined ? false : ask.call(browser()).catch(() => false)
}

/**
 * Signs in by a passkey, by itself or as the second factor. Out: who it is; null where somebody gave
 * up, which is no failure. Throws ZtokenError `passkey_wrong`, `passkeys_unavailable`,
 * `factor_ticket_invalid`, `too_many_requests`, and as every request; TypeError where this browser has
 * none (`hasPasskeys`).
 */
export async function loginWithPasskey<R extends Reply>(
  client: Client<R>,
  { signal, autofill = false, ...body }: PasskeyLoginOptions = {},
): Promise<UserView | null> {
  const { ticket } = body
  const asked = ticket === undefined ? {} : { ticket }
  const { options } = await ask(client, passkeys.beginPasskeyLogin, asked)
  const credential = await getCredential(options, { autofill, ...(signal && { signal }) })
  if (credential === null) return null
  const shown = { ...body, credential }
  return createEntrance(requirePartsOf(client)).enter(passkeys.loginWithPasskey, shown)
}

/**
 * Shows a passkey where `verifyPassword` shows the password. The client goes on with new tokens. Out:
 * false where somebody gave up. Throws ZtokenError `passkey_wrong`, `factor_missing`, and as every
 * request.
 */
export async function verifyWithPasskey<R extends Reply>(
  client: Client<R>,
  { signal }: { readonly signal?: Ending } = {},
): Promise<boolean> {
  const { options } = await ask<undefined, { options: PasskeyRequest }>(
    client,
    passkeys.beginPasskeyVerification,
  )
  const credential = await getCredential(options, signal && { signal })
  if (credential !== null) await exchange(client, passkeys.verifyWithPasskey, { credential })
  return credential !== null
}

/**
 * Adds a passkey on this device, or on one that the browser reaches. The client goes on with new
 * tokens. Out: false where somebody gave up, or the device has one already. Throws ZtokenError
 * `step_up_required`, `passkeys_full`, `identity_unproven`, `passkey_wrong`, and as every request.
 */
export async function addPasskey<R extends Reply>(
  client: Client<R>,
  { name }: Pick<AddPasskeyBody, 'name'>,
): Promise<boolean> {
  const { options } = await ask<undefined, { options: PasskeyCreation }>(
    client,
    passkeys.beginPasskey,
  )
  const credential = await createCredential(options)
  if (credential !== null) await exchange(client, passkeys.addPasskey, { credential, name })
  return credential !== null
}

/**
 * Adds one on the way in, where a second factor is required and there is none (`factorDue` without
 * kinds), and signs in. Out: who it is; null where somebody gave up. Throws ZtokenError
 * `factor_ticket_invalid`, `passkey_wrong`, `identity_unproven`, and as every request.
 */
export async function addPasskeyWithTicket<R extends Reply>(
  client: Client<R>,
  body: Omit<AddPasskeyWithTicketBody, 'credential'>,
): Promise<UserView | null> {
  const { ticket } = body
  const { options } = await ask(client, passkeys.beginPasskeyWithTicket, { ticket })
  const credential = await createCredential(options)
  if (credential === null) return null
  const shown = { ...body, credential }
  return createEntrance(requirePartsOf(client)).enter(passkeys.addPasskeyWithTicket, shown)
}

/** The caller's passkeys. Throws ZtokenError as every request. */
export function listPasskeys(client: Asking): Promise<PasskeysView> {
  return ask(client, passkeys.listPasskeys)
}

/** Calls one otherwise, by its id. Throws ZtokenError `not_found`, and as every request. */
export async function renamePasskey(client: Asking, id: string, name: string): Promise<void> {
  const { method, path } = passkeys.renamePasskey
  await client.request(path.replace(':id', encodeURIComponent(id)), { method, body: { name } })
}

/**
 * Removes one, and tells the browser, so that it is offered no more where browsers can be told. Throws
 * ZtokenError `step_up_required`, `last_identity`, `not_found`, and as every request.
 */
export async function removePasskey(
  client: Asking,
  { id, rp_id: rpId, credential_id: credentialId }: PasskeyView,
): Promise<void> {
  const { method, path } = removeFactor
  await client.request(path.replace(':id', encodeURIComponent(id)), { method })
  await browser()
    ?.signalUnknownCredential?.({ rpId, credentialId })
    .catch(() => undefined)
}

function ask<Input, Data>(client: Asking, call: Call<Input, Data>, body?: Input): Promise<Data> {
  return client.request<Data>(call.path, { ...call, body })
}
