import { isIP } from 'node:net'
import { isLoopback, ZtokenError } from '@ztoken/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sendFailure } from './failures.ts'

/** What a request has to be for. */
export interface TargetOptions {
  /** Names under which the server is reached; null: whatever a client calls it. */
  readonly hosts: readonly string[] | null
}

/**
 * Answers requests that are for this server, and spell what they ask in the one way it has: 400 for
 * several `Host` headers, 421 for a name that is not ours (DNS rebinding, attack S16), 404 for
 * another spelling of a path, which would go past whatever a host put before it (attack S23).
 */
export function requireTarget(app: FastifyInstance, { hosts }: TargetOptions): void {
  let isTold = false

  app.addHook('onRequest', (request, reply, done) => {
    const { rawHeaders, url = '' } = request.raw
    const host = hostOf(rawHeaders)
    const isForUs = host !== undefined && (hosts === null || isOurs(host, hosts, request))
    if (isForUs && isCanonical(url)) return done()
    if (!isForUs && host !== undefined && !isTold) {
      isTold = true
      request.log.warn('a request for another host; public_url names the right one')
    }
    const code = host === undefined ? 'invalid_request' : isForUs ? 'not_found' : 'host_unknown'
    sendFailure(new ZtokenError(code), request, reply)
  })
}

/**
 * The one name that a request is for: from `Host` or, where somebody else's server speaks HTTP/2,
 * `:authority`. Null where there is none, undefined where there are several. Looked for in what was
 * sent: Node keeps the first of several.
 */
function hostOf(rawHeaders: readonly string[]): string | null | undefined {
  let host: string | null = null
  let authority: string | null = null
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string
    if (name.length === 4 && name.toLowerCase() === 'host') {
      if (host !== null) return undefined
      host = rawHeaders[at + 1] as string
    } else if (name === ':authority') authority = rawHeaders[at + 1] as string
  }
  if (host !== null && authority !== null && host !== authority) return undefined
  return host ?? authority
}

const nameAndPort = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/

/** This machine's own names, those we are told, and the address that was asked, e.g. by a probe. */
function isOurs(
  host: string | null,
  hosts: readonly string[],
  { socket }: FastifyRequest,
): boolean {
  const name = nameAndPort.exec(host?.toLowerCase() ?? '')?.[1]
  if (name === undefined) return false
  return isLoopback(name) || hosts.includes(name) || isAddressOf(name, socket.localAddress)
}

/** Nobody's name leads to an address that is written as one. */
function isAddressOf(name: string, local: string | undefined): boolean {
  if (local === undefined) return false
  const bare = name.replace(/^\[|\]$/g, '')
  return isIP(bare) !== 0 && (bare === local || `::ffff:${bare}` === local)
}

/** What might be another spelling; most paths are done with after this. */
const suspicious = /[%#;\\]|\/\/|\/\.\.?(?:[/?]|$)/
/** A character that cannot stand as it is, in capitals; a slash, in whatever form, is none of one. */
const encoded = /%(?:[01][0-9A-F]|2[0-46-9A-C]|3[A-F]|40|5[BDE]|60|7[B-DF]|[89A-F][0-9A-F])/g

/**
 * True for a path in its one spelling: from its first slash on no empty, `.` or `..` segment, no
 * parameter after `;`, no fragment, and nothing encoded that may stand as it is.
 */
export function isCanonical(url: string): boolean {
  if (url.charCodeAt(0) !== 0x2f) return false
  if (!suspicious.test(url)) return true
  if (url.includes('#')) return false
  const end = url.indexOf('?')
  const path = end === -1 ? url : url.slice(0, end)
  return !suspicious.test(path.replace(encoded, ''))
}

/**
 * The names under which an application is reached. In: its public URL, and whether this machine
 * alone reaches it. Out: null where it may be called anything. Throws TypeError for an address that
 * is none.
 */
export function hostsOf(publicUrl: string | undefined, isLocal: boolean): readonly string[] | null {
  if (publicUrl !== undefined) return [nameIn(publicUrl)]
  return isLocal ? [] : null
}

function nameIn(publicUrl: string): string {
  if (/^https?:\/\/[^?#]+$/.test(publicUrl) && URL.canParse(publicUrl)) {
    return new URL(publicUrl).hostname
  }
  throw new TypeError('publicUrl is an http(s) address without a query')
}
