import { type StepUpWanted, ZtokenError } from '@ztoken/contract'
import type { Caller, Callers } from './callers.ts'
import type { Safes } from './safes.ts'
import type { Shown, ShownSessions } from './shown-sessions.ts'

/** Whether somebody has shown lately enough who they are, and by what. */
export interface StepUps {
  /**
   * From memory where the session is known there, at once. Throws, or rejects with, ZtokenError
   * `step_up_required`, and what is asked for in its `data`; `token_invalid`, `unavailable`, and why
   * the session is over.
   */
  require(caller: Caller, wanted: StepUpWanted): void | Promise<void>
}

export interface StepUpsNeed {
  readonly callers: Pick<Callers, 'requireSession'>
  readonly shownSessions: ShownSessions
  readonly safes: Safes
  readonly clock: () => number
  readonly lifetimes: { readonly stepUp: number }
}

export function createStepUps(needs: StepUpsNeed): StepUps {
  const { callers, shownSessions, safes, clock, lifetimes } = needs

  function requireShown({ verifiedAt, amr }: Shown, { within, factor }: StepUpWanted): void {
    const seconds = within ?? lifetimes.stepUp
    const isLate = clock() - verifiedAt > seconds * 1000
    if (!isLate && (factor !== true || amr.includes('mfa'))) return
    const acr = factor === true ? { acr_values: 'mfa' } : {}
    throw new ZtokenError('step_up_required', { data: { max_age: String(seconds), ...acr } })
  }

  async function read(caller: Caller): Promise<Shown> {
    const session = await callers.requireSession(caller)
    shownSessions.remember(session)
    return session
  }

  return {
    require(caller, wanted) {
      const { scope } = wanted
      const known = caller.sessionId === null ? null : shownSessions.find(caller.sessionId)
      if (scope === undefined && known !== null) return requireShown(known, wanted)
      return (async () => {
        requireShown(known ?? (await read(caller)), wanted)
        if (scope !== undefined) await safes.check(caller, scope)
      })()
    },
  }
}
