import { ZtokenError } from '@ztoken/contract'
import type { UserFields } from '../ground/user-fields/index.ts'
import type { UserFieldValue, UserFieldValues } from '../ground/user-fields/schema.ts'

/** What of somebody's own fields can be kept here. */
export interface FittingFields {
  readonly fields: UserFieldValues
  /** The names of what does not fit its field, or has none. */
  readonly unfit: readonly string[]
}

/** Of values of another application those that fit, each by itself and all together. */
export function fitting(
  userFields: UserFields,
  values: Readonly<Record<string, unknown>>,
): FittingFields {
  let fields: UserFieldValues = {}
  const unfit: string[] = []
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined) continue
    // Whatever it is, it is judged before it is kept.
    const more = { [name]: value as UserFieldValue }
    const kept = judged(() => userFields.changed(fields, more, 'admin'))
    if (kept === null) unfit.push(name)
    else fields = kept
  }
  return { fields, unfit }
}

/** Null where the fields do not fit. */
export function judged(judge: () => UserFieldValues): UserFieldValues | null {
  try {
    return judge()
  } catch (error) {
    if (error instanceof ZtokenError) return null
    throw error
  }
}
