import { type HumanCheckData, humanCheckHeader } from '@ztoken/contract/human-check'
import { isStream } from './asked.ts'
import { systemClock } from './clock.ts'
import { bodyOf } from './error.ts'
import { fetchTransport } from './fetch-transport.ts'
import { base64 } from './human-check/base64.ts'
import { solutionOf } from './human-check/solve.ts'
import type { Clock, DefaultReply, Reply, Signal, Transport } from './ports.ts'

export type { HumanCheckData } from '@ztoken/contract/human-check'

/** Gives what goes into the header for such a challenge; null: nothing does. Should not reject. */
export type HumanCheckSolver = (
  data: HumanCheckData,
  signal?: Signal | null,
) => Promise<string | null>

/**
 * A transport that solves what a server asks for before codes, registrations and repeated failures to
 * sign in, and sends the request once more; a second refusal is given as it came.
 *
 * @param transport how requests are sent; by fetch unless given.
 * @param solve on this thread in slices unless given, e.g. by a worker or another provider's widget.
 * @example
 * const client = createClient({ baseUrl, transport: withHumanCheck() })
 */
export function withHumanCheck(): Transport<DefaultReply>
export function withHumanCheck<R extends Reply>(
  transport: Transport<R>,
  solve?: HumanCheckSolver,
): Transport<R>
export function withHumanCheck(
  transport: Transport<Reply> = fetchTransport(),
  solve: HumanCheckSolver = solveHumanCheck,
): Transport<Reply> {
  return async (request) => {
    const reply = await transport(request)
    if (reply.status !== 403 || isStream(request.body)) return reply
    const { reason, data } = await bodyOf(reply.clone?.() ?? reply)
    if (reason !== 'human_check_required') return reply
    const solution = await solve(data as HumanCheckData, request.signal)
    // The client says then that it was aborted.
    if (request.signal?.aborted) throw new Error('aborted')
    if (solution === null) return reply
    return transport({ ...request, headers: { ...request.headers, [humanCheckHeader]: solution } })
  }
}

/**
 * Solves the proof of work in the data of `human_check_required`: for the header `z-human-check` of
 * the same request. In slices of some milliseconds. Null for a challenge that is none, and where it
 * was aborted.
 */
export async function solveHumanCheck(
  data: HumanCheckData,
  signal?: Signal | null,
  clock: Clock = systemClock,
): Promise<string | null> {
  const challenge = parsed(data?.challenge)
  const solved = await solutionOf(challenge as never, clock, signal)
  return solved && base64(JSON.stringify(solved))
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return null
  }
}
