import { type HumanCheckData, ZtokenError } from '@ztoken/contract'
import type { Secret } from '@ztoken/token'
import { addressKey } from '../limits/address.ts'
import { createWindow } from '../limits/window.ts'
import type { Store } from '../store/store.ts'
import type { Report } from '../tell.ts'
import { createChallenges, validSeconds } from './challenges.ts'
import { createLoad, dearest } from './load.ts'
import { type HumanCheckProvider, requireProvider } from './options.ts'

/** What somebody shows who is asked whether they are a person. */
export interface HumanCheckShown {
  /** What it is shown for, e.g. a path: 1 to 128 printable ASCII characters. */
  readonly route: string
  /** Where it is asked from: an IP address. */
  readonly address: string | null
  /** What was sent in the header `z-human-check`; null: nothing. */
  readonly solution: string | null
}

export interface HumanChecks {
  readonly isOn: boolean
  /** Throws ZtokenError `human_check_required` with a new challenge, `unavailable`. */
  require(shown: HumanCheckShown): Promise<void>
  readonly counts: Readonly<HumanCheckCounts>
}

/** Since the start. */
export interface HumanCheckCounts {
  /** Challenges that were given out. */
  issued: number
  /** What was shown and right. */
  passed: number
}

export interface HumanChecksNeed {
  readonly secrets: readonly Secret[]
  readonly store: Store
  readonly clock: () => number
  readonly monotonic: () => number
  readonly report: Report
  readonly humanCheck: boolean
  readonly humanCheckProvider: HumanCheckProvider | null
}

/** A provider that did not answer is not asked for so long. */
const pauseMilliseconds = 30_000
/** Whoever does without a provider that could be asked pays more. */
const dearnessBeside = 4

/** Throws TypeError for a provider that cannot be meant. */
export function createHumanChecks(needs: HumanChecksNeed): HumanChecks {
  const { secrets, store, clock, monotonic, report, humanCheck, humanCheckProvider: other } = needs
  requireProvider(other)
  const challenges = createChallenges(secrets, clock)
  const load = createLoad(monotonic)
  // Nothing is kept of a challenge before it is solved, and then this until it is over.
  const spent = createWindow({
    kind: 'human-check/spent',
    limit: 1,
    seconds: validSeconds,
    monotonic,
    clock,
    shared: store,
  })
  const counts = { issued: 0, passed: 0 }
  let isAskedFrom = Number.NEGATIVE_INFINITY

  function asked(): HumanCheckProvider | null {
    return monotonic() >= isAskedFrom ? other : null
  }

  /** False too where it does not answer: never open. */
  async function isGood(token: string, address: string | null): Promise<boolean> {
    try {
      return (await asked()?.verify(token, address)) === true
    } catch (error) {
      isAskedFrom = monotonic() + pauseMilliseconds
      report(error)
      return false
    }
  }

  async function passes({ route, address, solution }: HumanCheckShown): Promise<boolean> {
    if (solution === null) return false
    const start = other === null ? null : `${other.name}:`
    if (start !== null && solution.startsWith(start)) {
      return isGood(solution.slice(start.length), address)
    }
    const solved = await challenges.solved({ route, address: addressKey(address) }, solution)
    if (solved === null || (await spent.take(solved)).wait > 0) return false
    load.solved()
    return true
  }

  async function due({ route, address }: HumanCheckShown): Promise<never> {
    const key = addressKey(address)
    const provider = asked()
    const dearness = load.issued(key) * (provider === null ? 1 : dearnessBeside)
    const challenge = await challenges.issue({ route, address: key }, Math.min(dearest, dearness))
    counts.issued += 1
    const data: HumanCheckData = {
      challenge: JSON.stringify(challenge),
      provider: provider?.name ?? null,
      site_key: provider?.siteKey ?? null,
    }
    throw new ZtokenError('human_check_required', { data })
  }

  return {
    isOn: humanCheck,
    counts,
    async require(shown) {
      if (!/^[\x20-\x7e]{1,128}$/.test(shown.route)) {
        throw new TypeError('a route is 1 to 128 printable ASCII characters')
      }
      if (!humanCheck) return
      if (!(await passes(shown))) await due(shown)
      counts.passed += 1
    },
  }
}
