import { foundBy } from '../../client/found-by.ts'

const isSeen = /[\p{L}\p{N}\p{P}\p{S}]/u

/** What somebody is called on a page: `otherwise` where the name has nothing to be seen. */
export function shownName(name: string | null, otherwise: string): string {
  return name !== null && isSeen.test(name) ? name : otherwise
}

/** What a sentence calls somebody: the name, or what they are found by. */
export function calledBy(
  user: Parameters<typeof foundBy>[0] & { readonly name: string | null },
): string {
  return shownName(user.name, foundBy(user))
}
