import { ZtokenError } from '@ztoken/contract'
import type { Account } from '../ground/account/account-changes.ts'
import type { Held } from '../ground/account/held.ts'
import type { IdentityName } from '../ground/account/identity.ts'
import { passwordHashOf } from '../ground/account/password-of.ts'
import { identityOf } from '../ground/account/proofs.ts'
import { recovery, recoveryMilliseconds } from '../ground/account/recovery.ts'
import type { Ground } from '../ground/ground.ts'
import { claimantOf } from '../ground/password/claimant.ts'

export type OwnershipNeeds = Pick<
  Ground,
  'store' | 'clock' | 'audit' | 'limits' | 'passwords' | 'endings' | 'heldIdentities'
>

const day = 86_400_000
/** Carriers give a number to somebody else after three months at the earliest. */
const unusedMilliseconds = 90 * day

/**
 * Whether the phone of an account may be another's by now. Who has a session of late is using it; else
 * when they last signed in is in the audit, or, where that is over, the phone was proven then. Of who
 * never signed in here nothing is known.
 */
export async function isUncertain(
  { store, clock }: OwnershipNeeds,
  account: Account,
  name: IdentityName,
): Promise<boolean> {
  if (name.kind !== 'phone') return false
  const { id: userId } = account.user
  const isUnused = (at: number): boolean => clock() - at >= unusedMilliseconds
  const [session] = await store.listSessions(userId, { after: null, limit: 1 })
  if (session !== undefined && !isUnused(session.usedAt)) return false
  const query = { before: null, limit: 1, from: null, until: null }
  const [last] = await store.listAudit({ ...query, userId, event: 'login' })
  const used = last?.at ?? identityOf(account, name)?.verifiedAt ?? null
  return used !== null && isUnused(used)
}

/**
 * The password, as the one thing more. Counted as a login of this account is.
 * Throws ZtokenError `owner_uncertain` where none is shown, `password_wrong`, `too_many_requests`.
 */
export async function requireOneThingMore(
  { limits, passwords }: OwnershipNeeds,
  account: Account,
  { name, password, address }: Shown,
): Promise<void> {
  const hash = passwordHashOf(account)
  if (password === null || hash === null) {
    throw new ZtokenError('owner_uncertain', { data: { has_password: String(hash !== null) } })
  }
  const isKnownAddress = async (): Promise<boolean> => false
  const whose = { account: name.subject, address, device: null, isKnownAddress }
  const attempt = await limits.requireLogin(whose)
  const matches = await passwords
    .verify(password, hash, claimantOf(name.subject, address))
    .catch(async (error: unknown) => {
      await attempt.undone()
      throw error
    })
  await (matches ? attempt.succeeded() : attempt.failed())
  if (!matches) throw new ZtokenError('password_wrong', { field: '/password' })
}

/** Somebody who has shown a code, and maybe a password. */
export interface Shown {
  readonly name: IdentityName
  readonly password: string | null
  readonly address: string | null
}

/** Leaves the old account to what else it is found by, unless it changed meanwhile. */
export async function releaseFrom(
  { audit, endings }: OwnershipNeeds,
  account: Account,
  name: IdentityName,
): Promise<void> {
  const { id: userId } = account.user
  const detail = { kind: name.kind }
  const record = audit.record('identity_released', { userId, detail })
  const changes = {
    identities: { remove: [name] },
    ifEpoch: account.epoch,
    moveEpoch: true,
    endSessions: { end: endings.endFor('kicked_out'), except: null },
  }
  await endings.change(userId, changes, record)
}

/** What stands between somebody and an identity that another account had until lately. */
export function requireFree({ since }: Held, name: IdentityName, now: number): never {
  const until = since + recoveryMilliseconds
  // Only phones and addresses that can be sent a code come here.
  if (now >= until) throw new ZtokenError('identity_taken', { field: `/${name.kind}` })
  throw new ZtokenError('identity_held', { data: { until: new Date(until).toISOString() } })
}

/**
 * Undoes that an identity was taken from its account: whoever has it is the owner. Null where there is
 * nothing to take back, or the account changed meanwhile. Throws ZtokenError `identity_taken` where it
 * is too late.
 */
export async function takeBack(
  needs: OwnershipNeeds,
  held: Held,
  name: IdentityName,
): Promise<Account | null> {
  const { store, clock, audit, endings, heldIdentities } = needs
  const { userId, since } = held
  const now = clock()
  if (now >= since + recoveryMilliseconds) requireFree(held, name, now)
  const account = await store.findAccount(userId)
  const changes = account && recovery(account, { ...held, name }, { now, endings })
  if (changes === null) {
    await heldIdentities.release(name)
    return null
  }
  const record = audit.record('identity_taken_back', {
    actorId: userId,
    userId,
    detail: { kind: name.kind },
  })
  const result = await endings.change(userId, changes, record)
  if (result.outcome !== 'changed') return null
  await heldIdentities.release(name)
  return result.account
}
