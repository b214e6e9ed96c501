import { isSocketPath } from '../config/hosts.ts'
import type { Settings } from '../config/settings.ts'
import { CommandError } from './terminal.ts'

type Place = Pick<Settings, 'host' | 'port'>

const mayNot = /^(?:EACCES|EPERM)$/
const firstFreePort = 1024

/** Why a server cannot listen where it should, and what to do. */
const onPorts: readonly (readonly [codes: RegExp, words: (place: Place) => string])[] = [
  [
    /^EADDRINUSE$/,
    ({ port }) =>
      `another program listens on port ${port} already, perhaps another ztoken: stop it, or take another port, ZTOKEN_PORT=${port + 1}`,
  ],
  [
    mayNot,
    ({ port }) =>
      port < firstFreePort
        ? `port ${port} is below ${firstFreePort}, where only root listens: take another, ZTOKEN_PORT=8080, with a proxy before it, or give the right (CAP_NET_BIND_SERVICE)`
        : `this user may not listen on port ${port}: take another, with ZTOKEN_PORT`,
  ],
  [
    /^EADDRNOTAVAIL$/,
    ({ host }) =>
      `${host} is no address of this machine: ZTOKEN_HOST=127.0.0.1 is for itself alone, 0.0.0.0 for every way in`,
  ],
  [
    /^(?:ENOTFOUND|EAI_AGAIN)$/,
    ({ host }) =>
      `the name ${host} leads to no address here: ZTOKEN_HOST takes an address, e.g. 127.0.0.1 or 0.0.0.0`,
  ],
  [
    /^(?:EAFNOSUPPORT|EINVAL)$/,
    ({ host }) => `this machine has no addresses of the kind of ${host}`,
  ],
  [/^(?:EMFILE|ENFILE)$/, () => 'this process may open no more files: raise its limit, ulimit -n'],
]

const onSockets: typeof onPorts = [
  [/^EADDRINUSE$/, ({ host }) => `somebody listens on ${host} already`],
  [
    /^(?:EACCES|EPERM|ENOENT|ENOTDIR|EROFS)$/,
    ({ host }) =>
      `the socket ${host} cannot be made: its folder has to be there, and this user has to be allowed to write to it`,
  ],
]

/** A fault of listening, in words; any other as it is. */
export function explainListening(place: Place, error: unknown): unknown {
  const code = String((error as { readonly code?: unknown }).code)
  const table = isSocketPath(place.host) ? onSockets : onPorts
  const words = table.find(([codes]) => codes.test(code))?.[1]
  if (words === undefined) return error
  return new CommandError(`the server cannot listen (${code}): ${words(place)}`)
}
