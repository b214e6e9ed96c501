import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { InPieces } from './answer.ts'
import { ok } from './reply.ts'

/**
 * The reply with data that come in pieces, written at the pace of who reads it: what has piled up
 * would else be one text of megabytes, for which everybody waits.
 */
export function textInPieces(request: FastifyRequest, { members }: InPieces<unknown>): Readable {
  return Readable.from(textOf(request, Object.entries(members as object)))
}

async function* textOf(
  request: FastifyRequest,
  members: readonly (readonly [string, unknown])[],
): AsyncGenerator<string> {
  let before = `${JSON.stringify(ok(request, undefined)).slice(0, -1)},"data":{`
  for (const [name, value] of members) {
    yield `${before}${JSON.stringify(name)}:`
    if (isList(value)) yield* itemsOf(value)
    else yield JSON.stringify(value)
    before = ','
  }
  yield '}}'
}

function isList(value: unknown): value is AsyncIterable<readonly unknown[]> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

async function* itemsOf(pieces: AsyncIterable<readonly unknown[]>): AsyncGenerator<string> {
  let before = '['
  for await (const piece of pieces) {
    if (piece.length === 0) continue
    yield before + JSON.stringify(piece).slice(1, -1)
    before = ','
  }
  yield before === '[' ? '[]' : ']'
}
