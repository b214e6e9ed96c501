import type { UserField } from './compile.ts'
import type { UserFieldsSchema } from './schema.ts'

/** The fields of a schema; what judges them is loaded only here. Rejects with TypeError. */
export async function loadUserFields(schema: UserFieldsSchema): Promise<readonly UserField[]> {
  const { compileUserFields } = await import('./compile.ts')
  return compileUserFields(schema)
}

/** Rejects with TypeError for what is no schema of user fields, with what is wrong and where. */
export async function requireUserFieldsSchema(schema: unknown): Promise<void> {
  await loadUserFields(schema as UserFieldsSchema)
}
