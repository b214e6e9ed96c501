import { type CoreOptions, requireUserFieldsSchema, type UserFieldsSchema } from '@ztoken/core'
import { parseStrictJson } from '@ztoken/token'
import { ConfigError } from '../config-error.ts'
import type { Read } from '../readers.ts'
import type { ReadingsOf } from './reading.ts'

/** What the application keeps of a user besides. */
export interface UserFieldSettings {
  /** JSON that has not been looked at; `requireUserFields` does. */
  readonly user_fields: UserFieldsSchema | null
}

const schema: Read<UserFieldsSchema> = (given) => {
  try {
    const value: unknown = parseStrictJson(given)
    if (typeof value === 'object' && value !== null) return { value: value as UserFieldsSchema }
  } catch {
    // Said below: what a parser says quotes what it was given.
  }
  return 'has to be a JSON Schema: {"type":"object","properties":{…}}'
}

export const userFieldReadings: ReadingsOf<UserFieldSettings> = {
  user_fields: {
    fallback: null,
    about:
      'what is kept of a user besides, as a [JSON Schema](guides/user-fields.md); longer ones are easier in a file: `ZTOKEN_USER_FIELDS_FILE`',
    read: schema,
    isDocument: true,
  },
}

/** As the core takes it. */
export function userFieldOptions({
  user_fields: userFields,
}: UserFieldSettings): Pick<CoreOptions, 'userFields'> {
  return userFields === null ? {} : { userFields }
}

/** Throws ConfigError for a schema that cannot be meant, with what is wrong and where. */
export async function requireUserFields({ user_fields }: UserFieldSettings): Promise<void> {
  if (user_fields === null) return
  await requireUserFieldsSchema(user_fields).catch((error: unknown) => {
    const words = error instanceof Error ? error.message.replace(/^userFields: /, '') : ''
    throw new ConfigError([`ZTOKEN_USER_FIELDS: ${words}`])
  })
}
