import type { Rooms } from '../ground/rooms.ts'

/**
 * Whether this is a user's password, for operators and the application itself: it is counted as no
 * attempt and leaves no trace, so it is for nobody who guesses. False where there is no such user or
 * no password. Throws ZtokenError `unavailable`.
 */
export async function hasPassword(
  { store, passwords }: Rooms,
  userId: string,
  password: string,
): Promise<boolean> {
  const account = await store.findAccount(userId)
  return passwords.verify(password, account?.passwordHash ?? null, {
    account: userId,
    address: null,
  })
}
