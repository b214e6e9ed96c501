/** Faults of one kind of question, told once until it is answered again. */
export interface Reports {
  failed(error: unknown): void
  worked(): void
}

/** An outage of an hour is one report, and another for every new kind of fault. */
export function createReports(report: (error: unknown) => void): Reports {
  const told = new Set<unknown>()
  return {
    failed(error) {
      const kind = (error as { code?: unknown } | null)?.code ?? String(error)
      if (told.has(kind)) return
      told.add(kind)
      report(error)
    },
    worked: () => told.clear(),
  }
}
