import { ZtokenError } from '@ztoken/contract'
import { argon2Parameters } from './formats/argon2.ts'
import type { Argon2Parameters } from './formats/format.ts'
import { HashingError, hashingErrorOf } from './hashing-error.ts'
import type { HashAnswer } from './thread.ts'
import { threads } from './threads.ts'

let tried: Promise<void> | undefined

/**
 * Makes one hash, once for the whole process, with today's parameters unless given. Throws
 * ZtokenError `unavailable`, whose cause, a HashingError, says what is missing and what to do; then
 * the next call tries again.
 */
export function hashTried(parameters: Argon2Parameters = argon2Parameters()): Promise<void> {
  tried ??= tryHash(parameters).catch((error: unknown) => {
    tried = undefined
    throw error
  })
  return tried
}

/** Has the next call of `hashTried` try again: something has failed since. */
export function forgetTrial(): void {
  tried = undefined
}

async function tryHash(parameters: Argon2Parameters): Promise<void> {
  const leaveThreads = threads.join()
  try {
    const thread = threads.borrow()
    try {
      const [answer] = await thread.run([{ password: 'a trial', parameters }])
      requireHash(answer)
    } catch (cause) {
      // What a thread did not find once it may not look for again.
      await threads.end(thread)
      throw cause
    }
    threads.giveBack(thread)
  } catch (cause) {
    throw new ZtokenError('unavailable', { cause: hashingErrorOf(cause) })
  } finally {
    await leaveThreads()
  }
}

function requireHash(answer: HashAnswer | undefined): void {
  if (typeof answer === 'string' && answer.startsWith('$argon2id$')) return
  if (typeof answer !== 'object') throw new HashingError('failed', 'a hash is none')
  throw new HashingError(answer.engine === undefined ? 'failed' : 'engine_missing', answer.fault)
}
