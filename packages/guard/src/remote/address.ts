import { isLoopback } from '@ztoken/contract'

/**
 * An address out of the configuration: https, or http on this machine, without credentials, query
 * or fragment. Throws TypeError otherwise. No address ever comes out of a token or an answer.
 */
export function checkedAddress(name: string, given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : null
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
  if (url === null || !isSafe || `${url.username}${url.password}${url.search}${url.hash}` !== '') {
    throw new TypeError(`${name} is an https URL (http for this machine alone) and nothing more`)
  }
  return url
}
