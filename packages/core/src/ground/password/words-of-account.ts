import type { Phones } from '../account/phone.ts'

/** What everybody could know of an account's owner: no password is made of it. */
export function wordsOfAccount(
  phones: Phones,
  { phone, name }: { readonly phone: string; readonly name?: string | null },
): string[] {
  return [phone, phones.tutorialForm(phone), name ?? ''].filter((word) => word !== '')
}
