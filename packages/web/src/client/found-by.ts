import type { UserView } from '@ztoken/contract'

type Named = Pick<UserView, 'id' | 'phone' | 'email' | 'username'>

/** What tells on a page whom it is about: what they are found by, or the id of somebody without. */
export function foundBy({ phone, email, username, id }: Named): string {
  return phone ?? email ?? username ?? id
}
