import { ZtokenError } from '@ztoken/contract'
import { argon2Parameters } from './formats/argon2.ts'
import { type HashAnswer, startThread } from './thread.ts'

let tried: Promise<void> | undefined

/**
 * Makes one hash, once for the whole process, in a thread that ends afterwards. Throws ZtokenError
 * `unavailable`, whose cause says what is missing; then the next call tries again.
 */
export function hashTried(): Promise<void> {
  tried ??= tryHash().catch((error: unknown) => {
    tried = undefined
    throw error
  })
  return tried
}

/** Has the next call of `hashTried` try again: something has failed since. */
export function forgetTrial(): void {
  tried = undefined
}

async function tryHash(): Promise<void> {
  const thread = startThread(() => undefined)
  try {
    const [answer] = await thread.run([{ password: 'a trial', parameters: argon2Parameters }])
    requireHash(answer)
  } catch (cause) {
    throw new ZtokenError('unavailable', { cause })
  } finally {
    await thread.end()
  }
}

function requireHash(answer: HashAnswer | undefined): void {
  if (typeof answer === 'string' && answer.startsWith('$argon2id$')) return
  const fault = typeof answer === 'object' ? answer.fault : 'a hash is none'
  throw new Error(`no password can be hashed: ${fault}`)
}
