import type { Call, Given, GrantView } from '@ztoken/contract'
import type { Client } from './client.ts'
import { ZtokenError } from './error.ts'
import { requirePartsOf } from './parts.ts'

/**
 * Sends what is answered with new tokens, and keeps them. The old ones end with the reply: nobody
 * may trade them meanwhile, here or in another tab.
 */
export async function exchange<Input, Data extends GrantView>(
  client: Pick<Client, 'credentials'>,
  call: Call<Input, Data>,
  input: NoInfer<Given<Input>>,
  isReplay = false,
): Promise<Data> {
  const { wire, keeping, lock, renew } = requirePartsOf(client)
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
