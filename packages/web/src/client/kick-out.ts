import { type DemoPerson, endMySession } from '@ztoken/contract'
import { type Client, createClient, memoryStorage } from '@ztoken/sdk'
import { call } from '@ztoken/sdk/call'
import type { AnyClient } from '@ztoken/sdk/vue'
import { detailRequest, type PlainReply, send } from './exchange.ts'

/** A session of somebody's that is in no window: its token can be looked at, and ended. */
export interface LooseSession {
  readonly token: string
  /** Ends it from another device. Gives the first refusal, and how long it was until then. */
  kickOut(): Promise<{ readonly reply: PlainReply; readonly milliseconds: number }>
}

/** Throws what a client's login throws, e.g. `credentials_wrong`. */
export async function openLooseSession(
  pages: AnyClient,
  person: DemoPerson,
): Promise<LooseSession> {
  const device = await signInApart(pages, person)
  const credentials = await device.credentials()
  const { access_token: token = '', session } = credentials ?? {}

  return {
    token,
    async kickOut() {
      const other = await signInApart(pages, person)
      const began = performance.now()
      await call(other, endMySession, { id: session?.id ?? '' })
      const reply = await firstRefusal(pages, token)
      const milliseconds = Math.round(performance.now() - began)
      await other.logout()
      device.close()
      other.close()
      return { reply, milliseconds }
    },
  }
}

/** Sends the token until it is refused: several servers hear of it one after another. */
export async function firstRefusal(pages: AnyClient, token: string): Promise<PlainReply> {
  let reply = await send(detailRequest(pages, token))
  while (reply.code === 0) reply = await send(detailRequest(pages, token))
  return reply
}

/** Somebody on a device of their own, beside whoever is signed in on this page. */
export async function signInApart(
  pages: AnyClient,
  { phone, password }: DemoPerson,
): Promise<Client> {
  const baseUrl = pages.urlOf('/').replace(/\/$/, '')
  const client = createClient({ baseUrl, storage: memoryStorage(), language: pages.language })
  await client.login({ phone, password, device_kind: 'web' })
  return client
}
