const isSeen = /[\p{L}\p{N}\p{P}\p{S}]/u

/** What somebody is called on a page: `otherwise` where the name has nothing to be seen. */
export function shownName(name: string | null, otherwise: string): string {
  return name !== null && isSeen.test(name) ? name : otherwise
}
