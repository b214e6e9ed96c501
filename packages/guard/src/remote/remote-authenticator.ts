import type { StepUpWanted } from '@ztoken/contract'
import type { StalePolicy } from '@ztoken/token'
import type { Authenticator, Caller } from '../caller.ts'

/** An authenticator for another service. */
export interface RemoteAuthenticator extends Authenticator {
  isStale(): boolean
  /**
   * How old the knowledge of revocations is, in milliseconds, or null where none are followed; how
   * many are held; and whether they arrive by the event stream.
   */
  revocationState(): {
    readonly ageMilliseconds: number | null
    readonly entries: number
    readonly isStreaming: boolean
  }
  /** Ends every connection. What was known then goes on being used, and grows stale. */
  close(): void
}

/** One that was opened with `permissions: true`. */
export interface PermittingAuthenticator extends RemoteAuthenticator {
  requirePermission(caller: Caller, permission: string, whenStale?: StalePolicy): Promise<void>
  requireRole(caller: Caller, role: string, whenStale?: StalePolicy): Promise<void>
}

/** One that was opened with `authenticationClaims: true`. */
export interface StepUpAuthenticator extends RemoteAuthenticator {
  /**
   * By what the token says. Throws ZtokenError `step_up_required`, and what is asked for in its `data`;
   * rejects with TypeError for a scope, of which no token tells.
   */
  requireStepUp(caller: Caller, wanted?: StepUpWanted): Promise<void>
}
