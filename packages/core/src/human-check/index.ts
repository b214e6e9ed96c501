import type { Ground } from '../ground/ground.ts'
import type { HumanCheckShown } from '../ground/human-check/index.ts'

/** Keeping programs from what costs money or is guessed at. */
export interface HumanChecking {
  /**
   * Asks whoever comes for a human check, before something that a program should not do by the
   * thousand. A challenge holds for two minutes, for this route and this address (an IPv6 /64), and a
   * solution counts once, over all servers. Nothing is kept until then. Does nothing unless
   * `humanCheck` is given.
   *
   * @throws ZtokenError `human_check_required` with a new challenge in `data`, whatever was wrong with
   * what was shown; `unavailable`. TypeError for a route that is no short text.
   * @example
   * await auth.requireHumanCheck({ route: '/v1/invite', address, solution })
   */
  requireHumanCheck(shown: HumanCheckShown): Promise<void>
}

export function createHumanChecking({ humanChecks }: Pick<Ground, 'humanChecks'>): HumanChecking {
  return { requireHumanCheck: humanChecks.require }
}
