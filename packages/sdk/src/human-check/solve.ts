import type { HumanCheckChallenge, HumanCheckSolution } from '@ztoken/contract'
import type { Clock, Signal } from '../ports.ts'
import { sha256 } from './sha256.ts'

/** Between two slices a page draws and answers, and a mini program keeps its thread. */
const sliceMilliseconds = 16
/** Numbers between two looks at the clock. */
const stride = 8
/** A challenge holds no longer: what is found later is worth nothing. */
const patienceMilliseconds = 120_000
/** A server of ours is content with a hundredth. */
const mostCost = 10_000

/**
 * Looks for the number that a challenge wants, in slices, so that whatever else goes on goes on. Null
 * where it is none that we know, takes too long, or nobody waits any more.
 */
export async function solutionOf(
  challenge: HumanCheckChallenge,
  clock: Clock,
  signal?: Signal | null,
): Promise<HumanCheckSolution | null> {
  const { algorithm, nonce, salt, cost, keyPrefix } = Object(challenge?.parameters)
  const start = `${salt}${nonce}`
  const isKnown =
    algorithm === 'SHA-256' &&
    /^[0-9a-f]{64}$/.test(start) &&
    /^[0-9a-f]{8,64}$/.test(keyPrefix) &&
    cost > 0 &&
    cost <= mostCost
  if (!isKnown) return null
  const words = new Int32Array(9)
  for (let n = 0; n < 8; n += 1) words[n] = Number.parseInt(start.slice(n * 8, n * 8 + 8), 16)
  const wanted = Number.parseInt(keyPrefix.slice(0, 8), 16) | 0
  const digest = new Int32Array(8)
  const deadline = clock.now() + patienceMilliseconds

  for (let counter = 0; clock.now() < deadline && !signal?.aborted; ) {
    const end = clock.now() + sliceMilliseconds
    do {
      for (const last = counter + stride; counter < last; counter += 1) {
        words[8] = counter
        sha256(words, 9, digest)
        for (let n = 1; n < cost; n += 1) sha256(digest, 8, digest)
        if (digest[0] !== wanted) continue
        const derivedKey = hex(digest)
        if (derivedKey.startsWith(keyPrefix))
          return { challenge, solution: { counter, derivedKey } }
      }
    } while (clock.now() < end)
    await clock.wait(0)
  }
  return null
}

function hex(words: Int32Array): string {
  let text = ''
  for (const word of words) text += (word >>> 0).toString(16).padStart(8, '0')
  return text
}
