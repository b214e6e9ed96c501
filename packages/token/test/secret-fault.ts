import { importSecrets, KeyError } from '../src/index.ts'

/** Why a text is refused as a secret; undefined where it is taken. */
export function faultOf(text: string): string | undefined {
  try {
    importSecrets(text)
  } catch (error) {
    if (error instanceof KeyError) return error.code
    throw error
  }
  return undefined
}
