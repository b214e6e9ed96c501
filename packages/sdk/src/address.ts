/** A path, an address, or what has one: a URL, a Request. */
export type Address = string | { readonly href: string } | { readonly url: string }

/**
 * Gives the whole address of a path, and of an address that lies on the configured origin.
 * Throws TypeError for anything else: a token goes to the configured origin only (attack A223).
 */
export type UrlOf = (input: Address) => string

declare const location: { readonly origin: string } | undefined

/** `https://api.example`, with a path or without; or a path on the page's own origin, or nothing. */
const baseForm = /^(https?:\/\/[^/?#\\@\s]+)?(\/[^/?#\\@\s]+)*$/i

export function createUrlOf(baseUrl: string): UrlOf {
  const base = baseUrl.replace(/\/+$/, '')
  const found = baseForm.exec(base)
  if (found === null) throw new TypeError('baseUrl is an origin or a path')
  const here = typeof location === 'undefined' ? '' : location.origin
  const origin = (found[1] ?? here).toLowerCase()
  return (input) => {
    const { href = input, url = href } = input as { readonly [name: string]: unknown }
    // Readers of addresses leave tabs and line ends out, wherever they stand.
    const text = String(url).replace(/[\t\r\n]/g, '')
    if (/^\/(?![/\\])/.test(text)) return base + text
    // A URL and a Request write the host in small letters.
    if (/^https?:\/\/[^/?#]*/.exec(text.toLowerCase())?.[0] === origin) return text
    throw new TypeError('the address is on another origin')
  }
}

/**
 * Where to go after signing in: the path that was asked for, if it is one on this very site, else
 * `fallback`. Everything a browser could take for another site or a script is refused
 * (attack A224).
 */
export function nextPath(wish: unknown, fallback = '/'): string {
  const isPath = typeof wish === 'string' && /^(?![^?#]*\/\/)\/[^\s\\]*$/.test(wish)
  return isPath ? wish : fallback
}
