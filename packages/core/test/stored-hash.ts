import { passwordHashOf, type Store, withHash } from '../src/index.ts'

/** The hash that is stored of somebody's password; null where there is none. */
export async function storedHash(store: Store, userId: string): Promise<string | null> {
  const account = await store.findAccount(userId)
  return account === null ? null : passwordHashOf(account)
}

/** Puts another in its place, as an import or another version would have left it. */
export async function storeHash(store: Store, userId: string, hash: string) {
  const account = await store.findAccount(userId)
  if (account === null) throw new Error('nobody of this id')
  return store.changeAccount(userId, { credentials: { put: [withHash(account, hash, 0)] } })
}
