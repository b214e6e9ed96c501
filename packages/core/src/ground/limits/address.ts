import { isIPv4, isIPv6 } from 'node:net'

/**
 * What failures of an address are counted under: an IPv4 address as it is, an IPv6 address by its
 * /64, because one customer has that many. Anything else shares one key.
 */
export function addressKey(address: string | null): string {
  const bare = (address ?? '').split('%', 1)[0] ?? ''
  if (isIPv4(bare)) return bare
  if (!isIPv6(bare)) return 'unknown'
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)
  if (mapped?.[1] !== undefined) return mapped[1]
  // The URL parser writes an IPv6 address in its one canonical form (RFC 5952).
  const canonical = new URL(`http://[${bare}]`).hostname.slice(1, -1)
  const [head = '', tail = ''] = canonical.split('::')
  const start = head === '' ? [] : head.split(':')
  const end = tail === '' ? [] : tail.split(':')
  const groups = canonical.includes('::')
    ? [...start, ...new Array<string>(8 - start.length - end.length).fill('0'), ...end]
    : start
  if (groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff') {
    return mappedIPv4(groups)
  }
  return `${groups.slice(0, 4).join(':')}::/64`
}

/** The /48 around an IPv6 key, which one provider or company may have; null for anything else. */
export function siteKey(key: string): string | null {
  if (!key.endsWith('::/64')) return null
  return `${key.split(':', 3).join(':')}::/48`
}

function mappedIPv4(groups: readonly string[]): string {
  const [high = 0, low = 0] = groups.slice(6).map((group) => Number.parseInt(group, 16))
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
