import { type ExecutionContext, Logger } from '@nestjs/common'
import type { RequestHeaders } from './credentials.ts'

/** What an execution context holds of who asks; the fields of each transport as they are. */
interface Holder {
  readonly raw?: RequestHeaders
  readonly rawHeaders?: readonly string[]
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly req?: Holder
  readonly request?: Holder
  readonly reply?: Holder
  readonly extra?: Holder
  readonly upgradeReq?: Holder
  readonly handshake?: Holder & { readonly auth?: { readonly token?: unknown } }
}

/** Who asks, what they sent, and what a refusal may be told to. */
export interface Asker {
  /** What the caller is remembered on. */
  readonly request: object
  readonly sent: RequestHeaders
  readonly acceptLanguage: string | undefined
  /** Null where the reply is not the guard's to write on. */
  readonly reply: { header(name: string, value: string): unknown } | null
}

/**
 * Who asks, in a context of Nest's: HTTP; GraphQL, whose context has the request as Apollo (`req`),
 * Mercurius (`reply.request`) and graphql-ws (`extra.request`) leave it; a gateway, by the handshake
 * of socket.io or the `upgradeReq` that an application kept on a client of ws. Null for any other.
 */
export function askerOf(context: ExecutionContext): Asker | null {
  const [first, second, third] = context.getArgs()
  const type: string = context.getType()
  if (type === 'http') return asker(first, first, second)
  if (type === 'graphql') {
    const held: Holder = Object(third)
    const found = held.req ?? held.request ?? held.reply?.request ?? held
    return asker(found, found.extra?.request ?? held.extra?.request ?? found, null)
  }
  if (type !== 'ws') return null
  const client: Holder = Object(first)
  const { handshake, upgradeReq, request } = client
  if (handshake === undefined) return asker(client, upgradeReq ?? request ?? {}, null)
  const { token } = Object(handshake.auth)
  const own = token === undefined ? [] : ['z-token', String(token).replace(/^bearer /i, '')]
  const given = Object.entries(handshake.headers ?? {}).flat(2) as string[]
  const sent = request?.rawHeaders ?? given
  // A token more is one too many, as anywhere else.
  const { headers } = handshake
  return asker(client, { rawHeaders: [...sent, ...own], ...(headers && { headers }) }, null)
}

function asker(request: object, from: Holder, reply: Asker['reply']): Asker {
  const language = from.headers?.['accept-language']
  return {
    request,
    // Express hands over the request of node:http itself, Fastify one that has it.
    sent: from.raw ?? (from as RequestHeaders),
    acceptLanguage: typeof language === 'string' ? language : undefined,
    reply,
  }
}

const passedOver = new Set<string>()

/** Says once for each kind that a guard that stands everywhere lets it by. */
export function passOver(context: ExecutionContext): true {
  const type: string = context.getType()
  if (!passedOver.has(type)) {
    passedOver.add(type)
    new Logger('ztoken').warn(
      `LoginGuard passes over ${type} contexts: no token comes with them. Guard them by other means.`,
    )
  }
  return true
}
