import type { MetricsPointView, MetricsView } from '@ztoken/contract'

/** What is known of one process. */
export interface Held {
  /** Its last reply, with all points that are known and not too old. */
  readonly view: MetricsView
  /** Replies of other processes since. */
  readonly missed: number
}

/** What is known, by process. `shown` is kept to, so that plots do not jump between workers. */
export interface Known {
  readonly processes: ReadonlyMap<string, Held>
  readonly shown: string | null
}

export const nothingKnown: Known = { processes: new Map(), shown: null }

/** A process that others have answered for so often is gone, e.g. started anew. */
const mostMissed = 3

/** From where on points are asked for; null: from the beginning, since nobody knows who answers. */
export function afterOf({ processes }: Known): string | null {
  const [only, ...others] = processes.values()
  const last = only?.view.points.at(-1)
  return others.length > 0 || last === undefined ? null : String(last.at)
}

/** What is known after a reply. */
export function withReply({ processes, shown }: Known, reply: MetricsView): Known {
  const known = processes.get(reply.process)?.view.points ?? []
  const oldest = reply.now - reply.kept_seconds * 1000
  const points = joined(known, reply.points).filter(({ at }) => at >= oldest)
  const others = [...processes]
    .filter(([name, { missed }]) => name !== reply.process && missed < mostMissed)
    .map(([name, held]) => [name, { ...held, missed: held.missed + 1 }] as const)
  const now = new Map<string, Held>([
    ...others,
    [reply.process, { view: { ...reply, points }, missed: 0 }],
  ])
  return { processes: now, shown: shown !== null && now.has(shown) ? shown : reply.process }
}

function joined(
  before: readonly MetricsPointView[],
  newer: readonly MetricsPointView[],
): MetricsPointView[] {
  const first = newer[0]?.at ?? Number.POSITIVE_INFINITY
  return [...before.filter(({ at }) => at < first), ...newer]
}
