import { ZtokenError } from '@ztoken/sdk'
import { type ShallowRef, shallowRef } from 'vue'

/** Somebody who is asked for the password, and what becomes of it. */
export interface PasswordRequest {
  /** The password was shown. */
  granted(): void
  /** It was not. */
  refused(): void
}

/** What the dialog for it follows. */
export const passwordRequest: ShallowRef<PasswordRequest | null> = shallowRef(null)

/**
 * Does something that the server wants the password for, if it was shown too long ago: it is asked
 * for, and then the work is done again. Throws the refusal, `step_up_required`, where nobody gives
 * it, and whatever the work throws.
 */
export async function withStepUp<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ZtokenError && error.code === 'step_up_required')) throw error
    await new Promise<void>((resolve, reject) => {
      passwordRequest.value?.refused()
      passwordRequest.value = { granted: resolve, refused: () => reject(error) }
    })
    return work()
  }
}
