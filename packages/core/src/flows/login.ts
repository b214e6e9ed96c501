import { ZtokenError } from '@ztoken/contract'
import type { Account } from '../ground/account/account-changes.ts'
import { maskedPhone } from '../ground/audit/audit.ts'
import type { Claimant } from '../ground/password/fair-queue.ts'
import type { Rooms } from '../ground/rooms.ts'
import { claimantOf } from './claimant.ts'
import { type Grant, type Opening, type Origin, openSession } from './grant.ts'
import { isKnownAddress } from './known-address.ts'
import { deviceTokenFor, knownDevice } from './known-device.ts'

export interface LoginInput {
  readonly phone: string
  readonly password: string
  /** What an earlier login on this device gave: a stranger's guesses then do not count here. */
  readonly deviceToken?: string | null
}

/** How often a login begins again because the account changed while it was under way. */
const tries = 3

/**
 * Signs a user in. A stranger, an account without a password and a wrong password take the same
 * work and fail alike (OWASP ASVS 6.3.8); that somebody is banned is said to their password only.
 * Throws ZtokenError `phone_invalid`, `credentials_wrong`, `user_banned`, `too_many_sessions`,
 * `too_many_requests`, `unavailable`.
 */
export async function login(
  rooms: Rooms,
  input: LoginInput,
  origin: Origin = {},
  opening: Opening = {},
): Promise<Grant> {
  const phone = rooms.phones.requireCanonical(input.phone)
  const address = origin.address ?? null
  const attempt = await rooms.limits.requireLogin({
    phone,
    address,
    device: await knownDevice(rooms, phone, input.deviceToken ?? null),
    isKnownAddress: () => isKnownAddress(rooms, phone, address),
  })
  try {
    const grant = await signIn(rooms, { phone, password: input.password }, origin, opening)
    await attempt.succeeded()
    return grant
  } catch (error) {
    const code = error instanceof ZtokenError ? error.code : null
    if (code === 'credentials_wrong') {
      await attempt.failed()
      await recordFailure(rooms, phone, origin)
    } else await attempt.undone()
    throw error
  }
}

async function signIn(
  rooms: Rooms,
  input: LoginInput,
  origin: Origin,
  opening: Opening,
): Promise<Grant> {
  const claimant = claimantOf(input.phone, origin.address ?? null)
  for (let n = 0; n < tries; n += 1) {
    const account = await requireAccount(rooms, input, claimant)
    const grant = await openSession(rooms, account, origin, opening)
    if (grant === null) continue
    const hash = await renewHash(rooms, account, input.password, claimant)
    if (hash === account.passwordHash) return grant
    return { ...grant, deviceToken: deviceTokenFor(rooms, account.user.id, hash) }
  }
  throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
}

async function requireAccount(
  rooms: Rooms,
  { phone, password }: LoginInput,
  claimant: Claimant,
): Promise<Account> {
  const account = await rooms.store.findAccountByPhone(phone)
  const matches = await rooms.passwords.verify(password, account?.passwordHash ?? null, claimant)
  if (account === null || !matches) throw new ZtokenError('credentials_wrong')
  return account
}

/** A failure that cannot be kept is answered `unavailable`: nobody guesses off the record. */
async function recordFailure(rooms: Rooms, phone: string, origin: Origin): Promise<void> {
  const { address = null, device = null } = origin
  const detail = { phone: maskedPhone(phone) }
  const record = rooms.audit.record('login_failed', { address, device, detail })
  await rooms.store.addAudit([record])
  rooms.audit.announce(record)
}

/**
 * A hash made elsewhere is replaced by ours as soon as the password is known to be right. Out: the
 * hash of this password that is stored now.
 */
async function renewHash(
  rooms: Rooms,
  account: Account,
  password: string,
  claimant: Claimant,
): Promise<string | null> {
  const { user, passwordHash, epoch } = account
  if (passwordHash === null || !rooms.passwords.needsRehash(passwordHash)) return passwordHash
  try {
    const to = await rooms.passwords.hash(password, claimant)
    const changes = { passwordHash: { from: passwordHash, to } }
    const { outcome } = await rooms.store.changeAccount(user.id, changes)
    if (outcome === 'changed') return to
    // Another login of theirs was quicker; or it is another password, under another epoch.
    const now = await rooms.store.findAccount(user.id)
    return now?.epoch === epoch ? now.passwordHash : passwordHash
  } catch {
    // The old hash still opens the door; the next login tries again.
    return passwordHash
  }
}
