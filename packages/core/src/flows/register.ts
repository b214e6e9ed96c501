import { ZtokenError } from '@ztoken/contract'
import { v7 as newUserId } from 'uuid'
import type { User } from '../account/user.ts'
import type { Rooms } from '../rooms.ts'
import { type Grant, type Origin, openSession } from './grant.ts'

export interface RegisterInput {
  readonly phone: string
  readonly password: string
  readonly name?: string | null
}

/**
 * Adds a user and signs them in. A phone is registered once, however many try at the same time.
 * Throws ZtokenError `phone_invalid`, `password_too_short`, `password_too_long`,
 * `password_common`, `phone_taken`, `too_many_requests`, `unavailable`.
 */
export async function register(
  rooms: Rooms,
  input: RegisterInput,
  origin: Origin = {},
): Promise<Grant> {
  const phone = rooms.phones.requireCanonical(input.phone)
  await rooms.passwords.requireAcceptable(input.password, [rooms.phones.tutorialForm(phone)])
  rooms.limits.requireRegistration(origin.address ?? null)
  return openSession(rooms, await addUser(rooms, { ...input, phone }), origin)
}

/** Adds a user without signing them in; the same errors but `too_many_requests`. */
export async function createUser(rooms: Rooms, input: RegisterInput): Promise<User> {
  const phone = rooms.phones.requireCanonical(input.phone)
  await rooms.passwords.requireAcceptable(input.password, [rooms.phones.tutorialForm(phone)])
  return addUser(rooms, { ...input, phone })
}

async function addUser(rooms: Rooms, { phone, password, name }: RegisterInput): Promise<User> {
  // A taken phone costs a hash as well, so that the time tells nothing (attack A008).
  const passwordHash = await rooms.passwords.hash(password)
  const now = rooms.clock()
  const user: User = {
    id: newUserId({ msecs: now }),
    phone,
    name: name ?? null,
    headPortrait: null,
    intro: null,
    level: 0,
    createdAt: now,
  }
  if ((await rooms.store.addAccount({ user, passwordHash })) !== 'added') {
    throw new ZtokenError('phone_taken', { field: '/phone' })
  }
  return user
}
