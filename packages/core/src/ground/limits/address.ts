import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * What failures of an address are counted under: an IPv4 address as it is, an IPv6 address by its
 * /64, because one customer has that many. Anything else shares one key.
 */
export function addressKey(address: string | null): string {
  const bare = (address ?? '').split('%', 1)[0] ?? ''
  // The library also reads what no socket says: 0x7f.1, 127.1.
  if (isIP(bare) === 0) return 'unknown'
  const known = ipaddr.process(bare)
  if (known instanceof ipaddr.IPv4) return known.toString()
  const network = known.parts.slice(0, 4).map((part) => part.toString(16))
  return `${network.join(':')}::/64`
}

/** The /48 around an IPv6 key, which one provider or company may have; null for anything else. */
export function siteKey(key: string): string | null {
  if (!key.endsWith('::/64')) return null
  return `${key.split(':', 3).join(':')}::/48`
}
