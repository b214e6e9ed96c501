/** Told of faults that nobody waits for. */
export type Report = (error: unknown) => void

/**
 * Calls a function that somebody gave us. Whatever becomes of it is theirs: what it throws, and what
 * it promises and does not keep, goes to `report` and never further (attack S21). Never throws.
 */
export function tell<Given extends unknown[]>(
  report: Report,
  listener: (...given: Given) => unknown,
  ...given: Given
): void {
  try {
    const answer = listener(...given)
    if (mayReject(answer)) Promise.resolve(answer).catch(report)
  } catch (error) {
    report(error)
  }
}

/** Calls what somebody gave us, as `tell` does; the rooms are handed it. */
export type Tell = <Given extends unknown[]>(
  listener: (...given: Given) => unknown,
  ...given: Given
) => void

/** The same report, which may fail itself: then the process warns of what it was told. */
export function unfailing(report: Report): Report {
  return (error) => tell(() => warn(error), report, error)
}

/** What is told where nobody says how. Never throws. */
export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? String(error) : 'failed', 'ZtokenWarning')
}

function mayReject(answer: unknown): boolean {
  return (typeof answer === 'object' && answer !== null) || typeof answer === 'function'
}
