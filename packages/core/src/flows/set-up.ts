import { ZtokenError } from '@ztoken/contract'
import type { Rooms } from '../ground/rooms.ts'
import { underAuthority } from './authority.ts'
import { claimantOf } from './claimant.ts'
import { type Grant, type Origin, openSession } from './grant.ts'
import { passwordContext } from './password-context.ts'
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
const everything = '*'

/**
 * A token for the first administrator, who sets a password of their own: there is no default one
 * (OWASP ASVS 6.3.2). Null where somebody administers. Throws ZtokenError `unavailable`.
 */
export async function requestSetup({ store, clock, setupTokens }: Rooms): Promise<Setup | null> {
  if (await store.isPermissionHeld(everything)) return null
  const { setups } = await store.readAccessState()
  const exp = Math.floor(clock() / 1000) + setupSeconds
  return { setupToken: setupTokens.issue({ setups, exp }), expiresInSeconds: setupSeconds }
}

/**
 * Makes the first administrator and signs them in. Of many at once one is made, on however many
 * servers. Throws ZtokenError `setup_token_invalid` for every token that does not hold: one that was
 * used, or made before another was, holds no more, even if nobody administers afterwards; and as
 * `register`.
 */
export async function setUp(
  rooms: Rooms,
  { setupToken, ...input }: SetUpInput,
  origin: Origin = {},
): Promise<Grant> {
  const { address = null, device = null } = origin
  await rooms.limits.requireSetup(address)
  await requireHolds(rooms, setupToken)
  const phone = rooms.phones.requireCanonical(input.phone)
  await rooms.passwords.requireAcceptable(
    input.password,
    passwordContext(rooms, { ...input, phone }),
  )
  const claimant = claimantOf(phone, address)
  const account = await newAccount(rooms, { ...input, phone, roles: ['admin'] }, claimant)
  const { id } = account.user
  const subject = { actorId: id, userId: id, address, device }
  const record = rooms.audit.record('administrator_set_up', subject)
  await underAuthority(
    rooms,
    () => requireHolds(rooms, setupToken),
    (ifAccess) => addAccount(rooms, account, record, { ifAccess, isSetup: true }),
  )
  const grant = await openSession(rooms, account, origin)
  if (grant === null) throw new ZtokenError('unavailable', { retryAfterSeconds: 1 })
  return grant
}

async function requireHolds(
  { store, clock, setupTokens }: Rooms,
  setupToken: string,
): Promise<void> {
  const token = setupTokens.read(setupToken)
  if (token === null || token.exp <= Math.floor(clock() / 1000)) throw invalid()
  if (token.setups !== (await store.readAccessState()).setups) throw invalid()
  if (await store.isPermissionHeld(everything)) throw invalid()
}

function invalid(): ZtokenError {
  return new ZtokenError('setup_token_invalid')
}
