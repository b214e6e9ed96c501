import type { ChangePasswordBody } from '@ztoken/contract'
import { changePassword as changePasswordCall } from '@ztoken/contract/password'
import { verify } from '@ztoken/contract/step-up'
import type { Client } from './client.ts'
import { exchange } from './exchange.ts'
import type { Reply } from './ports.ts'

/**
 * Shows the password again, so that for a while nothing sensitive asks for it. The client goes on
 * with new tokens; those it had are worth nothing any more, wherever they were copied to.
 * Throws ZtokenError `password_wrong`, `too_many_requests`, and as every request.
 */
export async function verifyPassword<R extends Reply>(
  client: Client<R>,
  password: string,
): Promise<void> {
  await exchange(client, verify, { password })
}

/**
 * Sets another password. The client goes on with new tokens, every other session ends. Out: how many
 * did. Throws ZtokenError `password_wrong`, the faults of the new one, and as every request.
 */
export async function changePassword<R extends Reply>(
  client: Client<R>,
  body: ChangePasswordBody,
): Promise<number> {
  const { ended } = await exchange(client, changePasswordCall, body)
  return ended
}
