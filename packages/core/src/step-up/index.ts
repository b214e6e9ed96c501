import { ZtokenError } from '@ztoken/contract'
import type { Ground } from '../ground/ground.ts'
import type { Caller } from '../ground/session/callers.ts'
import type { Grant } from '../ground/session/grants.ts'
import { renewedSession } from '../ground/session/rules.ts'

/** How somebody who is signed in shows once more who they are. */
export interface StepUp {
  /**
   * For whatever an application guards more than by a login.
   *
   * @throws ZtokenError `step_up_required` unless the password was shown in this session lately
   * (OWASP ASVS 7.5.3); a token without a session never shows it. Also why the session is over,
   * `token_invalid`, `unavailable`.
   */
  requireRecentPassword(caller: Caller): Promise<void>
  /**
   * The caller shows the password once more; for a while nothing sensitive asks for it again. Out:
   * new tokens, which alone have that freshness; those the session had until now are refused from
   * then on, wherever they were copied to.
   *
   * @throws ZtokenError `password_wrong`, `session_ended` where it has ended meanwhile,
   * `token_invalid`, `too_many_requests`, `unavailable`.
   */
  verifyIdentity(caller: Caller, password: string, address?: string | null): Promise<Grant>
}

export function createStepUp(
  ground: Pick<
    Ground,
    'store' | 'clock' | 'callers' | 'verifications' | 'endings' | 'grants' | 'audit' | 'revocations'
  >,
): StepUp {
  const { store, clock, callers, verifications, endings, grants, audit, revocations } = ground

  return {
    requireRecentPassword: callers.requireRecentPassword,
    async verifyIdentity(caller, password, address = null) {
      const shown = await verifications.requirePassword(caller, password, address)
      const { account, session } = shown
      const { userId } = caller
      const renewed = renewedSession(session, clock())
      const fields = { actorId: userId, userId, sessionId: renewed.id, address }
      const record = audit.record('identity_verified', fields)
      const end = endings.endFor('renewed')
      const ended = await store.replaceSession(session.id, renewed, end, [record])
      if (ended === null) throw new ZtokenError('session_ended')
      revocations.apply(ended)
      audit.announce(record)
      return grants.of(account.user, renewed)
    },
  }
}
