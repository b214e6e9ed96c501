/** A value of one field: JSON of a plain kind. */
export type UserFieldValue = string | number | boolean

/** What the application knows of somebody besides, by name. */
export type UserFieldValues = Readonly<Record<string, UserFieldValue>>

/** What is changed of them: a field that is left out stays as it is, null takes its value away. */
export type UserFieldChanges = Readonly<Record<string, UserFieldValue | null>>

/** `self`: whose account it is, and administrators; `admin`: these alone. */
export type UserFieldParty = 'self' | 'admin'

/** Our own keyword, beside those of JSON Schema. */
export interface UserFieldRules {
  /** Who sees the field: `self` unless given. */
  readonly read?: UserFieldParty
  /** Who may change it: `self` unless given, or `admin` where only these see it. */
  readonly write?: UserFieldParty
  /** What people call it; `title`, or its name, where one is left out. */
  readonly label?: { readonly en?: string; readonly 'zh-CN'?: string }
}

/** One field: JSON Schema 2020-12 of a plain value. */
export interface UserFieldSchema {
  readonly type: 'string' | 'integer' | 'number' | 'boolean'
  readonly title?: string
  readonly description?: string
  readonly enum?: readonly (string | number)[]
  readonly format?: 'date' | 'date-time' | 'email' | 'uri'
  /** In characters; at most 1000, and 256 unless given. */
  readonly maxLength?: number
  readonly minLength?: number
  readonly minimum?: number
  readonly maximum?: number
  /** Shown where nothing is kept; it is never written. */
  readonly default?: UserFieldValue
  readonly 'x-ztoken'?: UserFieldRules
}

/** What the application keeps of a user: JSON Schema 2020-12 of one flat object. */
export interface UserFieldsSchema {
  readonly $schema?: string
  readonly title?: string
  readonly description?: string
  readonly type: 'object'
  readonly properties: Readonly<Record<string, UserFieldSchema>>
  /** What whoever registers has to give. */
  readonly required?: readonly string[]
  readonly additionalProperties?: false
}

/** Of a text, in characters, where the schema says nothing, and however much it says. */
export const usualLength = 256
export const longestText = 1000

/** True where the fields of one account are no more than 4 kB of JSON together. */
export function fitTogether(values: UserFieldValues): boolean {
  return Buffer.byteLength(JSON.stringify(values)) <= 4096
}

/** True for what every store can keep, whatever schema it was made under: an export may bring it. */
export function canBeKept(values: UserFieldValues): boolean {
  const isPlain = (text: unknown): boolean =>
    typeof text !== 'string' || (text.isWellFormed() && !text.includes('\0'))
  return fitTogether(values) && Object.entries(values).flat().every(isPlain)
}
