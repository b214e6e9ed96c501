import type { LightMyRequestResponse } from 'fastify'

/**
 * The body of a reply that is still being written. A fetch runtime tells nobody that its reader is
 * slow; who has this many bytes waiting is cut off, as on a socket.
 */
export function streamed(reply: LightMyRequestResponse, bufferBytes: number): ReadableStream {
  const source = reply.stream()
  const end = (): void => {
    source.destroy()
    reply.raw.res.destroy()
  }
  return new ReadableStream(
    {
      start(controller) {
        source.on('data', (piece: Buffer) => {
          controller.enqueue(piece)
          if ((controller.desiredSize ?? 0) < -bufferBytes) {
            controller.error(new Error('the reader is too slow'))
            end()
          }
        })
        source.once('end', () => controller.close())
        source.on('error', (error) => controller.error(error))
      },
      cancel: end,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  )
}
