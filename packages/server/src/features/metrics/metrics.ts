import { randomBytes } from 'node:crypto'
import type { MetricsPointView, MetricsView } from '@ztoken/contract'
import { type Core, tell } from '@ztoken/core'
import { followActiveSessions } from './active-sessions.ts'
import { watchEventLoop } from './event-loop.ts'
import { watchMemory } from './memory.ts'
import { createRefusals, type Refusals } from './refusals.ts'
import { createRequests, type Requests } from './requests.ts'
import { createRing } from './ring.ts'
import { countTotals, differenceOf, type Totals } from './totals.ts'

/** The core as the metrics need it. */
export type CountedCore = Pick<
  Core,
  | 'on'
  | 'countSessions'
  | 'countDeliveries'
  | 'revocationState'
  | 'clockDifference'
  | 'report'
  | 'work'
  | 'sweepState'
>

/** What a running server counts, of this process but for the open sessions. */
export interface Metrics {
  readonly requests: Requests
  readonly refusals: Refusals
  /** Open event streams by their kind. */
  readonly eventStreams: ReadonlyMap<string, () => number>
  /** Begins to take a point at every step. */
  start(): void
  /** Everything, with the points after a moment (ms since 1970). */
  read(after: number): Promise<MetricsView>
  totals(): Totals
  revocations(): ReturnType<Core['revocationState']>
  work(): ReturnType<Core['work']>
  sweeps(): ReturnType<Core['sweepState']>
  /** How far this machine's clock is ahead of the database's, in milliseconds. */
  clockDifference(): number
  /** Open sessions in the whole database, or null where the store cannot say. */
  activeSessions(): Promise<number | null>
  /** Webhooks that are not delivered yet, or null where the store cannot say. */
  webhooksWaiting(): Promise<number | null>
  close(): void
}

const stepSeconds = 5
const keptSeconds = 900

/** In: now, in milliseconds since 1970. */
export function createMetrics(
  core: CountedCore,
  eventStreams: Metrics['eventStreams'],
  clock: () => number = Date.now,
): Metrics {
  const requests = createRequests()
  const totals = countTotals(core, requests)
  const sessions = followActiveSessions(core, stepSeconds * 1000)
  const ring = createRing(keptSeconds * 1000)
  const memory = watchMemory()
  // Where every container has the same number, chance tells processes apart.
  const whose = `${process.pid}-${randomBytes(4).toString('hex')}`
  const since = clock()
  let loop: ReturnType<typeof watchEventLoop> | null = null
  let timer: NodeJS.Timeout | undefined
  let began = since
  let before = totals.now()

  /** Takes a point where the last one is at least so old. */
  function step(milliseconds: number): void {
    const now = clock()
    ring.forget(now)
    if (now < began) began = now
    if (now - began < milliseconds) return
    const later = totals.now()
    const point = { ...measured(now), ...differenceOf(later, before) }
    before = later
    began = now
    ring.add(point)
    // The point waits for nobody; what the store says is put into it.
    sessions
      .refresh(now)
      .then(() => {
        point.active_sessions = sessions.known
      })
      .catch(core.report)
  }

  function measured(now: number): Omit<MetricsPointView, keyof Totals> {
    const { p50, p99 } = requests.takeDurations()
    const { ageMilliseconds, entries } = core.revocationState()
    const { rss, heapUsed } = memory.look()
    return {
      at: now,
      seconds: (now - began) / 1000,
      p50_ms: p50,
      p99_ms: p99,
      revocation_age_ms: ageMilliseconds,
      revocation_entries: entries,
      clock_difference_ms: core.clockDifference(),
      active_sessions: sessions.known,
      event_loop_delay_ms: loop?.takeDelay() ?? 0,
      memory_bytes: rss,
      heap_bytes: heapUsed,
    }
  }

  return {
    requests,
    refusals: createRefusals(),
    eventStreams,
    start() {
      loop ??= watchEventLoop()
      // Timers are late or, by another clock, early: half a step is enough.
      timer ??= setInterval(
        () => tell(core.report, step, (stepSeconds * 1000) / 2),
        stepSeconds * 1000,
      ).unref()
    },
    async read(after) {
      step(stepSeconds * 1000)
      await sessions.refresh(clock())
      return {
        scope: 'process',
        process: whose,
        since,
        now: clock(),
        step_seconds: stepSeconds,
        kept_seconds: keptSeconds,
        totals: totals.now(),
        points: [...ring.after(after)],
      }
    },
    totals: totals.now,
    revocations: () => core.revocationState(),
    work: () => core.work(),
    sweeps: () => core.sweepState(),
    clockDifference: () => core.clockDifference(),
    async activeSessions() {
      await sessions.refresh(clock())
      return sessions.known
    },
    webhooksWaiting: () => core.countDeliveries().catch(() => null),
    close() {
      clearInterval(timer)
      loop?.stop()
      totals.stop()
    },
  }
}
