import type { Phones } from '../account/phone.ts'

/** What everybody could know of an account's owner: no password is made of it. */
export function wordsOfAccount(
  phones: Phones,
  { phone, name }: { readonly phone: string | null; readonly name?: string | null },
): string[] {
  const ofPhone = phone === null ? [] : [phone, phones.tutorialForm(phone)]
  return [...ofPhone, name ?? ''].filter((word) => word !== '')
}
