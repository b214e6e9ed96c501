import { isLoopback, ZtokenError } from '@ztoken/contract'
import type { FastifyRequest } from 'fastify'
import type { FrameOptions } from '../options.ts'

/** Where a browser finds these routes. */
export interface Site {
  readonly origin: string
  /** What stands before every route; empty at the root. */
  readonly path: string
}

/**
 * The site that a page asks on. Throws ZtokenError `origin_unknown` for a page that is neither of
 * this site nor of an origin that is listed, and for whoever does not say where they come from:
 * browsers say it with every POST, PUT and DELETE.
 */
export type RequireSite = (request: FastifyRequest) => Site

export function createSites({
  publicUrl,
  corsOrigins = [],
  prefix = '',
}: Pick<FrameOptions, 'publicUrl' | 'corsOrigins' | 'prefix'>): RequireSite {
  const known = publicUrl === undefined ? null : siteAt(publicUrl)
  const listed = new Set(corsOrigins)

  return (request) => {
    const { origin = '' } = request.headers
    const asked = { origin: originAsked(request), path: prefix }
    if (!isOfSameSite(request)) throw new ZtokenError('origin_unknown')
    if (origin === known?.origin) return known
    if (origin === asked.origin) return asked
    if (listed.has(origin)) return known ?? asked
    throw new ZtokenError('origin_unknown')
  }
}

function siteAt(publicUrl: string): Site {
  const { origin, pathname } = new URL(publicUrl)
  return { origin, path: pathname.replace(/\/+$/, '') }
}

/** As the request says it, or the proxies that are trusted. */
function originAsked({ protocol, host }: FastifyRequest): string {
  const url = `${protocol}://${host}`
  return URL.canParse(url) ? new URL(url).origin : ''
}

/** Fetch Metadata: older browsers send none, and the origin alone speaks for them. */
function isOfSameSite({ headers }: FastifyRequest): boolean {
  const { 'sec-fetch-site': from = 'same-origin' } = headers
  return from === 'same-origin' || from === 'same-site'
}

/** True where nobody between the browser and us reads along: https, or this machine alone. */
export function isSecure({ origin }: Site): boolean {
  return origin.startsWith('https:')
}

/** This machine by any of its names: `*.localhost` leads nowhere else (RFC 6761 §6.3). */
export function isThisMachine({ origin }: Site): boolean {
  const { hostname } = new URL(origin)
  return isLoopback(hostname) || hostname.endsWith('.localhost')
}
