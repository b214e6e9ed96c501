import { argon2 } from './argon2.ts'
import type { HashFormat, QuickHash } from './format.ts'

const form =
  /^wrapped:(md5|sha1|sha256|sha512)(?::(before|after|key):([A-Za-z0-9_-]{1,171}))?(\$argon2id\$.+)$/

/** A quick hash inside argon2id: `wrapped:md5$argon2id$…`, with a salt where it had one. */
export const wrapped: HashFormat = {
  parse(stored) {
    const [, digest, place = 'before', salt, inner = ''] = form.exec(stored) ?? []
    const outer = digest === undefined ? null : argon2.parse(inner)
    if (outer?.primitive !== 'argon2') return null
    const quick = {
      digest: digest as QuickHash['digest'],
      place: place as QuickHash['place'],
      salt: salt === undefined ? null : Buffer.from(salt, 'base64url').toString('utf8'),
    }
    return { primitive: 'wrapped', quick, outer }
  },
}

/** How it is stored, around what argon2id made of it. */
export function wrappedText({ digest, salt, place }: QuickHash, argon2id: string): string {
  const salting =
    salt === null ? '' : `:${place}:${Buffer.from(salt, 'utf8').toString('base64url')}`
  return `wrapped:${digest}${salting}${argon2id}`
}

/** What an operator says of quick hashes: which digest, and where a salt stood. */
export const quickSchemes = [
  'md5',
  'sha1',
  'sha256',
  'sha512',
  'salt-before',
  'salt-after',
  'salt-as-key',
] as const
export type QuickScheme = (typeof quickSchemes)[number]

const lengths = { md5: 32, sha1: 40, sha256: 64, sha512: 128 } as const
const places = { 'salt-before': 'before', 'salt-after': 'after', 'salt-as-key': 'key' } as const
const longestSaltBytes = 128
const salted = /^(md5|sha1|sha256|sha512)\$([^$]{1,128})\$([0-9A-Fa-f]{32,128})$/

/**
 * A quick hash taken apart, as the operator says it was made: hex alone, or `digest$salt$hex`. Null
 * where it does not have that form.
 */
export function quickHashIn(
  stored: string,
  scheme: QuickScheme,
): { readonly quick: QuickHash; readonly hex: string } | null {
  if (scheme in lengths) {
    const digest = scheme as QuickHash['digest']
    const isIt = /^[0-9A-Fa-f]+$/.test(stored) && stored.length === lengths[digest]
    const quick = { digest, salt: null, place: 'before' } as const
    return isIt ? { quick, hex: stored.toLowerCase() } : null
  }
  const [, name, salt = '', hex = ''] = salted.exec(stored) ?? []
  const digest = name as QuickHash['digest'] | undefined
  if (digest === undefined || hex.length !== lengths[digest]) return null
  // Longer it could not be read again from what is kept.
  if (Buffer.byteLength(salt) > longestSaltBytes) return null
  const place = places[scheme as keyof typeof places]
  return { quick: { digest, salt, place }, hex: hex.toLowerCase() }
}
