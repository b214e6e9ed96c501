/** Told of faults in the background. */
export type Report = (error: unknown) => void

/**
 * The same report, which may throw or reject: then the process warns of what it was told
 * (attack S21). Never throws.
 */
export function unfailing(report: Report): Report {
  return (error) => {
    // What is thrown in here, and what is promised and not kept, is a rejection.
    new Promise((resolve) => resolve(report(error) as unknown)).catch(() => warn(error))
  }
}

/** What is told where nobody says how. */
export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? String(error) : 'failed', 'ZtokenWarning')
}

/** Faults of one kind of question, told once until it is answered again. */
export interface Reports {
  failed(error: unknown): void
  worked(): void
}

/** An outage of an hour is one report, and another for every new kind of fault. */
export function createReports(report: Report): Reports {
  const told = new Set<unknown>()
  return {
    failed(error) {
      const kind = Object(error).code ?? (error instanceof Error ? String(error) : typeof error)
      if (told.has(kind)) return
      told.add(kind)
      report(error)
    },
    worked: () => told.clear(),
  }
}
