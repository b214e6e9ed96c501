import type { UserFields } from '../user-fields/index.ts'
import type { AccountChanges } from './account-changes.ts'
import type { User } from './user.ts'

/** What an entry tells of a change: which fields and, of a few, how they were and how they are. */
export function detailOf(
  before: User,
  { ifAccess: _, moveEpoch: __, ifFields: ___, fields, ...changes }: AccountChanges,
  told: UserFields['told'],
): Record<string, string> {
  const { name, level, roles } = changes
  const own = told(before.fields ?? {}, fields ?? before.fields ?? {})
  return {
    fields: [...Object.keys(changes), ...own.names].join(' '),
    ...own.values,
    ...(roles && { roles: roles.join(' ') }),
    ...(name !== undefined &&
      name !== before.name && {
        name: withoutNumbers(name),
        name_before: withoutNumbers(before.name),
      }),
    ...(level !== undefined &&
      level !== before.level && {
        level: String(level ?? ''),
        level_before: String(before.level ?? ''),
      }),
    ...(roles &&
      roles.join() !== [...before.roles].sort().join() && {
        roles_before: before.roles.join(' '),
      }),
  }
}

/** Somebody who calls themselves by their number is not in the audit with it. */
function withoutNumbers(name: string | null): string {
  // However it is parted: `(139) 0013-9000` has two characters between two of its digits.
  return (name ?? '').replaceAll(/\p{Nd}(?:[^\p{L}\p{Nd}]{0,3}\p{Nd}){6,}/gu, '****')
}
