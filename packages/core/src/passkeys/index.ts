import {
  type PasskeyCreation,
  type PasskeyRequest,
  type ShownPasskey,
  ZtokenError,
} from '@ztoken/contract'
import type { Account } from '../ground/account/account-changes.ts'
import { successorOf } from '../ground/account/credential.ts'
import type { Ground } from '../ground/ground.ts'
import { type Passkey, passkeysOf, shownPasskeys } from '../ground/passkeys/passkey.ts'
import type { RelyingParty } from '../ground/passkeys/relying-party.ts'
import type { Caller } from '../ground/session/callers.ts'
import type { Grant } from '../ground/session/grants.ts'
import type { Origin } from '../ground/session/sign-in.ts'
import { type AddingNeeds, createAdding } from './adding.ts'
import { createChallenges } from './challenges.ts'
import { hasMoved } from './domain.ts'
import { createEnrolling, type EnrollingNeeds } from './enrolling.ts'
import { countLeftBehind, type LeftBehind } from './left-behind.ts'
import { createPasskeyLogin, type PasskeyLoginInput, type PasskeyLoginNeeds } from './login.ts'
import type { AddPasskeyInput } from './making.ts'
import { createPasskeyVerification, type PasskeyVerificationNeeds } from './verifying.ts'

export type { LeftBehind } from './left-behind.ts'
export type { PasskeyLoginInput } from './login.ts'
export type { AddPasskeyInput } from './making.ts'

/** Passkeys (WebAuthn level 3): a key on somebody's device, in place of a password or beside it. */
export interface Passkeys {
  /**
   * The origins on which passkeys are shown here, that of the pages first; none: there are no
   * passkeys. No I/O.
   */
  passkeyOrigins(): readonly string[]
  /**
   * Whether passkeys were made for another domain until now, which cannot be used here any more: true
   * once, for who starts first under the new one. False where there are none.
   *
   * @throws ZtokenError `unavailable`.
   */
  passkeyDomainMoved(): Promise<boolean>
  /**
   * How many passkeys were made under another domain and cannot be used here, among those that the
   * last thousand people added whom the audit knows to have one. Not on a request: it reads them all.
   *
   * @throws ZtokenError `unavailable`.
   */
  passkeysLeftBehind(): Promise<LeftBehind>
  /**
   * Begins to sign in with a passkey: what `navigator.credentials.get()` is asked with, for five
   * minutes. It names nobody, so nobody learns who has one. With the ticket of `factor_required` it
   * asks for one of that account, as the second factor. As many as failed logins an address, in 15
   * minutes.
   *
   * @throws ZtokenError `passkeys_unavailable` where there are none, or none of the ticket's account;
   * `factor_ticket_invalid`, `too_many_requests`, `unavailable`.
   */
  beginPasskeyLogin(
    input?: { readonly ticket?: string },
    address?: string | null,
  ): Promise<PasskeyRequest>
  /**
   * Signs in by what a passkey signed. It is both factors at once, because the device has asked who
   * its user is; `amr` says `hwk` or, of a passkey that is synced, `swk`, and `mfa`. Whatever is wrong
   * is answered alike, and uses the challenge up: begin again.
   *
   * @throws ZtokenError `passkey_wrong`, `passkeys_unavailable`, `factor_ticket_invalid`,
   * `user_banned`, `refused`, `too_many_sessions`, `unavailable`.
   * @example
   * const options = await auth.beginPasskeyLogin()
   * // In the browser: navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
   * const grant = await auth.loginWithPasskey({ credential })
   */
  loginWithPasskey(input: PasskeyLoginInput, origin?: Origin): Promise<Grant>
  /**
   * Begins to show once more who one is, with one of the account's passkeys.
   *
   * @throws ZtokenError `factor_missing` where the account has none for this domain,
   * `passkeys_unavailable`, `step_up_required` for a token without a session, `token_invalid`,
   * `unavailable`.
   */
  beginPasskeyVerification(caller: Caller): Promise<PasskeyRequest>
  /**
   * As `verifyIdentityWithFactor`, by a passkey: new tokens, which alone have that freshness.
   *
   * @throws ZtokenError `passkey_wrong`, `passkeys_unavailable`, `step_up_required`, `session_ended`,
   * `token_invalid`, `unavailable`.
   */
  verifyIdentityWithPasskey(
    caller: Caller,
    credential: ShownPasskey,
    address?: string | null,
  ): Promise<Grant>
  /**
   * Begins to add a passkey: what `navigator.credentials.create()` is asked with, for five minutes.
   *
   * @throws ZtokenError `step_up_required`, `passkeys_unavailable`, also for an account whose id is
   * longer than 64 bytes; `passkeys_full` at twenty; `identity_unproven` where codes are sent here and
   * nothing that the account has is proven to be its owner's; `token_invalid`, `unavailable`.
   */
  beginPasskey(caller: Caller): Promise<PasskeyCreation>
  /**
   * Adds it. As the account's first second factor it ends other sessions, and each login by a password
   * or a code asks for a factor from now on; this session goes on with the new tokens. `removeFactor`
   * removes it.
   *
   * @throws ZtokenError `passkey_wrong`, `invalid_request` for a name that is empty or longer than 64
   * characters, and as `beginPasskey`; `conflict`.
   */
  addPasskey(caller: Caller, input: AddPasskeyInput, address?: string | null): Promise<Grant>
  /**
   * As `beginPasskey`, for whom a login was answered `factor_enrolment_required`: a second factor is
   * required of them, and they have none.
   *
   * @throws ZtokenError `factor_ticket_invalid`, `passkeys_unavailable`, `identity_unproven`,
   * `unavailable`.
   */
  beginPasskeyWithTicket(ticket: string): Promise<PasskeyCreation>
  /**
   * As `addPasskey`, and signs in. A ticket holds for ten minutes and five tries.
   *
   * @throws ZtokenError `factor_ticket_invalid`, `passkey_wrong`, `passkeys_unavailable`,
   * `identity_unproven`, `invalid_request`, `user_banned`, `refused`, `too_many_sessions`,
   * `unavailable`.
   */
  addPasskeyWithTicket(
    input: AddPasskeyInput & { readonly ticket: string },
    address?: string | null,
  ): Promise<Grant>
  /**
   * The caller's passkeys, the oldest first; those of another domain as well, which are not usable.
   *
   * @throws ZtokenError `token_invalid`, `unavailable`.
   */
  passkeys(caller: Caller): Promise<readonly Passkey[]>
  /**
   * Calls a passkey otherwise.
   *
   * @throws ZtokenError `not_found`, `invalid_request`, `conflict`, `token_invalid`, `unavailable`.
   */
  renamePasskey(caller: Caller, id: string, name: string): Promise<void>
}

