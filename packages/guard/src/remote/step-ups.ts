import { type StepUpWanted, ZtokenError } from '@ztoken/contract'
import type { Caller } from '../caller.ts'
import type { RemoteOptions } from './options.ts'
import type { Reports } from './reports.ts'

export interface RemoteStepUpsOptions {
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly leewaySeconds: number
  /** How long ago somebody may have shown who they are where nothing is said. */
  readonly stepUpSeconds: number
  readonly reports: Reports
}

/** Whether somebody has shown lately enough who they are, and by what, as their token says. */
export function createRemoteStepUps(
  options: RemoteStepUpsOptions,
): (caller: Caller, wanted?: StepUpWanted) => Promise<void> {
  const { clock, leewaySeconds, stepUpSeconds, reports } = options

  /** Of a moment that is still to come nothing can be said but that a clock is wrong. */
  function isLately(authTime: number, seconds: number): boolean {
    const age = clock() / 1000 - authTime
    return age <= seconds && age >= -leewaySeconds
  }

  return async function requireStepUp({ token, sessionId }, wanted = {}) {
    const { within: seconds = stepUpSeconds, factor = false, scope } = wanted
    if (scope !== undefined) {
      throw new TypeError('a scope is asked for where sessions are kept: no token tells of it')
    }
    const { auth_time: authTime, amr = [] } = token.claims
    // Told once: tokens of before the setting and after it may come in turns.
    const couldSay = sessionId !== null && token.format !== 'itsdangerous'
    if (authTime === undefined && couldSay) reports.failed(silent())
    const isShown = authTime !== undefined && isLately(authTime, seconds)
    if (isShown && (!factor || amr.includes('mfa'))) return
    const acr = factor ? { acr_values: 'mfa' } : {}
    throw new ZtokenError('step_up_required', { data: { max_age: String(seconds), ...acr } })
  }
}

/**
 * How long ago somebody may have shown who they are; null where tokens do not say. Throws TypeError.
 */
export function stepUpSecondsOf(options: RemoteOptions): number | null {
  const { authenticationClaims = false, stepUpSeconds = 900 } = options
  if (!authenticationClaims) return null
  const { jwksUrl, formats = ['encrypted'] } = options
  if (jwksUrl === undefined && formats.every((name) => name === 'itsdangerous')) {
    throw new TypeError('authenticationClaims: tokens of the itsdangerous format carry none')
  }
  if (!Number.isSafeInteger(stepUpSeconds) || stepUpSeconds < 1) {
    throw new TypeError('stepUpSeconds is a whole number of seconds')
  }
  return stepUpSeconds
}

/** Else people would be asked to show themselves again and again, and nobody knew why. */
function silent(): Error {
  return new Error(
    'a token without auth_time and amr passes no step-up: set ZTOKEN_AUTHENTICATION_CLAIMS=true at the login server',
  )
}
