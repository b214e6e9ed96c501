import type { Readable } from 'node:stream'
import { ZtokenError } from '@ztoken/contract'
import type { FastifyInstance } from 'fastify'

/** A sender on a bad line has so long; where we listen ourselves a request ends sooner. */
const readingMilliseconds = 30_000

/** Bodies are of these types, as they declare, and are left unread until they are let in. */
export function leaveUnread(app: FastifyInstance, types: readonly string[]): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser([...types], (_request, body, done) => done(null, body))
}

/**
 * The whole of a body; its declared length is NaN where there is none. Throws ZtokenError
 * `body_too_large` as soon as it is known to be longer than `mostBytes`, `invalid_request` where it
 * breaks off or takes too long.
 */
export async function readBody(
  body: Readable | undefined,
  declaredLength: number,
  mostBytes: number,
): Promise<Buffer> {
  if (body === undefined) return Buffer.alloc(0)
  if (declaredLength > mostBytes) throw new ZtokenError('body_too_large')
  const late = setTimeout(() => body.destroy(new Error('too slow')), readingMilliseconds)
  const pieces: Buffer[] = []
  let length = 0
  try {
    // Not destroyed when left early: the reply still goes out on its line.
    for await (const piece of body.iterator({ destroyOnReturn: false })) {
      pieces.push(piece)
      length += piece.length
      if (length > mostBytes) throw new ZtokenError('body_too_large')
    }
  } catch (error) {
    throw error instanceof ZtokenError
      ? error
      : new ZtokenError('invalid_request', { cause: error })
  } finally {
    clearTimeout(late)
  }
  return Buffer.concat(pieces)
}
