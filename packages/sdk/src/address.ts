/**
 * Gives the whole address of a path, and of an address that lies on the configured origin.
 * Throws TypeError for anything else: a token goes to the configured origin only (attack A223).
 */
export type UrlOf = (input: string | { readonly href: string }) => string

/** `https://api.example`, with a path or without; or a path on the page's own origin, or nothing. */
const baseForm = /^(https?:\/\/[^/?#\\@\s]+)?(\/[^/?#\\@\s]+)*$/i

export function createUrlOf(baseUrl: string): UrlOf {
  const base = baseUrl.replace(/\/+$/, '')
  const found = baseForm.exec(base)
  if (found === null) throw new TypeError('baseUrl is an origin: https://api.example')
  const origin = found[1]
  return (input) => {
    // Readers of addresses leave tabs and line ends out, wherever they stand.
    const { href = input } = input as { readonly href?: string }
    const text = String(href).replace(/[\t\r\n]/g, '')
    if (/^\/(?![/\\])/.test(text)) return base + text
    if (origin !== undefined && text.startsWith(origin)) {
      if (/^([/?#]|$)/.test(text.slice(origin.length))) return text
    }
    throw new TypeError('the address is on another origin')
  }
}

/**
 * Where to go after signing in: the path that was asked for, if it is one on this very site, else
 * `fallback`. Everything a browser could take for another site or a script is refused
 * (attack A224).
 */
export function nextPath(wish: unknown, fallback = '/'): string {
  const isPath = typeof wish === 'string' && /^\/(?!\/)[^\s\\]*$/.test(wish)
  return isPath && !/^[^?#]*\/\//.test(wish) ? wish : fallback
}
