import { isIPv6 } from 'node:net'
import { isLoopback } from '@ztoken/contract'

/** True for an address or a name at which this machine alone listens, in any spelling: `127.1`. */
export function listensLocally(host: string): boolean {
  const url = `http://${isIPv6(host) ? `[${host}]` : host}`
  return URL.canParse(url) && isLoopback(new URL(url).hostname)
}
