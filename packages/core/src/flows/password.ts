import { ZtokenError } from '@ztoken/contract'
import type { Account, AccountChanges, EndOfSessions } from '../ground/account/account-changes.ts'
import type { AuditRecord } from '../ground/audit/entry.ts'
import type { Claimant } from '../ground/password/fair-queue.ts'
import type { Rooms } from '../ground/rooms.ts'
import { renewedSession } from '../ground/session/rules.ts'
import type { Session } from '../ground/session/session.ts'
import type { Caller } from './authenticate.ts'
import { type Actor, recordBy } from './authority.ts'
import { requireSession } from './callers-session.ts'
import { claimantOf } from './claimant.ts'
import { endedCount, sessionEnd } from './end-sessions.ts'
import { type Grant, grantOf } from './grant.ts'
import { deviceTokenFor } from './known-device.ts'
import { passwordContext } from './password-context.ts'
import { endPiledUp } from './piled-up.ts'

const tries = 3

export interface PasswordChange {
  readonly password: string
  readonly newPassword: string
}

/** What a change of the password gives. */
export interface PasswordChanged {
  /** How many other sessions ended. */
  readonly ended: number
  readonly grant: Grant
}

/**
 * Changes the caller's own password and ends their other sessions. Out: new tokens for this one, the
 * ones before are refused from then on. Wrong current passwords are counted for the session.
 * Throws ZtokenError `password_wrong`, `password_unchanged`, `password_too_short`,
 * `password_too_long`, `password_common`, `password_breached`, `token_invalid`,
 * `too_many_requests`, `conflict`, `unavailable`.
 */
export async function changePassword(
  rooms: Rooms,
  caller: Caller,
  { password, newPassword }: PasswordChange,
  address: string | null = null,
): Promise<PasswordChanged> {
  const { account, session } = await requirePassword(rooms, caller, password, address)
  if (password === newPassword)
    throw new ZtokenError('password_unchanged', { field: '/new_password' })
  const { userId, sessionId } = caller
  const fields = { actorId: userId, userId, sessionId, address }
  const record = rooms.audit.record('password_changed', fields)
  const renewed = renewedSession(session, rooms.clock())
  const renewal = { session: renewed, end: sessionEnd(rooms, 'renewed') }
  const going = { except: sessionId, renewal }
  const claimant = claimantOf(account.user.phone, address)
  const changes = await replacementOf(rooms, account, newPassword, claimant, going)
  const ended = await replacePassword(rooms, account, changes, record)
  // Somebody else changed it meanwhile: which of the two is meant is not ours to guess.
  if (ended === null) throw new ZtokenError('conflict')
  // The session that goes on in another's place is none that ended.
  const deviceToken = deviceTokenFor(rooms, userId, changes.passwordHash?.to ?? null)
  return { ended: ended - 1, grant: { ...grantOf(rooms, account.user, renewed), deviceToken } }
}

/**
 * Gives a user another password and ends all their sessions: for the application and operators,
 * who are not asked for the old one. Out: the number of sessions ended.
 * Throws ZtokenError `not_found`, `password_too_short`, `password_too_long`, `password_common`,
 * `password_breached`, `unavailable`.
 */
export async function setPassword(
  rooms: Rooms,
  userId: string,
  password: string,
  actor: Actor = {},
): Promise<number> {
  for (let n = 0; n < tries; n += 1) {
    const account = await rooms.store.findAccount(userId)
    if (account === null) throw new ZtokenError('not_found')
    const record = recordBy(rooms, actor, 'password_changed', { userId })
    const claimant = claimantOf(actor.actorId ?? null, actor.address ?? null)
    const changes = await replacementOf(rooms, account, password, claimant)
    const ended = await replacePassword(rooms, account, changes, record)
    // Else a login renewed the old hash meanwhile: the operator's word still holds.
    if (ended !== null) return ended
  }
  throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
}

/**
 * What another password changes of an account, if it is still as it was read: every session ends but
 * the one that `going` names.
 */
export async function replacementOf(
  rooms: Rooms,
  { user, passwordHash: from, epoch }: Account,
  password: string,
  claimant: Claimant,
  going: Omit<EndOfSessions, 'end'> = { except: null },
): Promise<AccountChanges> {
  await rooms.passwords.requireAcceptable(password, passwordContext(rooms, user))
  const to = await rooms.passwords.hash(password, claimant)
  const endSessions = { ...going, end: sessionEnd(rooms, 'password_changed') }
  return { passwordHash: { from, to }, ifEpoch: epoch, moveEpoch: true, endSessions }
}

/** Null where the account is not any more as it was read. */
export async function replacePassword(
  rooms: Rooms,
  { user }: Account,
  changes: AccountChanges,
  record: AuditRecord,
): Promise<number | null> {
  const { endSessions: going, ifEpoch } = changes
  const piledUp =
    going === undefined
      ? 0
      : await endPiledUp(rooms, user.id, going.end, { except: going.except, ifEpoch })
  const result = await rooms.store.changeAccount(user.id, changes, [record])
  if (result.outcome !== 'changed') return null
  rooms.revocations.apply(result.revocations)
  rooms.audit.announce(record)
  return piledUp + endedCount(result.revocations)
}

/**
 * The caller's account and session, once they have shown its password. Counted by session: whoever
 * guesses at the phone keeps nobody from it who is signed in, wherever they are.
 */
export async function requirePassword(
  rooms: Rooms,
  caller: Caller,
  password: string,
  address: string | null,
): Promise<{ readonly account: Account; readonly session: Session }> {
  const session = await requireSession(rooms, caller)
  const account = await rooms.store.findAccount(caller.userId)
  if (account === null) throw new ZtokenError('token_invalid')
  const attempt = await rooms.limits.requireVerification(session.id)
  const matches = await rooms.passwords
    .verify(password, account.passwordHash, claimantOf(account.user.phone, address))
    .catch(async (error: unknown) => {
      await attempt.undone()
      throw error
    })
  if (!matches) {
    await attempt.failed()
    const { userId, sessionId } = caller
    const fields = { actorId: userId, userId, sessionId, address }
    const record = rooms.audit.record('verification_failed', fields)
    await rooms.store.addAudit([record])
    rooms.audit.announce(record)
    throw new ZtokenError('password_wrong', { field: '/password' })
  }
  await attempt.succeeded()
  return { account, session }
}
