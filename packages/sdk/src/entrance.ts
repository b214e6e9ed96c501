import type { Call, Given, GrantView, RefreshBody, UserView } from '@ztoken/contract'
import { logout, refresh } from '@ztoken/contract/sign-in'
import type { ZtokenError } from './error.ts'
import type { Parts } from './parts.ts'
import type { Reply } from './ports.ts'
import type { CallOptions } from './wire.ts'

/** Signing in and out. */
export interface Entrance {
  enter<Input>(
    call: Call<Input, GrantView>,
    input: NoInfer<Given<Input>>,
    options?: CallOptions,
  ): Promise<UserView>
  /** Signs in by a grant. Throws TypeError for what is none, and changes nothing then. */
  adopt(grant: GrantView): Promise<UserView>
  /** Gives whether the server knows. */
  leave(): Promise<boolean>
}

export function createEntrance<R extends Reply>(parts: Parts<R>): Entrance {
  const { keeping, lock, wire } = parts
  const tell = (token: string): Promise<undefined> =>
    wire.call(logout, undefined, { keepalive: true }, token)

  return {
    enter: (call, input, options) => wire.call(call, input, options).then(adopt),
    adopt,

    async leave() {
      const tokens = keeping.look()
      overrule(() => keeping.forget())
      if (tokens === null) return true
      return tell(tokens.access_token)
        .catch(async (error: ZtokenError) => {
          if (error.code !== 'token_expired') throw error
          const { refresh_token } = tokens
          await tell((await wire.call(refresh, { refresh_token } as RefreshBody)).access_token)
        })
        .then(
          () => true,
          ({ status }: ZtokenError) => status === 401,
        )
    },
  }

  async function adopt(grant: GrantView): Promise<UserView> {
    await parts.ready
    overrule(() => keeping.keep(grant))
    return grant.user
  }

  /**
   * Signing in and out wait for nobody. A tab that was renewing the old tokens may write them after
   * us: then it is written once more.
   */
  function overrule(write: () => void): void {
    const before = keeping.look()
    write()
    if (before === null) return
    void lock(async () => {
      if (keeping.look()?.session.id === before.session.id) write()
    })
  }
}
