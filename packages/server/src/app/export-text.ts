import { Readable } from 'node:stream'
import type { AccountExportInPieces } from '@ztoken/core'
import type { FastifyRequest } from 'fastify'
import { ok } from './route.ts'

/**
 * The reply with everything kept about somebody, written at the pace of who reads it: what an
 * account has piled up would else be one text of megabytes, for which everybody waits.
 */
export function exportText(request: FastifyRequest, pieces: AccountExportInPieces): Readable {
  return Readable.from(textOf(request, pieces))
}

async function* textOf(
  request: FastifyRequest,
  { user, sessions, audit }: AccountExportInPieces,
): AsyncGenerator<string> {
  const envelope = JSON.stringify(ok(request)).slice(0, -1)
  yield `${envelope},"data":{"user":${JSON.stringify(user)},"sessions":[`
  yield* itemsOf(sessions)
  yield '],"audit":['
  yield* itemsOf(audit)
  yield ']}}'
}

async function* itemsOf(pieces: AsyncIterable<readonly unknown[]>): AsyncGenerator<string> {
  let comma = ''
  for await (const piece of pieces) {
    if (piece.length === 0) continue
    yield comma + JSON.stringify(piece).slice(1, -1)
    comma = ','
  }
}