const longestName = 64

export function createPasskeys(
  ground: PasskeyLoginNeeds &
    AddingNeeds &
    EnrollingNeeds &
    PasskeyVerificationNeeds &
    Pick<Ground, 'relyingParty'>,
): Passkeys {
  const { store, relyingParty } = ground
  const challenges = createChallenges(ground)
  const login = createPasskeyLogin(ground, challenges, requireParty)
  const adding = createAdding(ground, challenges, requireParty)
  const enrolling = createEnrolling(ground, challenges, requireParty)
  const verification = createPasskeyVerification(ground, challenges, requireParty)

  function requireParty(): RelyingParty {
    if (relyingParty === null) throw new ZtokenError('passkeys_unavailable')
    return relyingParty
  }

  async function requireAccount({ userId }: Caller): Promise<Account> {
    const account = await store.findAccount(userId)
    if (account === null) throw new ZtokenError('token_invalid')
    return account
  }

  return {
    passkeyOrigins: () => relyingParty?.origins ?? [],
    passkeyDomainMoved: async () => relyingParty !== null && hasMoved(ground, relyingParty.id),
    passkeysLeftBehind: async () =>
      relyingParty === null
        ? { passkeys: 0, orMore: false }
        : countLeftBehind(ground, relyingParty.id),
    beginPasskeyLogin: ({ ticket } = {}, address = null) => login.begin(ticket ?? null, address),
    loginWithPasskey: (input, origin = {}) => login.finish(input, origin),
    beginPasskeyVerification: verification.begin,
    verifyIdentityWithPasskey: (caller, credential, address = null) =>
      verification.finish(caller, credential, address),
    beginPasskey: adding.begin,
    async addPasskey(caller, input, address = null) {
      return adding.finish(caller, { ...input, name: requireName(input.name) }, address)
    },
    beginPasskeyWithTicket: enrolling.begin,
    async addPasskeyWithTicket({ ticket, credential, name }, address = null) {
      return enrolling.finish(ticket, { credential, name: requireName(name) }, address)
    },
    passkeys: async (caller) => shownPasskeys(await requireAccount(caller), relyingParty),
    async renamePasskey(caller, id, name) {
      const renamed = requireName(name)
      const account = await requireAccount(caller)
      const kept = passkeysOf(account).find(({ credential }) => credential.id === id)
      if (kept === undefined) throw new ZtokenError('not_found')
      const data = JSON.stringify({ ...kept.data, name: renamed })
      const put = [successorOf(kept.credential, data)]
      const result = await store.changeAccount(caller.userId, { credentials: { put } })
      if (result.outcome !== 'changed') throw new ZtokenError('conflict')
    },
  }
}

/** In characters, as the wire counts them. */
function requireName(name: string): string {
  const { length } = [...name]
  if (length === 0 || length > longestName) {
    throw new ZtokenError('invalid_request', { field: '/name' })
  }
  return name
}
