import type { AccessName, GrantView, Operation, Permission } from '@ztoken/contract'
import type { Core } from '@ztoken/core'
import type { TokenHeader } from '@ztoken/guard'
import { loginRequired, type OnRequest, requirePermission } from '@ztoken/guard/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Answer, GrantAnswer } from './answer.ts'
import type { RequestOf } from './asked.ts'
import type { Carrier, Held } from './cookies/carrier.ts'
import { tokenOrPermission } from './service-tokens.ts'

/**
 * Does what an operation is for. In: what path, query and body say, as one object, after the schemas;
 * the request; the reply, for headers. Out: the data of the reply. Throws ZtokenError.
 */
export type Handler<Input, Data, Media extends string, Request> = (
  input: NonNullable<Input>,
  request: Request,
  reply: FastifyReply,
) => Answer<Data, Media> | Promise<Answer<Data, Media>>

/** How the tokens of whoever asks for new ones are to travel. */
interface Transported {
  readonly transport?: 'body' | 'cookie' | undefined
}

/**
 * Gives new tokens; how they travel is not its concern. In: what the body says, the request, and
 * what the browser holds in cookies. Throws ZtokenError.
 */
export type GrantHandler<Input, Data, Request> = (
  input: NonNullable<Input>,
  request: Request,
  held: Held,
) => Promise<GrantAnswer<Data>>

export type ErrorHandler = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void

/** What a feature answers with. */
export interface Http {
  /** Where tokens are looked for. */
  readonly tokenHeader: TokenHeader
  /** Answers an operation, behind the guard that its record names. */
  route<Input, Data, Access extends AccessName, Media extends string>(
    operation: Operation<Input, Data, Access, Media>,
    handler: Handler<NoInfer<Input>, NoInfer<Data>, NoInfer<Media>, RequestOf<NoInfer<Access>>>,
    onError?: ErrorHandler,
  ): void
  /**
   * The same for an operation that gives new tokens, and takes a `transport`: in the body of the
   * reply or in cookies.
   */
  grantRoute<Input extends Transported, Data extends GrantView, Access extends AccessName>(
    operation: Operation<Input, Data, Access, never>,
    handler: GrantHandler<NoInfer<Input>, NoInfer<Data>, RequestOf<NoInfer<Access>>>,
  ): void
  /** The same for other services as well: who sends one of these tokens needs no permission. */
  serviceRoute<Input, Data, Access extends Permission, Media extends string>(
    operation: Operation<Input, Data, Access, Media>,
    tokens: readonly string[],
    handler: Handler<NoInfer<Input>, NoInfer<Data>, NoInfer<Media>, FastifyRequest>,
  ): void
  /** What is in the cookies of browsers. */
  readonly carrier: Carrier
  /** The application around: its log, and hooks on its life and on every request. */
  readonly app: Pick<FastifyInstance, 'addHook' | 'log'>
  /** How many event streams of each kind are open; whoever opens some says so. */
  readonly eventStreams: Map<string, () => number>
}

/** An operation, and who is let on to what. */
export interface Route {
  readonly operation: Operation
  readonly guard: OnRequest | null
  readonly handler: Handler<unknown, unknown, string, FastifyRequest>
  readonly onError: ErrorHandler | null
}

/** Takes up what features answer. */
export function collectRoutes(
  app: Http['app'],
  core: Core,
  carrier: Carrier,
  header: TokenHeader = 'any',
): { readonly http: Http; readonly routes: readonly Route[] } {
  const routes: Route[] = []

  function add(
    operation: unknown,
    guard: OnRequest | null,
    handler: unknown,
    onError?: unknown,
  ): void {
    // What one operation's handler takes and gives is checked where it is handed in.
    routes.push({ operation, guard, handler, onError: onError ?? null } as Route)
  }

  const http: Http = {
    app,
    eventStreams: new Map(),
    tokenHeader: header,
    carrier,
    route: (operation, handler, onError) =>
      add(operation, guardOf(core, operation, header), handler, onError),
    grantRoute: (operation, handler) =>
      add(operation, guardOf(core, operation, header), granting(carrier, operation, handler)),
    serviceRoute: (operation, tokens, handler) =>
      add(operation, tokenOrPermission(core, tokens, operation.access, header), handler),
  }
  return { http, routes }
}

interface GrantInput extends Transported {
  readonly remember?: boolean
}

/** Where nobody is asked whether to remember them, a session goes on as it did. */
function granting<Input, Data, Request>(
  carrier: Carrier,
  { body }: Pick<Operation, 'body'>,
  handler: GrantHandler<Input, Data, Request>,
): (input: GrantInput, request: FastifyRequest, reply: FastifyReply) => Promise<object> {
  const isEntrance = 'remember' in Object(Object(body).properties)
  return async ({ transport, remember, ...input }, request, reply) => {
    const { held, carry } = carrier.begin(transport, request)
    const given = input as NonNullable<Input>
    const { grant, ...more } = await handler(given, request as Request, held)
    return { ...more, ...carry(grant, reply, isEntrance ? remember === true : undefined) }
  }
}

function guardOf(
  core: Core,
  { access, isTutorial, stepUp }: Pick<Operation, 'access' | 'isTutorial' | 'stepUp'>,
  header: TokenHeader,
): OnRequest | null {
  if (access === 'anybody') return null
  if (isTutorial) return loginRequired(core, { replies: 'tutorial' })
  const options = { header, ...(stepUp && { stepUp }) }
  return access === 'callers'
    ? loginRequired(core, options)
    : requirePermission(core, access, options)
}
