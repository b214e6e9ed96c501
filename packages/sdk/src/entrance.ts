import type { GrantView, UserView } from '@ztoken/contract'
import type { ZtokenError } from './error.ts'
import type { Parts } from './parts.ts'
import { logoutPath, refreshPath } from './paths.ts'
import type { Reply } from './ports.ts'
import type { PostOptions } from './wire.ts'

/** Signing in and out. */
export interface Entrance {
  enter(path: string, body: object, options?: PostOptions): Promise<UserView>
  /** Gives whether the server knows. */
  leave(): Promise<boolean>
}

export function createEntrance<R extends Reply>(parts: Parts<R>): Entrance {
  const { keeping, lock, wire, urlOf } = parts

  return {
    async enter(path, body, options) {
      await parts.ready
      const grant = await wire.post<GrantView>(path, body, options)
      overrule(() => keeping.keep(grant))
      return grant.user
    },

    async leave() {
      const tokens = keeping.look()
      overrule(() => keeping.forget())
      if (tokens === null) return true
      try {
        await tell(tokens.access_token).catch(async (error: ZtokenError) => {
          if (error.code !== 'token_expired') throw error
          const { refresh_token } = tokens
          const grant = await wire.post<GrantView>(refreshPath, { refresh_token })
          await tell(grant.access_token)
        })
        return true
      } catch (error) {
        return (error as ZtokenError).status === 401
      }
    },
  }

  async function tell(token: string): Promise<void> {
    // The page may be closing.
    const init = { url: urlOf(logoutPath), method: 'POST', headers: {}, keepalive: true }
    await wire.dataOf(await wire.send(init, token))
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
