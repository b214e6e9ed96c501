import type { Call, ChangePasswordBody, Given, GrantView } from '@ztoken/contract'
import { changePassword as changePasswordCall } from '@ztoken/contract/password'
import { verify } from '@ztoken/contract/step-up'
import type { Client } from './client.ts'
import { ZtokenError } from './error.ts'
import { partsOf } from './parts.ts'
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

/**
 * Sends what is answered with new tokens. The old ones end with the reply: nobody may trade them
 * meanwhile, here or in another tab.
 */
async function exchange<Input, Data extends GrantView>(
  client: Pick<Client, 'credentials'>,
  call: Call<Input, Data>,
  input: NoInfer<Given<Input>>,
  isReplay = false,
): Promise<Data> {
  const parts = partsOf.get(client)
  if (parts === undefined) throw new TypeError('this client was made by something else')
  const { wire, keeping, lock, renew } = parts
  const sent = await client.credentials()
  if (sent === null) throw wire.failure('signed_out')
  try {
    return await lock(async () => {
      const token = keeping.look()?.access_token
      const data = await wire.call(call, input, {}, token)
      keeping.keep(data)
      return data
    })
  } catch (error) {
    const isStale = error instanceof ZtokenError && error.code === 'token_expired'
    if (!isStale || isReplay) throw error
    await renew(sent)
    return exchange(client, call, input, true)
  }
}
