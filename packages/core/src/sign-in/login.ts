import { signInOperations, ZtokenError } from '@ztoken/contract'
import type { Account } from '../ground/account/account-changes.ts'
import { successorOf } from '../ground/account/credential.ts'
import type { Identifier } from '../ground/account/identifiers.ts'
import { type IdentityName, identityKey } from '../ground/account/identity.ts'
import { passwordHashOf, passwordOf } from '../ground/account/password-of.ts'
import { maskedName } from '../ground/audit/audit.ts'
import type { Ground } from '../ground/ground.ts'
import type { Attempt, LoginAttempt } from '../ground/limits/login-limits.ts'
import { claimantOf } from '../ground/password/claimant.ts'
import type { Claimant } from '../ground/password/fair-queue.ts'
import { tellOwner } from '../ground/session/afterwards.ts'
import type { Grant } from '../ground/session/grants.ts'
import type { Opening, Origin } from '../ground/session/sign-in.ts'
import { isKnownAddress } from './known-address.ts'

/** Who, and their password. */
export interface LoginInput extends Identifier {
  readonly password: string
  /** What an earlier login on this device gave: a stranger's guesses then do not count here. */
  readonly deviceToken?: string | null
  /**
   * What was sent in the header `z-human-check`; null: nothing. From the third failure of the account
   * or the address a check is asked for, where that is on. Left out: never.
   */
  readonly humanCheck?: string | null
}

export type LoginNeeds = Pick<
  Ground,
  | 'store'
  | 'identifiers'
  | 'limits'
  | 'loginChecks'
  | 'passwords'
  | 'devices'
  | 'audit'
  | 'notices'
  | 'signIn'
>

/** How often a login begins again because the account changed while it was under way. */
const tries = 3
const amr = ['pwd'] as const

/** A stranger, an account without a password and a wrong password take the same work, fail alike. */
export async function login(
  ground: LoginNeeds,
  input: LoginInput,
  origin: Origin = {},
  handed: Opening['handed'] = 'both',
): Promise<Grant> {
  const name = await ground.identifiers.require(input)
  const address = origin.address ?? null
  const device = await ground.devices.find(name, input.deviceToken ?? null)
  const whose = {
    account: name.kind === 'phone' ? name.subject : identityKey(name),
    address,
    device,
    isKnownAddress: () => isKnownAddress(ground, name, address),
  }
  const attempt = await requireAttempt(ground, whose, input.humanCheck)
  try {
    const isNew = device === null && (await isFromElsewhere(ground, name, address))
    const afterwards = { account: whose.account, device, isNew }
    const how = { ...origin, amr, handed, afterwards }
    const grant = await signIn(ground, { name, password: input.password }, how)
    await attempt.succeeded()
    if (isNew) tellOwner(ground.notices, grant.session)
    return grant
  } catch (error) {
    const code = error instanceof ZtokenError ? error.code : null
    if (code === 'credentials_wrong') {
      await attempt.failed()
      await recordFailure(ground, name, origin)
    } else await attempt.undone()
    throw error
  }
}

/** Where nobody is told of it nobody asks. */
async function isFromElsewhere(
  ground: LoginNeeds,
  name: IdentityName,
  address: string | null,
): Promise<boolean> {
  return ground.notices.offers('email') && !(await isKnownAddress(ground, name, address))
}

/** A human check first, where one is due: whoever does not show it is not counted as a guess. */
async function requireAttempt(
  { loginChecks, limits }: LoginNeeds,
  whose: LoginAttempt,
  solution: string | null | undefined,
): Promise<Attempt> {
  const { account, address, device, isKnownAddress: isKnown } = whose
  if (device !== null) return limits.requireLogin(whose)
  const route = signInOperations.login.path
  const check = await loginChecks.require({ route, account, address, isKnown, solution })
  const undo = async (error: unknown): Promise<never> => {
    await check.undone()
    throw error
  }
  const attempt = await limits.requireLogin(whose).catch(undo)
  const both = async (own: Promise<void>): Promise<void> => {
    await Promise.all([own, check.undone()])
  }
  return {
    succeeded: () => both(attempt.succeeded()),
    failed: attempt.failed,
    undone: () => both(attempt.undone()),
  }
}

interface Shown {
  readonly name: IdentityName
  readonly password: string
}

async function signIn(ground: LoginNeeds, input: Shown, how: Opening): Promise<Grant> {
  const claimant = claimantOf(input.name.subject, how.address ?? null)
  for (let n = 0; n < tries; n += 1) {
    const account = await requireAccount(ground, input, claimant)
    const grant = await ground.signIn(account, how).catch(async (error: unknown) => {
      // The password was right: its hash is renewed though the session waits for a second factor.
      if (isFactorDue(error)) await renewHash(ground, account, input.password, claimant)
      throw error
    })
    if (grant === null) continue
    const hash = await renewHash(ground, account, input.password, claimant)
    if (hash === passwordHashOf(account)) return grant
    return { ...grant, deviceToken: ground.devices.issue(account.user.id, hash) }
  }
  throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
}

function isFactorDue(error: unknown): boolean {
  return error instanceof ZtokenError && /^factor_(?:enrolment_)?required$/.test(error.code)
}

async function requireAccount(
  { store, passwords }: LoginNeeds,
  { name, password }: Shown,
  claimant: Claimant,
): Promise<Account> {
  const account = await store.findAccountByIdentity(name)
  const hash = account === null ? null : passwordHashOf(account)
  const matches = await passwords.verify(password, hash, claimant)
  if (account === null || !matches) throw new ZtokenError('credentials_wrong')
  return account
}

/** A failure that cannot be kept is answered `unavailable`: nobody guesses off the record. */
async function recordFailure(
  { store, audit }: LoginNeeds,
  name: IdentityName,
  origin: Origin,
): Promise<void> {
  const { address = null, device = null } = origin
  const detail = { [name.kind]: maskedName(name) }
  const record = audit.record('login_failed', { address, device, detail })
  await store.addAudit([record])
  audit.announce(record)
}

/**
 * A hash made elsewhere is replaced by ours as soon as the password is known to be right. Out: the
 * hash of this password that is stored now.
 */
async function renewHash(
  { store, passwords }: LoginNeeds,
  account: Account,
  password: string,
  claimant: Claimant,
): Promise<string | null> {
  const known = passwordOf(account)
  if (known === null || !passwords.needsRehash(known.data)) return known?.data ?? null
  const { user, epoch } = account
  try {
    const to = await passwords.hash(password, claimant)
    const credentials = { put: [successorOf(known, to)] }
    const { outcome } = await store.changeAccount(user.id, { credentials })
    if (outcome === 'changed') return to
    // Another login of theirs was quicker; or it is another password, under another epoch.
    const now = await store.findAccount(user.id)
    return now?.epoch === epoch ? passwordHashOf(now) : known.data
  } catch {
    // The old hash still opens the door; the next login tries again.
    return known.data
  }
}
