import { ticketParameter } from '@ztoken/contract'

/** Of a URL that is a path alone, the rest. */
const base = 'http://path.invalid'
const longest = 2048
const ticketForm = /^[A-Za-z0-9_-]{43}$/

/** A path as a browser would send it, with its query; null for anything else. */
export function pathIn(path: unknown): string | null {
  if (typeof path !== 'string' || path.length > longest) return null
  const url = parsed(path)
  const sent = url === null ? null : url.pathname + url.search
  // What a browser would write otherwise (dots, spaces, a host) would be redeemed as another path.
  if (url === null || sent !== path || url.origin !== base) return null
  return url.searchParams.has(ticketParameter) ? null : url.pathname
}

export function withTicket(path: string, ticket: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${ticketParameter}=${ticket}`
}

/** The one ticket of a URL and the path it was sent to; null where there is none, or several. */
export function findTicket(
  sent: unknown,
): { readonly ticket: string; readonly pathname: string } | null {
  const url = typeof sent === 'string' ? parsed(sent) : null
  const [ticket, ...others] = url?.searchParams.getAll(ticketParameter) ?? []
  if (url === null || ticket === undefined || others.length > 0) return null
  return ticketForm.test(ticket) ? { ticket, pathname: url.pathname } : null
}

function parsed(url: string): URL | null {
  return URL.canParse(url, base) ? new URL(url, base) : null
}
