import { type AnyOperation, codes, type Operation } from '@ztoken/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Content, InPieces, Kept, streaming } from './answer.ts'
import { permissionAsked } from './asked.ts'
import { keepingReplies } from './kept-replies.ts'
import { textInPieces } from './pieces.ts'
import { ok, okIn } from './reply.ts'
import type { Route } from './route.ts'
import { schemaOf } from './schema.ts'
import { readAnything } from './tutorial-body.ts'
import { leaveUnread } from './unread-body.ts'

/** Has an application answer these routes. */
export async function registerRoutes(
  app: FastifyInstance,
  routes: readonly Route[],
): Promise<void> {
  for (const route of routes) {
    const { takes, isTutorial } = route.operation
    if (takes === undefined && !isTutorial) register(app, route)
    else {
      // Parsers of its own.
      await app.register(async (inner) => {
        if (takes === undefined) readAnything(inner)
        else leaveUnread(inner, takes)
        register(inner, route)
      })
    }
  }
}

function register(app: FastifyInstance, { operation, guard, handler, onError }: Route): void {
  const { method, path, access, content = [] } = operation
  const inputOf = readerOf(operation)
  const sendAnswer = senderOf(operation)
  app.route({
    method,
    url: path,
    schema: schemaOf(operation as AnyOperation),
    config: { [permissionAsked]: access.includes(':') ? access : undefined },
    ...(guard && { onRequest: guard }),
    ...(onError && { errorHandler: onError }),
    // There is no head of a stream without the stream.
    ...(content.includes('text/event-stream') && { exposeHeadRoute: false }),
    handler: (request, reply) => {
      const answer = handler(inputOf(request), request, reply)
      // What is known at once goes out at once: every promise in between costs its time.
      return answer instanceof Promise
        ? answer.then((settled) => sendAnswer(settled, request, reply))
        : sendAnswer(answer, request, reply)
    },
  })
}

/** What was checked, as one object. A body that is left out is an empty one. */
function readerOf({ params, query, body }: Operation): (request: FastifyRequest) => object {
  const parts = [params, query, body].filter((schema) => schema !== undefined)
  if (parts.length > 1) {
    return (request) => ({
      ...(params && (request.params as object)),
      ...(query && (request.query as object)),
      ...(body && (request.body as object)),
    })
  }
  if (params !== undefined) return (request) => request.params as object
  if (query !== undefined) return (request) => request.query as object
  return (request) => (body && (request.body as object | null | undefined)) ?? nothing
}

const nothing = {}

type Sender = (answer: unknown, request: FastifyRequest, reply: FastifyReply) => unknown

function senderOf({ isTutorial, status }: Operation): Sender {
  if (isTutorial) {
    const sendKept = keepingReplies(tutorialReply, 'zh-CN')
    return (answer, request, reply) =>
      answer instanceof Kept ? sendKept(answer, request, reply) : tutorialReply(answer)
  }
  const sendKept = keepingReplies(okIn)
  return (answer, request, reply) => {
    if (answer instanceof Kept) return sendKept(answer, request, reply)
    if (answer === streaming) return reply
    if (answer instanceof Content) return sendContent(answer, reply)
    if (answer instanceof InPieces) {
      return reply.type('application/json; charset=utf-8').send(textInPieces(request, answer))
    }
    if (status !== undefined) reply.code(status)
    return ok(request, answer)
  }
}

function tutorialReply(data: unknown): object {
  const { number: code, zh: msg } = codes.ok
  return data === undefined ? { code, msg } : { code, msg, data }
}

function sendContent({ body, header }: Content<string>, reply: FastifyReply): FastifyReply {
  return body === null ? reply.code(304).send() : reply.type(header).send(body)
}
