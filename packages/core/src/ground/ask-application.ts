import { unavailable } from '@ztoken/contract'
import type { Report } from './tell.ts'

export interface Asking {
  readonly report: Report
  /** The longest wait for an answer. */
  readonly milliseconds: number
}

/**
 * Asks a function of the application, and makes of its answer what we understand by it. One that
 * throws, answers what cannot be meant, or not in time is its own fault: whoever runs the server
 * hears of it, and who asked gets ZtokenError `unavailable`, which repeats nothing of it.
 */
export async function askApplication<Understood>(
  { report, milliseconds }: Asking,
  ask: () => unknown,
  understand: (answer: unknown) => Understood,
): Promise<Understood> {
  try {
    return understand(await inTime(async () => ask(), milliseconds))
  } catch (error) {
    report(error)
    throw unavailable(new Error('a function of the application failed'))
  }
}

async function inTime<Answer>(work: () => Promise<Answer>, milliseconds: number): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const error = new Error('a function of the application did not answer in time')
    timer = setTimeout(reject, milliseconds, error)
  })
  return Promise.race([work(), late]).finally(() => clearTimeout(timer))
}
