import { loginWithCode } from '@ztoken/contract/one-time-codes'
import { register } from '@ztoken/contract/registration'
import { login } from '@ztoken/contract/sign-in'
import type { DefaultReply, TokenStorage, Transport } from '@ztoken/sdk'
import { type Cookies, openCookies } from '@ztoken/sdk/cookie'
import { canHoldCookies, openTabStorage } from './token-storage.ts'

/** Where the tokens of a tab are, and how its requests are sent. */
export interface Tokens extends Pick<Cookies<DefaultReply>, 'storage' | 'transport' | 'start'> {
  /** True for a tab that is signed in by itself, whoever is signed in on this browser. */
  isTabsOwn(): boolean
}

const entrances: readonly string[] = [login.path, register.path, loginWithCode.path]
/** The server gives no cookies, or none to who asks from here, e.g. behind a proxy it does not know. */
const withoutCookies = /^(transport_unavailable|origin_unknown|csrf_header_missing)$/

/**
 * Cookies for all tabs of the browser where somebody says at the entrance whether to be remembered;
 * this tab's own tokens where nobody is asked, as for people to try things with, and where there can
 * be no cookies.
 */
export function openTokens(baseUrl: string, send: Transport<DefaultReply>): Tokens {
  const own = openTabStorage()
  let isOwn = !canHoldCookies || own.read() !== null
  const cookies = openCookies({ baseUrl, transport: send, isInUse: () => !isOwn })
  const current = (): TokenStorage => (isOwn ? own : cookies.storage)

  const storage: TokenStorage = {
    read: () => current().read(),
    write: (text) => current().write(text),
    device: (token) => (isOwn ? own.device?.(token) : undefined),
    isLasting: () => current().isLasting?.() ?? false,
    ready: isOwn ? Promise.resolve() : (cookies.storage.ready ?? Promise.resolve()),
    lock: (work) => (current().lock ?? ((alone) => alone()))(work),
    watch(listener) {
      const stops = [own, cookies.storage].map(({ watch }) => watch?.(listener))
      return () => {
        for (const stop of stops) stop?.()
      }
    },
  }

  return { storage, transport, start: cookies.start, isTabsOwn: () => isOwn }

  async function transport(request: Parameters<typeof send>[0]): Promise<DefaultReply> {
    const isEntrance = entrances.some((path) => request.url === baseUrl + path)
    if (!isEntrance) return isOwn ? send(request) : cookies.transport(request)
    const { remember, ...body } = JSON.parse(String(request.body))
    if (remember !== undefined && canHoldCookies) {
      const reply = await cookies.transport(request)
      if (reply.status === 200) goOver(false)
      if (![400, 403].includes(reply.status)) return reply
      const { reason } = Object(
        await reply
          .clone()
          .json()
          .catch(() => null),
      )
      if (!withoutCookies.test(reason)) return reply
    }
    const reply = await send({ ...request, body: JSON.stringify(body) })
    if (reply.status === 200) goOver(true)
    return reply
  }

  /** What the tab held of its own is over where it goes by cookies. */
  function goOver(toOwn: boolean): void {
    if (!toOwn && isOwn) own.write(null)
    isOwn = toOwn
  }
}
