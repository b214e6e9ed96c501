import { ZtokenError } from '@ztoken/contract'
import { v7 as newUserId } from 'uuid'
import type { Account } from '../ground/account/account-changes.ts'
import type { IdentityName } from '../ground/account/identity.ts'
import { newAccount } from '../ground/account/new-accounts.ts'
import { firstProof, isUnproven, proven } from '../ground/account/proofs.ts'
import type { Ground } from '../ground/ground.ts'
import type { Grant } from '../ground/session/grants.ts'
import type { AuthenticationMethod } from '../ground/session/session.ts'
import type { Opening, Origin } from '../ground/session/sign-in.ts'
import type { UserFieldValues } from '../ground/user-fields/schema.ts'
import {
  isUncertain,
  type OwnershipNeeds,
  releaseFrom,
  requireFree,
  requireOneThingMore,
  takeBack,
} from './ownership.ts'

export type CodeLoginNeeds = OwnershipNeeds & Pick<Ground, 'signIn' | 'ownRules' | 'factors'>

/** Somebody whose phone or address this is: they have just read a code there. */
export interface Proven {
  readonly name: IdentityName
  /** True on a device that has shown the account's password before. */
  readonly isKnownDevice: boolean
  /** The id of that device's token. */
  readonly device: string | null
  readonly mayRegister: boolean
  /** What an account that begins now is called. */
  readonly newName: string | null
  /** Its own fields. */
  readonly newFields: UserFieldValues
  readonly password: string | null
  /** What they want where the phone may be another's, or was taken away lately. */
  readonly resolve: 'begin_anew' | 'take_back' | null
}

/** How often it begins again because the account changed while it was under way. */
const tries = 3

/** Signs in whoever has this, with an account of their own where nobody has one yet. */
export async function signInProven(
  ground: CodeLoginNeeds,
  shown: Proven,
  origin: Origin,
): Promise<Grant> {
  const { store } = ground
  const afterwards = { account: null, device: shown.device, isNew: false }
  const how: Opening = {
    ...origin,
    amr: [methodOf(shown.name)],
    sentTo: shown.name,
    handed: 'both',
    afterwards,
  }
  for (let n = 0; n < tries; n += 1) {
    const known = await store.findAccountByIdentity(shown.name)
    const account = await (known === null ? begin : goOn)(ground, { shown, origin, known })
    const grant = account === null ? null : await ground.signIn(account, how)
    if (grant !== null) return grant
  }
  throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
}

interface Coming {
  readonly shown: Proven
  readonly origin: Origin
  readonly known: Account | null
}

/** Nobody has it: an account of their own, or the one that it was taken from. */
async function begin(ground: CodeLoginNeeds, { shown, origin }: Coming): Promise<Account | null> {
  const held = await ground.heldIdentities.find(shown.name)
  if (held === null) return register(ground, shown, origin)
  if (shown.resolve !== 'take_back') requireFree(held, shown.name, ground.clock())
  return takeBack(ground, held, shown.name)
}

/** Somebody has it: whoever comes is them, or has got their number since. */
async function goOn(
  ground: CodeLoginNeeds,
  { shown, origin: { address = null }, known }: Coming,
): Promise<Account | null> {
  const { name, password, isKnownDevice, mayRegister, resolve } = shown
  const account = known as Account
  if (!isKnownDevice && (await isUncertain(ground, account, name))) {
    if (resolve === 'begin_anew') {
      if (!mayRegister) throw new ZtokenError('registration_closed')
      // Found by nobody now: the next time around it begins.
      await releaseFrom(ground, account, name)
      return null
    }
    await requireOneThingMore(ground, account, { name, password, address })
  }
  return prove(ground, account, shown)
}

/** By RFC 8176 §2. */
function methodOf({ kind }: IdentityName): AuthenticationMethod {
  return kind === 'phone' ? 'sms' : 'otp'
}

/** Null where somebody has come to have it meanwhile. */
async function register(
  { store, clock, audit, limits, ownRules }: CodeLoginNeeds,
  { name, mayRegister, newName, newFields }: Proven,
  { address = null, device = null }: Origin,
): Promise<Account | null> {
  if (!mayRegister) throw new ZtokenError('registration_closed')
  await limits.requireRegistration(address)
  const now = clock()
  const id = newUserId({ msecs: now })
  const foundBy = { phone: null, email: null, [name.kind]: name.subject }
  await ownRules.requireRegistration({ ...foundBy, name: newName, address, device })
  const profile = { name: newName, avatar: null, intro: null, level: 0, roles: [], ban: null }
  const fields = Object.keys(newFields).length > 0 ? { fields: newFields } : {}
  const begun = newAccount({ id, ...profile, ...fields, ...foundBy, createdAt: now }, null)
  const account = { ...begun, identities: [proven(begun, name, now)] }
  const record = audit.record('user_registered', { actorId: id, userId: id, address, device })
  if ((await store.addAccount(account, [record])) !== 'added') return null
  audit.announce(record)
  return account
}

/**
 * Null where the account is not any more as it was read. Of an account that has a second factor
 * nothing changes before it was shown: whoever has the phone alone may not be its owner.
 */
async function prove(
  { clock, audit, endings, factors }: CodeLoginNeeds,
  account: Account,
  { name, isKnownDevice }: Proven,
): Promise<Account | null> {
  if (!isUnproven(account, name) || factors.kindsOf(account).length > 0) return account
  const now = clock()
  // On a device that knows the password it is its owner who has the phone.
  const changes = isKnownDevice
    ? { identities: { put: [proven(account, name, now)] }, ifEpoch: account.epoch }
    : firstProof(account, name, { endings, now })
  const { id: userId } = account.user
  const record = audit.record('identity_proven', {
    actorId: userId,
    userId,
    detail: { kind: name.kind },
  })
  const result = await endings.change(userId, changes, record)
  return result.outcome === 'changed' ? result.account : null
}
