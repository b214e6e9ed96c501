import { userFieldsOperations } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import type { Http } from '../http/route.ts'

/** What the application keeps of users besides, for administrators' pages. */
export function userFields({ route }: Http, core: Core): void {
  const view = { fields: [...core.userFields('admin')] }
  route(userFieldsOperations.readUserFields, () => view)
}
