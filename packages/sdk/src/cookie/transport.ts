import { csrfHeader } from '@ztoken/contract/cookies'
import { finishFactorRecovery } from '@ztoken/contract/factor-recovery'
import { loginWithCode } from '@ztoken/contract/one-time-codes'
import {
  addPasskey,
  addPasskeyWithTicket,
  loginWithPasskey,
  verifyWithPasskey,
} from '@ztoken/contract/passkeys'
import { changePassword } from '@ztoken/contract/password'
import { register } from '@ztoken/contract/registration'
import { loginWithFactor } from '@ztoken/contract/second-factors'
import { login, logout, refresh } from '@ztoken/contract/sign-in'
import { verify } from '@ztoken/contract/step-up'
import { confirmTotp, confirmTotpWithTicket } from '@ztoken/contract/totp'
import type { Reply, Transport } from '../ports.ts'
import type { CookieStorage } from './storage.ts'

/** What a client asks for new tokens with, each of which sets a cookie. */
export const grantingPaths: readonly string[] = [
  login.path,
  register.path,
  loginWithCode.path,
  loginWithFactor.path,
  confirmTotp.path,
  confirmTotpWithTicket.path,
  finishFactorRecovery.path,
  loginWithPasskey.path,
  addPasskey.path,
  addPasskeyWithTicket.path,
  verifyWithPasskey.path,
  refresh.path,
  verify.path,
  changePassword.path,
]

const scope = globalThis as {
  readonly navigator?: {
    readonly locks?: { request<T>(name: string, work: () => Promise<T>): Promise<T> }
  }
}

interface CookieTransportNeed<R extends Reply> {
  readonly send: Transport<R>
  /** The whole address of a path that the server answers itself. */
  urlOf(path: string): string
  readonly name: string
  readonly leaving: CookieStorage['leaving']
}

/**
 * Sends what sets a cookie or takes one away with cookies and the header of ours, and everything
 * else as it is. One at a time in all tabs, so that no slow reply brings back a cookie that another
 * has replaced; a page that is closed meanwhile does not lose the reply.
 */
export function cookieTransport<R extends Reply>(need: CookieTransportNeed<R>): Transport<R> {
  const { send, urlOf, name, leaving } = need
  const addresses = grantingPaths.map((path) => urlOf(path))
  const leavingAddress = urlOf(logout.path)
  const turn = createTurn(`${name}.cookies`)

  return (request) => {
    const { url, method } = request
    const isLogout = url === leavingAddress
    // What is listed under the same path gives no tokens.
    if (!isLogout && (method === 'GET' || !addresses.includes(url))) return send(request)
    return turn(async () => {
      if (isLogout) leaving.write('1')
      const reply = await send({
        ...request,
        credentials: 'include',
        keepalive: true,
        headers: { ...request.headers, [csrfHeader]: '1' },
        ...(!isLogout && { body: bodyOf(request.body, url === urlOf(refresh.path)) }),
      })
      // A cookie that was replaced or taken away needs no logout any more.
      if (reply.status === 200 && !(url === urlOf(refresh.path) && leaving.read())) {
        leaving.write(null)
      }
      return reply
    })
  }
}

function bodyOf(body: unknown, isRefresh: boolean): string {
  const given = isRefresh ? {} : JSON.parse(String(body))
  return JSON.stringify({ ...given, transport: 'cookie' })
}

/** Without Web Locks (older browsers) one at a time in each tab. */
function createTurn(name: string): <T>(work: () => Promise<T>) => Promise<T> {
  const { locks } = scope.navigator ?? {}
  if (locks !== undefined) return (work) => locks.request(name, work)
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }
}
