import { ZtokenError } from '@ztoken/contract'
import { v7 as newUserId } from 'uuid'
import type { Account } from '../ground/account/account-changes.ts'
import type { User } from '../ground/account/user.ts'
import type { AuditRecord } from '../ground/audit/entry.ts'
import type { Claimant } from '../ground/password/fair-queue.ts'
import type { Rooms } from '../ground/rooms.ts'
import { type Actor, recordBy, requireCovers, requireStepUp, underAuthority } from './authority.ts'
import { claimantOf } from './claimant.ts'
import { type Grant, type Origin, openSession } from './grant.ts'
import { passwordContext } from './password-context.ts'
import { requireAccessOf } from './roles.ts'

export interface RegisterInput {
  readonly phone: string
  readonly password: string
  readonly name?: string | null
}

export interface CreateUserInput extends RegisterInput {
  readonly roles?: readonly string[]
}

/**
 * Adds a user and signs them in. A phone is registered once, however many try at the same time.
 * Throws ZtokenError `phone_invalid`, `password_too_short`, `password_too_long`,
 * `password_common`, `password_breached`, `phone_taken`, `too_many_requests`, `unavailable`.
 */
export async function register(
  rooms: Rooms,
  input: RegisterInput,
  origin: Origin = {},
): Promise<Grant> {
  const phone = rooms.phones.requireCanonical(input.phone)
  await rooms.passwords.requireAcceptable(
    input.password,
    passwordContext(rooms, { ...input, phone }),
  )
  await rooms.limits.requireRegistration(origin.address ?? null)
  const claimant = claimantOf(phone, origin.address ?? null)
  const account = await newAccount(rooms, { ...input, phone }, claimant)
  const { id } = account.user
  const { address = null, device = null } = origin
  const subject = { actorId: id, userId: id, address, device }
  await addAccount(rooms, account, rooms.audit.record('user_registered', subject))
  const grant = await openSession(rooms, account, origin)
  if (grant === null) throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
  return grant
}

/**
 * Adds a user without signing them in; the same errors but `too_many_requests`, and
 * `role_unknown`, `permission_denied` where the actor may not give the roles, `step_up_required`,
 * `conflict`.
 */
export async function createUser(
  rooms: Rooms,
  input: CreateUserInput,
  actor: Actor = {},
): Promise<User> {
  const phone = rooms.phones.requireCanonical(input.phone)
  await rooms.passwords.requireAcceptable(
    input.password,
    passwordContext(rooms, { ...input, phone }),
  )
  await requireStepUp(rooms, actor)
  const { roles = [] } = input
  const judge = async (): Promise<void> =>
    requireCovers(rooms, actor, await requireAccessOf(rooms, roles))
  // Who may not give these roles is told before anything is hashed for them.
  await judge()
  const claimant = claimantOf(actor.actorId ?? null, actor.address ?? null)
  const account = await newAccount(rooms, { ...input, phone }, claimant)
  const record = recordBy(rooms, actor, 'user_created', { userId: account.user.id })
  await underAuthority(rooms, judge, (ifAccess) => addAccount(rooms, account, record, { ifAccess }))
  return account.user
}

/** An account as it will be kept; its password is hashed. */
export async function newAccount(
  rooms: Rooms,
  input: CreateUserInput,
  claimant: Claimant,
): Promise<Account> {
  // A taken phone costs a hash as well, so that the time tells nothing (attack A008).
  const passwordHash = await rooms.passwords.hash(input.password, claimant)
  const now = rooms.clock()
  const user: User = {
    id: newUserId({ msecs: now }),
    phone: input.phone,
    name: input.name ?? null,
    headPortrait: null,
    intro: null,
    level: 0,
    roles: [...new Set(input.roles ?? [])].sort(),
    ban: null,
    createdAt: now,
  }
  return { user, passwordHash, epoch: 0 }
}

/** Keeps it, under a phone of its own. Throws ZtokenError `phone_taken`, `unavailable`. */
export async function addAccount(
  rooms: Rooms,
  account: Account,
  record: AuditRecord,
  how?: Parameters<Rooms['store']['addAccount']>[2],
): Promise<void> {
  if ((await rooms.store.addAccount(account, [record], how)) !== 'added') {
    throw new ZtokenError('phone_taken', { field: '/phone' })
  }
  rooms.audit.announce(record)
}
