import { logout, refresh } from '@ztoken/contract/sign-in'
import { ZtokenError } from '../error.ts'
import { requirePartsOf } from '../parts.ts'
import { isEnding } from '../renewal.ts'
import { pauseMilliseconds } from '../wire.ts'
import type { CookieStorage } from './storage.ts'

const timeoutsMilliseconds = [6000, 20_000] as const
/** So long other tabs have to say what they hold before the server is asked. */
const heardMilliseconds = 200
const byCookie = { transport: 'cookie' } as const

/**
 * Has a client that was just made find out who is signed in on this browser: from another tab or by
 * the cookie, and nobody is asked where nobody is. Resolves when it is known, or cannot be. Never
 * rejects.
 */
export async function startCookies(client: object, storage: CookieStorage): Promise<void> {
  const { wire, keeping, lock, clock } = requirePartsOf(client)
  let running: Promise<void> | undefined

  storage.onBehind = () => {
    if (!storage.isBehind()) return void leave()
    storage.ask()
    void clock.wait(heardMilliseconds).then(catchUp)
  }
  await leave()
  await catchUp()

  function catchUp(): Promise<void> {
    if (!storage.isBehind()) return Promise.resolve()
    running ??= new Promise<void>((resolve) => {
      const isThere = (): void => void (storage.isBehind() || resolve())
      const stop = keeping.onTokens(isThere)
      storage.ask()
      lock(ask)
        .catch(() => {})
        .finally(() => {
          stop()
          resolve()
        })
    }).finally(() => {
      running = undefined
    })
    return running
  }

  async function ask(): Promise<void> {
    for (const timeoutMilliseconds of timeoutsMilliseconds) {
      if (!storage.isBehind()) return
      try {
        keeping.keep(await wire.call(refresh, byCookie, { timeoutMilliseconds }))
        return
      } catch (error) {
        const { code, status, retryAfterSeconds = 0 } = error as ZtokenError
        const isRefused = error instanceof ZtokenError && status >= 400 && status < 500
        if (isRefused && status !== 429) {
          keeping.forget(isEnding(code) ? code : undefined)
          return
        }
        await clock.wait(pauseMilliseconds(0, Math.min(retryAfterSeconds, 1)))
      }
    }
  }

  /** Whoever signed out without a network is signed out on the server as soon as there is one. */
  async function leave(): Promise<void> {
    if (storage.leaving.read() === null || keeping.look() !== null) return
    try {
      const { access_token } = await wire.call(refresh, byCookie)
      await wire.call(logout, undefined, {}, access_token)
    } catch (error) {
      if (error instanceof ZtokenError && error.status === 401) storage.leaving.write(null)
    }
  }
}
