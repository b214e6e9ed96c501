import { isIP } from 'node:net'
import type { Read } from './readers.ts'

/** As long as the name of a socket may be on every system (sun_path of macOS: 104 with its end). */
const longestSocket = 103
const name = /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?$/i

/** Where to listen: an address, a name of this machine, or a path, which is a unix socket's. */
export const host: Read<string> = (given) => {
  if (isSocketPath(given) || given.startsWith('unix:')) return socket(given)
  const value = /^\[(.+)\]$/.exec(given)?.[1] ?? given
  if (isIP(value) !== 0 || (name.test(value) && !/^[0-9]+$/.test(value))) return { value }
  if (given === '*')
    return 'has to be an address: 0.0.0.0 is every one of this machine, :: with IPv6'
  if (/^[a-z]+:\/\//i.test(given)) return 'has to be an address without a scheme, e.g. 0.0.0.0'
  if (/:[0-9]+$/.test(given)) return 'has to be an address alone: the port belongs in ZTOKEN_PORT'
  return 'has to be an address, a name or the path of a unix socket, e.g. 0.0.0.0, ::1, /run/ztoken.sock'
}

/** True for the path of a unix socket, where an address could stand as well. */
export function isSocketPath(text: string): boolean {
  return /^\.{0,2}\//.test(text)
}

function socket(given: string): ReturnType<Read<string>> {
  const path = given.replace(/^unix:(?:\/\/(?=\/))?/, '')
  if (!isSocketPath(path) || path.endsWith('/')) {
    return 'has to be the path of a unix socket, e.g. /run/ztoken/ztoken.sock'
  }
  return Buffer.byteLength(path) > longestSocket
    ? `has a path longer than a unix socket may have, ${longestSocket} bytes`
    : { value: path }
}
