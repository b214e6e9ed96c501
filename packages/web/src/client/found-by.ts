import type { UserView } from '@ztoken/contract'

/** What tells on a page whom it is about: the phone, or the id of somebody without one. */
export function foundBy({ phone, id }: Pick<UserView, 'id' | 'phone'>): string {
  return phone ?? id
}
