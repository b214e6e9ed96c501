import type { UpdateMeBody, UpdateUserBody, UserView } from '@ztoken/contract'

/** What is changed of somebody: by an administrator, or by themselves. */
type Changes = UpdateUserBody | UpdateMeBody

/**
 * The change that brings back what another replaced; null where there is none, as of somebody who
 * had no name: a name is never taken away.
 */
export function changesBack<Change extends Changes>(
  changes: Change,
  before: UserView,
): Change | null {
  const held = concernedBy(changes, before)
  return held.name === null ? null : (held as Change)
}

/** Of somebody only what a change is about, in its own terms: a field without a value is null. */
export function concernedBy(changes: Changes, user: UserView): Readonly<Record<string, unknown>> {
  const values = user as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    Object.keys(changes).map((key) => [
      key,
      key === 'fields' ? fieldsOf(changes.fields ?? {}, user) : (values[key] ?? null),
    ]),
  )
}

function fieldsOf(changed: NonNullable<Changes['fields']>, { fields = {} }: UserView): object {
  return Object.fromEntries(Object.keys(changed).map((name) => [name, fields[name] ?? null]))
}
