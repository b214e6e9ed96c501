import { ZtokenError } from '@ztoken/contract'
import type { Rooms } from '../rooms.ts'
import type { Account } from '../store/store.ts'
import { type Grant, type Origin, openSession } from './grant.ts'

export interface LoginInput {
  readonly phone: string
  readonly password: string
}

/**
 * Signs a user in. A stranger, an account without a password and a wrong password take the same
 * work and fail alike (OWASP ASVS 6.3.8).
 * Throws ZtokenError `phone_invalid`, `credentials_wrong`, `too_many_requests`, `unavailable`.
 */
export async function login(rooms: Rooms, input: LoginInput, origin: Origin = {}): Promise<Grant> {
  const phone = rooms.phones.requireCanonical(input.phone)
  const attempt = rooms.limits.requireLogin(phone, origin.address ?? null)
  const account = await requireAccount(rooms, phone, input.password).catch((error: unknown) => {
    if (!isWrong(error)) attempt.undone()
    throw error
  })
  attempt.succeeded()
  await renewHash(rooms, account, input.password)
  return openSession(rooms, account.user, origin)
}

async function requireAccount(rooms: Rooms, phone: string, password: string): Promise<Account> {
  const account = await rooms.store.findAccountByPhone(phone)
  const matches = await rooms.passwords.verify(password, account?.passwordHash ?? null)
  if (account === null || !matches) throw new ZtokenError('credentials_wrong')
  return account
}

function isWrong(error: unknown): boolean {
  return error instanceof ZtokenError && error.code === 'credentials_wrong'
}

/** A hash made elsewhere is replaced by ours as soon as the password is known to be right. */
async function renewHash(rooms: Rooms, account: Account, password: string): Promise<void> {
  const { user, passwordHash } = account
  if (passwordHash === null || !rooms.passwords.needsRehash(passwordHash)) return
  try {
    const renewed = await rooms.passwords.hash(password)
    await rooms.store.replacePasswordHash(user.id, passwordHash, renewed)
  } catch {
    // The old hash still opens the door; the next login tries again.
  }
}
