import type { LoginLimits } from '../limits/login-limits.ts'
import type { Notices } from '../notices/index.ts'
import type { Session } from './session.ts'

/** What a login leaves to be done when it has succeeded as a whole. */
export interface Afterwards {
  /** Under which its failures are counted; null where no password was shown. */
  readonly account: string | null
  /** The id of its device token; null where none was shown. */
  readonly device: string | null
  /** Nobody has signed in from there before: the owner is told. */
  readonly isNew: boolean
}

/** Tells the owner of a device that they may not know. Never throws and keeps nobody waiting. */
export function tellOwner(notices: Notices, session: Session): void {
  const { userId, createdAt: at, device, address } = session
  notices.tell({ userId, kind: 'new_device', at, device, address })
}

/** Failures are forgiven, and the owner is told. Throws ZtokenError `unavailable`. */
export async function doAfterwards(
  { limits, notices }: { readonly limits: LoginLimits; readonly notices: Notices },
  { account, device, isNew }: Afterwards,
  session: Session,
): Promise<void> {
  if (isNew) tellOwner(notices, session)
  if (account === null) return
  await limits.forgiveLogin({ account, device, address: session.address })
}
