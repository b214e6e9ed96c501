import { csrfHeader, type GrantView, ZtokenError } from '@ztoken/contract'
import type { Core, Grant } from '@ztoken/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FrameOptions } from '../options.ts'
import { keepFromOldCaches } from '../secure-replies.ts'
import { type CookieName, nameOf, readCookie, setCookie } from './cookie.ts'
import { createSites, isSecure, isThisMachine, type Site } from './sites.ts'

/** What a browser holds of ours, for whoever asks for new tokens. */
export interface Held {
  /** True where the tokens travel in cookies. */
  readonly isCookie: boolean
  readonly refreshToken: string | null
  readonly deviceToken: string | null
}

/** How one grant leaves. */
export interface Carrying {
  readonly held: Held
  /** What the body of the reply holds; the rest goes into cookies. `remember` undefined: as before. */
  carry(grant: Grant, reply: FastifyReply, remember: boolean | undefined): GrantView
}

/** Brings tokens to clients, and back. */
export interface Carrier {
  /**
   * Begins with what a request shows. Throws ZtokenError `transport_unavailable`, `origin_unknown`,
   * `csrf_header_missing`, and `invalid_request` for two cookies of one name.
   */
  begin(transport: string | undefined, request: FastifyRequest): Carrying
  /** Takes away the cookie of a session that has ended; that of another stays. */
  forget(sessionId: string | null, request: FastifyRequest, reply: FastifyReply): void
}

type CarrierOptions = Pick<FrameOptions, 'publicUrl' | 'corsOrigins' | 'prefix' | 'cookies'>

/** A script that reads along has an access token for no longer than this. */
const accessTokenSeconds = 600
const deviceSeconds = 90 * 86_400
const kept = 'k.'
const ofSession = 's.'

const nothing: Held = { isCookie: false, refreshToken: null, deviceToken: null }

export function createCarrier(core: Core, options: CarrierOptions): Carrier {
  const { cookies = true } = options
  const requireSite = createSites(options)

  const inBody: Carrying = {
    held: nothing,
    carry(grant, reply) {
      keepFromOldCaches(reply)
      return core.views.grant(grant)
    },
  }

  function requireCookies(request: FastifyRequest): Site {
    if (!cookies) throw new ZtokenError('transport_unavailable')
    const site = requireSite(request)
    if (request.headers[csrfHeader] !== '1') throw new ZtokenError('csrf_header_missing')
    if (!isSecure(site) && !isThisMachine(site)) throw new ZtokenError('transport_unavailable')
    return site
  }

  function inCookies(request: FastifyRequest): Carrying {
    const site = requireCookies(request)
    const read = (name: CookieName) => readCookie(nameOf(name, site), request)
    const before = read('refresh')
    const held = {
      isCookie: true,
      refreshToken: before === null ? null : before.slice(kept.length),
      deviceToken: read('device'),
    }
    return {
      held,
      carry(grant, reply, remember = before?.startsWith(kept) ?? false) {
        keepFromOldCaches(reply)
        const { refresh_token, device_token, ...view } = core.views.shortGrant(
          grant,
          accessTokenSeconds,
        )
        const value = `${remember ? kept : ofSession}${refresh_token}`
        const maxAge = remember ? grant.refreshTokenSeconds : null
        setCookie('refresh', { value, maxAge }, site, reply)
        if (device_token !== undefined) {
          setCookie('device', { value: device_token, maxAge: deviceSeconds }, site, reply)
        }
        return view
      },
    }
  }

  return {
    begin: (transport, request) => (transport === 'cookie' ? inCookies(request) : inBody),
    forget(sessionId, request, reply) {
      if (!cookies || request.headers.cookie === undefined) return
      const found = findRefreshCookie(request)
      if (found === null || sessionId === null) return
      if (core.sessionOfRefreshToken(found.value.slice(kept.length)) !== sessionId) return
      setCookie('refresh', { value: '', maxAge: 0 }, found.site, reply)
    },
  }

  /** Who signs out has shown a token that no cookie holds: nothing is refused here. */
  function findRefreshCookie(request: FastifyRequest): { site: Site; value: string } | null {
    try {
      const site = requireSite(request)
      const value = readCookie(nameOf('refresh', site), request)
      return value === null ? null : { site, value }
    } catch {
      return null
    }
  }
}
