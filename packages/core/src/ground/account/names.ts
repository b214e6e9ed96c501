import { domainToASCII } from 'node:url'
import { seen } from './written.ts'

/** The longest a forward-path may be without its brackets (RFC 5321 §4.5.3.1.3). */
const longestEmail = 254
const longestLocalPart = 64
const longestUsername = 128

/**
 * An e-mail address in the one form in which it is compared. In: as people paste it. Out: without
 * what nobody sees, in small letters, the domain in ASCII (RFC 5890); null where it is no address.
 * That two mailboxes differ by case alone is possible (RFC 5321 §2.4) and done by nobody.
 */
export function canonicalEmail(text: unknown): string | null {
  const [local, domain, ...rest] = folded(text)?.split('@') ?? []
  if (local === undefined || domain === undefined || rest.length > 0) return null
  // What reads a host takes ends of lines out of it without a word.
  if (/[\s\p{Cc}]/u.test(domain)) return null
  const host = domainToASCII(domain)
  if (!isLocalPart(local) || !isHost(host)) return null
  const address = `${local}@${host}`
  return address.length <= longestEmail ? address : null
}

/**
 * A username in the one form in which it is compared (RFC 8265 §3.3, UsernameCaseMapped). Out:
 * without what nobody sees, folded, in small letters; null where it is none: something with an `@`
 * is an address, control characters are in no name that can be typed, and blanks stand between words.
 */
export function canonicalUsername(text: unknown): string | null {
  const name = folded(text)?.replace(/ +/g, ' ')
  if (name === undefined || name.length > longestUsername) return null
  return /^[^\s@\p{C}\p{Z}]+( [^\s@\p{C}\p{Z}]+)*$/u.test(name) ? name : null
}

/** In small letters, as it is seen. */
function folded(text: unknown): string | undefined {
  return typeof text === 'string' ? seen(text).toLowerCase() : undefined
}

/** A dot-atom, also of other scripts (RFC 5322 §3.2.3, RFC 6532 §3.2). */
function isLocalPart(local: string): boolean {
  if (local.length > longestLocalPart) return false
  return /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(
    local,
  )
}

/** Labels of letters, digits and hyphens (RFC 5890 §2.3.1), at least two. */
function isHost(host: string): boolean {
  return /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(host)
}
