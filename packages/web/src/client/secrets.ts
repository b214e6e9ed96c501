import { type ErrorCode, ZtokenError } from '@ztoken/sdk'
import type { Ref } from 'vue'

/** A field for a password, and what says that what was typed in it does not do. */
export interface SecretField {
  readonly field: Ref<string>
  readonly refusals: readonly ErrorCode[]
}

/**
 * Sends passwords. They are gone from the page at once, and for good when they were taken or
 * refused (attack A229); what was wrong elsewhere gives back what was typed, so that nobody types
 * it twice.
 */
export async function sendSecrets(
  secrets: readonly SecretField[],
  send: (...given: string[]) => Promise<void>,
): Promise<void> {
  const given = secrets.map(({ field }) => field.value)
  for (const { field } of secrets) field.value = ''
  try {
    await send(...given)
  } catch (error) {
    // Who has to wait may be away by the time they may try again.
    if (!(error instanceof ZtokenError) || error.code === 'too_many_requests') throw error
    secrets.forEach(({ field, refusals }, n) => {
      const isRefused = refusals.includes(error.code)
      // What has been typed meanwhile counts.
      if (!isRefused && field.value === '') field.value = given[n] ?? ''
    })
    throw error
  }
}
