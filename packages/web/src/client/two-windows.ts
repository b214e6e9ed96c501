import { type DemoPerson, endSession } from '@ztoken/contract'
import type { Client } from '@ztoken/sdk'
import { call } from '@ztoken/sdk/call'
import type { AnyClient } from '@ztoken/sdk/vue'
import { watchSession } from '@ztoken/sdk/watch'
import { firstRefusal, signInApart } from './kick-out.ts'

/** Milliseconds since the kick-out was sent. */
export interface KickOutTimes {
  /** When the user's window knew of it without asking; null where no event stream gets through. */
  readonly told: number | null
  /** When the user's token was refused. */
  readonly refused: number
}

/** A user and an administrator, each signed in apart, as in two windows. */
export interface TwoWindows {
  /** The administrator ends the user's session. */
  kickOut(): Promise<KickOutTimes>
  /** Signs both out. */
  close(): void
}

/** A window that is not told by then is never told. */
const mostMilliseconds = 3000

/** Throws what a client's login throws, e.g. `credentials_wrong`. */
export async function openTwoWindows(
  pages: AnyClient,
  user: DemoPerson,
  administrator: DemoPerson,
): Promise<TwoWindows> {
  const users = await signInApart(pages, user)
  const administrators = await signInApart(pages, administrator).catch((error: unknown) => {
    leave(users)
    throw error
  })
  const credentials = await users.credentials()
  const { access_token: token = '', session } = credentials ?? {}
  const params = { id: users.state.user?.id ?? '', session: session?.id ?? '' }
  const stop = watchSession(users)

  return {
    async kickOut() {
      const began = performance.now()
      const since = (): number => Math.round(performance.now() - began)
      const told = untilSignedOut(users).then((isTold) => (isTold ? since() : null))
      await call(administrators, endSession, params)
      await firstRefusal(pages, token)
      const refused = since()
      return { told: await told, refused }
    },
    close() {
      stop()
      leave(users)
      leave(administrators)
    },
  }
}

function untilSignedOut(client: Client): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => end(false), mostMilliseconds)
    const stop = client.onChange(({ user }) => user === null && end(true))
    function end(isTold: boolean): void {
      clearTimeout(timer)
      stop()
      resolve(isTold)
    }
  })
}

/** What cannot be reached any more is left as it is. */
function leave(client: Client): void {
  void client
    .logout()
    .catch(() => {})
    .finally(() => client.close())
}
