import { ZtokenError } from '@ztoken/sdk'
import { type ShallowRef, shallowRef } from 'vue'

/** Somebody who is asked to show once more who they are, and what becomes of it. */
export interface ProofRequest {
  /** They showed it. */
  granted(): void
  /** They did not. */
  refused(): void
}

/** What the dialog for it follows. */
export const proofRequest: ShallowRef<ProofRequest | null> = shallowRef(null)

/**
 * Does something that the server wants a password or a code for, if one was shown too long ago: it
 * is asked for, and then the work is done again. Throws the refusal, `step_up_required`, where nobody
 * gives it, and whatever the work throws.
 */
export async function withStepUp<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ZtokenError && error.code === 'step_up_required')) throw error
    await new Promise<void>((resolve, reject) => {
      proofRequest.value?.refused()
      proofRequest.value = { granted: resolve, refused: () => reject(error) }
    })
    return work()
  }
}
