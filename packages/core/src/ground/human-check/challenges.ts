import { createHmac, type KeyObject, randomInt } from 'node:crypto'
import type { HumanCheckChallenge, HumanCheckSolution } from '@ztoken/contract'
import { parseStrictJson, type Secret } from '@ztoken/token'
import { createChallenge, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/sha'

/** Proofs of work: asked for without anything being kept. */
export interface Challenges {
  /** `dearness`: how many times as much work as usual. */
  issue(binding: HumanCheckBinding, dearness: number): Promise<HumanCheckChallenge>
  /**
   * What names the challenge that was solved; null where it was not, is over, or was not issued by us
   * for this.
   */
  solved(binding: HumanCheckBinding, shown: string): Promise<string | null>
}

/** What a challenge is bound to; it is right for nothing else. No part of it holds a NUL. */
export interface HumanCheckBinding {
  readonly route: string
  /** As `addressKey` writes it. */
  readonly address: string
}

export const validSeconds = 120
/** 60,000 digests on average, twice as many at most: see decision 62. */
const usualCost = 12
const counters = 10_000
const longestShown = 4096

export function createChallenges(secrets: readonly Secret[], clock: () => number): Challenges {
  const keys = secrets.map((secret) => secret.deriveKey('human-check', 32))
  const [newest] = keys
  if (newest === undefined) throw new TypeError('a human check needs a secret')

  return {
    async issue(binding, dearness) {
      const challenge = await createChallenge({
        algorithm: 'SHA-256',
        cost: usualCost * dearness,
        counter: randomInt(1, counters + 1),
        // Not the library's `expiresAt`, which it compares with a clock of its own.
        data: { expires: clock() + validSeconds * 1000 },
        deriveKey,
        hmacSignatureSecret: secretOf(newest, binding),
      })
      return challenge as HumanCheckChallenge
    },
    async solved(binding, shown) {
      const given = readSolution(shown)
      if (given === null || !(clock() < Number(given.challenge.parameters.data?.expires)))
        return null
      for (const key of keys) {
        const hmacSignatureSecret = secretOf(key, binding)
        const { verified } = await verifySolution({ ...given, deriveKey, hmacSignatureSecret })
        if (verified) return given.challenge.signature
      }
      return null
    },
  }
}

/** A key of its own for each binding: nothing of it has to stand in the challenge. */
function secretOf(key: KeyObject, { route, address }: HumanCheckBinding): string {
  return createHmac('sha256', key).update(`${route}\0${address}`).digest('hex')
}

type Given = HumanCheckSolution & {
  readonly challenge: { readonly parameters: { readonly data?: Record<string, number> } }
}

/** What of it matters before its signature is known to be ours; the rest is signed. */
function readSolution(shown: string): Given | null {
  if (shown.length > longestShown || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(shown)) return null
  const read = Object(parseStrictJson(Buffer.from(shown, 'base64').toString('utf8')))
  const { parameters, signature } = Object(read.challenge)
  const isMeant = typeof signature === 'string' && typeof parameters === 'object' && parameters
  return isMeant ? { challenge: read.challenge, solution: read.solution } : null
}
