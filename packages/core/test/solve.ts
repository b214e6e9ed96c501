import type { HumanCheckChallenge, HumanCheckSolution } from '@ztoken/contract'
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/sha'
import { ZtokenError } from '../src/index.ts'

/** The challenge that a refusal holds. */
export function challengeOf(error: unknown): HumanCheckChallenge {
  const data = error instanceof ZtokenError ? error.data : Object(error).data
  return JSON.parse(String(data?.challenge))
}

/** What a client that is none of ours makes of a challenge: ALTCHA's own solver. */
export async function solve(challenge: HumanCheckChallenge): Promise<HumanCheckSolution> {
  const solution = await solveChallenge({ challenge: challenge as never, deriveKey })
  if (solution === null) throw new Error('nothing solves it')
  const { counter, derivedKey } = solution
  return { challenge, solution: { counter, derivedKey } }
}

export function payloadOf(solved: unknown): string {
  return Buffer.from(JSON.stringify(solved)).toString('base64')
}

/** Solves what work is refused with, and does it again. */
export async function solving<Result>(
  work: (solution: string | null) => Promise<Result>,
): Promise<Result> {
  const refusal = await work(null).then(
    () => null,
    (error: unknown) => error,
  )
  if (refusal === null) throw new Error('no check was asked for')
  return work(payloadOf(await solve(challengeOf(refusal))))
}
