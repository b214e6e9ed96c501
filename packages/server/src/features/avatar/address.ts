import { randomBytes } from 'node:crypto'
import { readAvatar } from '@ztoken/contract'

/** The sides of the squares that a picture is kept in. */
export const avatarSizes = [64, 128, 256, 512] as const
export type AvatarSize = (typeof avatarSizes)[number]

/** The one that an account names. */
const shownSize: AvatarSize = 256

/** 128 random bits: whoever was not given the URL does not find it. */
export function newAvatarId(): string {
  return randomBytes(16).toString('base64url')
}

/** `base` is what stands before our paths: an address, a prefix or nothing. */
export function urlOfAvatar(base: string, id: string): string {
  return base + readAvatar.path.replace(':id', id).replace(':size', String(shownSize))
}

/**
 * The id in a URL that we made, under whatever address that was; null for one of somebody else's,
 * as imported people have.
 */
export function avatarIdIn(url: string): string | null {
  return /(?:^|\/)v1\/avatars\/([A-Za-z0-9_-]{22})\/256\.webp$/.exec(url)?.[1] ?? null
}

export function nameOfFile(id: string, size: AvatarSize): string {
  return `${id}-${size}.webp`
}

/** The file that a path asks for; null where it can be none: it never reaches a storage then. */
export function fileAskedFor(id: string, size: string): string | null {
  const known = avatarSizes.find((one) => String(one) === size)
  return known === undefined || !/^[A-Za-z0-9_-]{22}$/.test(id) ? null : nameOfFile(id, known)
}
