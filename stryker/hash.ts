import { createHash } from 'node:crypto'

/** A short text that tells other texts apart. */
export function hash(...texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('base64url').slice(0, 22)
}
