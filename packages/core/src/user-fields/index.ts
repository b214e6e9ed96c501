import type { UserFieldView } from '@ztoken/contract'
import type { Ground } from '../ground/ground.ts'
import type { UserFieldParty } from '../ground/user-fields/schema.ts'

/** What the application keeps of a user besides, as its forms need it. */
export interface DescribingUserFields {
  /**
   * The fields of `userFields` in their order, with labels in both languages: those that people see
   * of themselves (`self`), or all that administrators see. None without the option.
   *
   * @example
   * const inputs = auth.userFields('self').filter(({ write }) => write === 'self')
   */
  userFields(by: UserFieldParty): readonly UserFieldView[]
}

export function createDescribingUserFields({
  userFields,
}: Pick<Ground, 'userFields'>): DescribingUserFields {
  return { userFields: (by) => userFields.described(by) }
}
