const loopback = /^(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])$/

/** True for a host that is this machine and nothing beyond it, as a URL writes it. */
export function isLoopback(host: string): boolean {
  return loopback.test(host)
}
