import { permissions } from 'virtual:contract-words'
import { type Permission, type PermissionMeaning, permits } from '@ztoken/contract'

/** The permissions of the server itself, by the word they begin with. */
export const permissionGroups: readonly {
  readonly name: string
  readonly wildcard: string
  readonly permissions: readonly Permission[]
}[] = groupsOf(Object.keys(permissions) as Permission[])

const known: ReadonlySet<string> = new Set([
  '*',
  ...permissionGroups.flatMap((group) => [group.wildcard, ...group.permissions]),
])

/** Those that an application has made its own. */
export function ownOf(held: readonly string[]): string[] {
  return held.filter((permission) => !known.has(permission))
}

/**
 * What was typed, one permission a line or with commas between them. A blank parts none: `article
 * edit` is one that is written wrong, and not two that somebody may never have meant.
 */
export function permissionsIn(text: string): string[] {
  const parts = text.split(/[\r\n,，、;；]/).map((part) => part.trim())
  return [...new Set(parts.filter((part) => part !== ''))]
}

/** True where one of the others that are held covers it. */
export function isCovered(held: readonly string[], permission: string): boolean {
  return permits(
    held.filter((one) => one !== permission),
    permission,
  )
}

/** What a permission of the server's lets its holder do; null for one of an application's own. */
export function meaningOf(permission: string, locale: string): string | null {
  const meaning = Object.hasOwn(permissions, permission)
    ? (permissions[permission as Permission] as PermissionMeaning)
    : null
  return meaning && (locale === 'en' ? meaning.en : meaning.zh)
}

function groupsOf(names: readonly Permission[]): typeof permissionGroups {
  const words = [...new Set(names.map((name) => name.slice(0, name.indexOf(':'))))]
  return words.map((word) => ({
    name: word,
    wildcard: `${word}:*`,
    permissions: names.filter((name) => name.startsWith(`${word}:`)),
  }))
}
