import { isInRange } from './range-service.ts'
import { isInSortedFile } from './sorted-file.ts'

/** Where passwords that leaked are known. */
export type BreachedPlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'service'; readonly url: string }

/** For `isBreached` of the core: whether a SHA-1, in upper-case hex, is of a password that leaked. */
export function breachedPasswords(place: BreachedPlace): (sha1: string) => Promise<boolean> {
  return place.kind === 'file'
    ? (sha1) => isInSortedFile(place.path, sha1)
    : (sha1) => isInRange(place.url, sha1)
}

/** `file:PATH`, or the URL of a service, to which a range is appended; null for anything else. */
export function parseBreachedPlace(text: string): BreachedPlace | null {
  if (/^file:./.test(text)) return { kind: 'file', path: text.slice('file:'.length) }
  if (!URL.canParse(text)) return null
  const { protocol, username, password, search, hash, href } = new URL(text)
  const isPlain = [username, password, search, hash].every((part) => part === '')
  if (!isPlain || !/^https?:$/.test(protocol)) return null
  return { kind: 'service', url: href.endsWith('/') ? href : `${href}/` }
}
