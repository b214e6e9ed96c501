import type { Read } from '../readers.ts'

/** One setting: its default, what it is for, and how it is read. */
export interface Reading<Value> {
  readonly fallback: Value
  readonly about: string
  readonly read: Read<Value>
  /** A list of secrets, any of which may have a comma inside. */
  readonly isSecretList?: true
  /** JSON, of as many lines as one likes: an object in the file of settings. */
  readonly isDocument?: true
}

export type ReadingsOf<Settings> = { readonly [Name in keyof Settings]: Reading<Settings[Name]> }
