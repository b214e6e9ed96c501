import { endMyOtherSessions, endMySession, type SessionView } from '@ztoken/contract'
import { ZtokenError } from '@ztoken/sdk'
import { call } from '@ztoken/sdk/call'
import type { AnyClient } from '@ztoken/sdk/vue'

/** What is to end: one device, all the others, or every one. */
export type Ending =
  | { readonly which: 'one'; readonly session: SessionView }
  | { readonly which: 'others' }
  | { readonly which: 'everywhere' }

/** Ends it; the number of sessions that were signed out besides this one. */
export async function end(client: AnyClient, ending: Ending): Promise<number> {
  if (ending.which === 'one') return endOne(client, ending.session)
  const { ended } = await call(client, endMyOtherSessions)
  // Last, since nothing can be asked for afterwards.
  if (ending.which === 'everywhere') await client.logout()
  return ended
}

async function endOne(client: AnyClient, { id }: SessionView): Promise<number> {
  try {
    await call(client, endMySession, { id })
    return 1
  } catch (error) {
    // It has ended meanwhile, which is what was wanted.
    if (error instanceof ZtokenError && error.code === 'not_found') return 1
    throw error
  }
}
