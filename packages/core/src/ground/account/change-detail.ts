import type { AccountChanges } from './account-changes.ts'
import type { User } from './user.ts'

/** What an entry tells of a change: which fields and, of a few, how they were and how they are. */
export function detailOf(before: User, changes: AccountChanges): Record<string, string> {
  const { name, level, roles } = changes
  return {
    fields: Object.keys(changes).join(' '),
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
  return (name ?? '').replaceAll(/(?:\p{Nd}[\s().-]?){7,}/gu, '****')
}
