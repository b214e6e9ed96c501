import type { Phones } from '../account/phone.ts'
import type { User } from '../account/user.ts'

type Owner = Pick<User, 'phone'> & Partial<Pick<User, 'email' | 'username' | 'name'>>

/** What everybody could know of an account's owner: no password is made of it. */
export function wordsOfAccount(
  phones: Phones,
  { phone, email = null, username = null, name = null }: Owner,
): string[] {
  const ofPhone = phone === null ? [] : [phone, phones.tutorialForm(phone)]
  const [mailbox = ''] = email?.split('@') ?? []
  return [...ofPhone, mailbox, username ?? '', name ?? ''].filter((word) => word !== '')
}
