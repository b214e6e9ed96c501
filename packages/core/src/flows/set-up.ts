import { ZtokenError } from '@ztoken/contract'
import type { Rooms } from '../rooms.ts'
import { type Grant, type Origin, openSession } from './grant.ts'
import { addAccount, newAccount, type RegisterInput } from './register.ts'

/** What lets whoever holds it make the first administrator. */
export interface Setup {
  readonly setupToken: string
  readonly expiresInSeconds: number
}

export interface SetUpInput extends RegisterInput {
  readonly setupToken: string
}

const setupSeconds = 24 * 60 * 60
/** Longer than a store may take to answer: who is at it is not overtaken. */
const turnMilliseconds = 60_000
const turn = 'setup'
const everything = '*'

/**
 * A token for the first administrator, who sets a password of their own: there is no default one
 * (OWASP ASVS 6.3.2). Null where somebody administers. Throws ZtokenError `unavailable`.
 */
export async function requestSetup(rooms: Rooms): Promise<Setup | null> {
  if (await rooms.store.isPermissionHeld(everything)) return null
  const exp = Math.floor(rooms.clock() / 1000) + setupSeconds
  return { setupToken: rooms.setupTokens.issue(exp), expiresInSeconds: setupSeconds }
}

/**
 * Makes the first administrator and signs them in. Of many at once one is made, on however many
 * servers. Throws ZtokenError `setup_token_invalid` for every token that does not hold, and for all
 * of them once somebody administers; `conflict` while somebody else is at it; and as `register`.
 */
export async function setUp(
  rooms: Rooms,
  { setupToken, ...input }: SetUpInput,
  origin: Origin = {},
): Promise<Grant> {
  const { address = null, device = null } = origin
  await rooms.limits.requireSetup(address)
  const exp = rooms.setupTokens.read(setupToken)
  if (exp === null || exp <= Math.floor(rooms.clock() / 1000)) throw invalid()
  await requireNobody(rooms)
  const phone = rooms.phones.requireCanonical(input.phone)
  await rooms.passwords.requireAcceptable(input.password, [rooms.phones.tutorialForm(phone)])
  const account = await newAccount(rooms, { ...input, phone, roles: ['admin'] })
  const { id } = account.user
  const subject = { actorId: id, userId: id, address, device }
  await inTurn(rooms, async () => {
    await requireNobody(rooms)
    await addAccount(rooms, account, rooms.audit.record('administrator_set_up', subject))
  })
  const grant = await openSession(rooms, account, origin)
  if (grant === null) throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
  return grant
}

async function requireNobody({ store }: Rooms): Promise<void> {
  if (await store.isPermissionHeld(everything)) throw invalid()
}

/** One at a time among all servers on this store. */
async function inTurn({ store, clock }: Rooms, work: () => Promise<void>): Promise<void> {
  const now = clock()
  const limit = { limit: 1, windowMilliseconds: turnMilliseconds }
  if ((await store.takeAttempt(turn, limit, now)) > 0) throw new ZtokenError('conflict')
  // A turn that cannot be given back ends by itself.
  const end = (): Promise<void> => store.giveBackAttempt(turn, now).catch(() => undefined)
  try {
    await work()
  } catch (error) {
    // What was not answered may still happen: the next one waits it out.
    if (!(error instanceof ZtokenError && error.code === 'unavailable')) await end()
    throw error
  }
  await end()
}

function invalid(): ZtokenError {
  return new ZtokenError('setup_token_invalid')
}
