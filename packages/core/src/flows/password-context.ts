import type { Rooms } from '../ground/rooms.ts'

/** What everybody could know of an account's owner: no password is made of it. */
export function passwordContext(
  { phones }: Rooms,
  { phone, name }: { readonly phone: string; readonly name?: string | null },
): string[] {
  return [phone, phones.tutorialForm(phone), name ?? ''].filter((word) => word !== '')
}
