import { type FailureName, ZtokenError } from '@ztoken/contract'
import type { Account } from '../ground/account/account-changes.ts'
import {
  type Identity,
  type IdentityName,
  identityKey,
  type NamedIdentity,
  named,
} from '../ground/account/identity.ts'
import { passwordOf } from '../ground/account/password-of.ts'
import { identityOf, proven } from '../ground/account/proofs.ts'
import { isOldest } from '../ground/account/recovery.ts'
import { canSignInBy } from '../ground/account/ways-in.ts'
import type { Ground } from '../ground/ground.ts'
import { type CodeAnswer, requireRecipient } from '../ground/one-time-codes/recipient.ts'
import type { Caller } from '../ground/session/callers.ts'

export interface AddIdentityInput extends CodeAnswer {
  /** It takes the place of phones and addresses that were never proven, e.g. of a phone that is lost. */
  readonly replaceUnproven?: boolean
}

export interface AccountIdentities {
  /** The oldest first. */
  readonly identities: readonly NamedIdentity[]
  readonly hasPassword: boolean
}

/** What an account is found by, as its owner changes it. */
export interface Identities {
  /**
   * What the caller's account is found by.
   *
   * @throws ZtokenError `token_invalid` where there is no such user any more, `unavailable`.
   */
  identities(caller: Caller): Promise<AccountIdentities>
  /**
   * What a user is found by, for administrators and the application.
   *
   * @throws ZtokenError `not_found`, `unavailable`.
   */
  identitiesOf(userId: string): Promise<AccountIdentities>
  /**
   * Shows by a code, asked for with the purpose `verify`, that a phone or an e-mail address is the
   * caller's, and adds it where the account is not found by it yet: then the password or a code has
   * to have been shown lately, and something that the account has to be proven already, or what was
   * never proven gives way to it (`replaceUnproven`), e.g. a phone that is lost. Sessions and the
   * password go on.
   *
   * @throws ZtokenError as `loginWithCode` for the code, `identity_taken` where it is another
   * account's, `identity_unproven`, `step_up_required`, `token_invalid`, `unavailable`.
   * @example
   * const { challengeId } = await auth.requestCode({ purpose: 'verify', email })
   * await auth.addIdentity(caller, { email, challengeId, code })
   */
  addIdentity(
    caller: Caller,
    answer: AddIdentityInput,
    address?: string | null,
  ): Promise<NamedIdentity>
  /**
   * Takes one of them away, by its id. The oldest, where it was proven, is nobody else's for 30 days
   * and takes the account back for 72 hours: `loginWithCode` with `resolve: 'take_back'`.
   *
   * @throws ZtokenError `not_found`, `last_identity` where nothing would be left by which the
   * caller could sign in, `step_up_required`, `token_invalid`, `unavailable`.
   */
  removeIdentity(caller: Caller, id: string): Promise<void>
}

const tries = 3

export function createIdentities(
  ground: Pick<
    Ground,
    'store' | 'clock' | 'audit' | 'identifiers' | 'heldIdentities' | 'codes' | 'callers' | 'notices'
  >,
): Identities {
  const { store, clock, audit, heldIdentities, codes, callers } = ground

  async function accountOf({ userId }: Caller): Promise<Account> {
    const account = await store.findAccount(userId)
    if (account === null) throw new ZtokenError('token_invalid')
    return account
  }

  /** Judged before the code is used up, and again with the change. */
  async function requireMayAdd(
    caller: Caller,
    account: Account,
    { name, replaces }: { readonly name: IdentityName; readonly replaces: boolean },
  ): Promise<void> {
    if (identityOf(account, name) !== null) return
    await callers.requireRecentPassword(caller)
    // Else whoever registered with somebody's phone would keep a way in past its owner's proof.
    if (!replaces && nothingProven(account)) fail('identity_unproven')
  }

  return {
    identities: async (caller) => shown(await accountOf(caller)),
    async identitiesOf(userId) {
      const account = await store.findAccount(userId)
      if (account === null) throw new ZtokenError('not_found')
      return shown(account)
    },
    async addIdentity(caller, answer, address = null) {
      const { userId, sessionId } = caller
      const name = await requireRecipient(ground, answer)
      const replaces = answer.replaceUnproven === true
      await requireMayAdd(caller, await accountOf(caller), { name, replaces })
      const { challengeId, code } = answer
      await codes.use({ purpose: 'verify', name, challengeId, code, device: sessionId, address })
      const held = await heldIdentities.find(name)
      if (held !== null && held.userId !== userId) fail('identity_taken')
      for (let n = 0; n < tries; n += 1) {
        const account = await accountOf(caller)
        await requireMayAdd(caller, account, { name, replaces })
        const event = identityOf(account, name) === null ? 'identity_added' : 'identity_proven'
        const identity = proven(account, name, clock())
        const fields = { actorId: userId, userId, sessionId, address, detail: { kind: name.kind } }
        const record = audit.record(event, fields)
        const remove = replaces && nothingProven(account) ? unprovenIn(account, name) : []
        const changes = { identities: { put: [identity], remove }, ifEpoch: account.epoch }
        const result = await store.changeAccount(userId, changes, [record])
        if (result.outcome === 'identity_taken') fail('identity_taken')
        if (result.outcome !== 'changed') continue
        audit.announce(record)
        await heldIdentities.release(name)
        return named(identity)
      }
      throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
    },
    async removeIdentity(caller, id) {
      await callers.requireRecentPassword(caller)
      const { userId, sessionId } = caller
      for (let n = 0; n < tries; n += 1) {
        const account = await accountOf(caller)
        const going = account.identities.map(named).find((one) => one.id === id)
        if (going === undefined) fail('not_found')
        if (!canSignInWithout(account, going)) fail('last_identity')
        const fields = { actorId: userId, userId, sessionId, detail: { kind: going.kind } }
        const record = audit.record('identity_removed', fields)
        const identities = { remove: [{ kind: going.kind, subject: going.subject }] }
        await keepFromOthers(account, going)
        // Moves the epoch: of two that are removed at once one is judged anew.
        const changes = { identities, ifEpoch: account.epoch, moveEpoch: true }
        const result = await store.changeAccount(userId, changes, [record])
        if (result.outcome !== 'changed') continue
        audit.announce(record)
        const { at } = record
        ground.notices.tell({ userId, kind: 'identity_removed', at, formerly: [going] })
        return
      }
      throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
    },
  }

  /** Only what is older than the rest takes the account back: else whoever adds one keeps it. */
  async function keepFromOthers(account: Account, going: Identity): Promise<void> {
    const { createdAt, verifiedAt } = going
    if (verifiedAt === null || !isOldest(account, { name: going, createdAt })) return
    await heldIdentities.hold(going, { userId: account.user.id, since: clock(), createdAt })
  }

  /** By another that can be sent a code, or by any other and the password. */
  function canSignInWithout(account: Account, going: Identity): boolean {
    const others = account.identities.filter((one) => identityKey(one) !== identityKey(going))
    return canSignInBy(account, others, codes)
  }
}

function shown(account: Account): AccountIdentities {
  const hasPassword = passwordOf(account) !== null
  return { identities: account.identities.map(named), hasPassword }
}

function nothingProven({ identities }: Account): boolean {
  return identities.every(({ verifiedAt }) => verifiedAt === null)
}

/** What could have been proven by a code, and was not; a username cannot. */
function unprovenIn({ identities }: Account, but: IdentityName): Identity[] {
  return identities.filter(
    (one) => ['phone', 'email'].includes(one.kind) && identityKey(one) !== identityKey(but),
  )
}

function fail(code: FailureName): never {
  throw new ZtokenError(code)
}
