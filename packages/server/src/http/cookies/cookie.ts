import { ZtokenError } from '@ztoken/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isSecure, type Site } from './sites.ts'

export type CookieName = 'refresh' | 'device'

export interface KeptCookie {
  readonly value: string
  /** Seconds; null: until the browser's session ends. */
  readonly maxAge: number | null
}

/**
 * What a cookie of ours is called. Browsers take `__Host-` from this host alone, over https and for
 * its root; `__Secure-` over https. On this machine without https neither can be, and ports share
 * their cookies.
 */
export function nameOf(name: CookieName, site: Site): string {
  if (!isSecure(site)) return `ztoken-${name}-${new URL(site.origin).port || '80'}`
  return `${site.path === '' ? '__Host-' : '__Secure-'}ztoken-${name}`
}

/**
 * The value of a cookie; null where there is none. Throws ZtokenError `invalid_request` where there
 * are several of the name: one was put there by somebody else (cookie tossing).
 */
export function readCookie(name: string, { headers }: FastifyRequest): string | null {
  const start = `${name}=`
  const found = (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(start))
  if (found.length > 1) throw new ZtokenError('invalid_request')
  return found[0]?.slice(start.length) || null
}

/** Has the browser keep a cookie: out of reach of scripts, and not sent along by other sites. */
export function setCookie(
  name: CookieName,
  { value, maxAge }: KeptCookie,
  site: Site,
  reply: FastifyReply,
): void {
  const attributes = [
    `Path=${site.path || '/'}`,
    ...(maxAge === null ? [] : [`Max-Age=${Math.max(0, maxAge)}`]),
    'HttpOnly',
    ...(isSecure(site) ? ['Secure'] : []),
    'SameSite=Lax',
  ]
  reply.header('set-cookie', [`${nameOf(name, site)}=${value}`, ...attributes].join('; '))
  const vary = new Set([...String(reply.getHeader('vary') ?? '').split(/, */), 'Origin', 'Cookie'])
  vary.delete('')
  reply.header('vary', [...vary].join(', '))
}
