/**
 * Where pictures are kept. A name is a file's: letters, digits, `-`, `_` and `.webp`. What a
 * promise resolves to has happened for good; it rejects where the storage cannot answer, with any
 * error, and never says "not there" then.
 */
export interface AvatarStorage {
  /** Readers see all of it or nothing. Rejects where it cannot be kept. */
  write(name: string, bytes: Uint8Array): Promise<void>
  /** The bytes, or null where there is none of this name. Rejects where that cannot be known. */
  read(name: string): Promise<Uint8Array | null>
  /** What is not there is removed as well. Rejects where it cannot be removed. */
  remove(name: string): Promise<void>
}

/** Throws TypeError: nothing but a file's name ever becomes part of a path. */
export function requireName(name: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}\.webp$/.test(name)) throw new TypeError('no name of a picture')
  return name
}
