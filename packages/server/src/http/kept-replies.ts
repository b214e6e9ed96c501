import { type Language, languageOf } from '@ztoken/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Kept } from './answer.ts'

const mediaType = 'application/json; charset=utf-8'

/**
 * Sends what one route keeps: the bytes of a reply, for as long as what they are made of is the same
 * object. In: what a reply says around its data, and whether in one language or in that of whoever
 * asks.
 */
export function keepingReplies(
  around: (data: unknown, language: Language) => object,
  only?: Language,
): (kept: Kept<unknown>, request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  const replies: Record<Language, WeakMap<object, Buffer>> = {
    'zh-CN': new WeakMap(),
    en: new WeakMap(),
  }

  return function send({ source, data }, { headers }, reply) {
    const language = only ?? languageOf(headers['accept-language'])
    let bytes = replies[language].get(source)
    if (bytes === undefined) {
      bytes = Buffer.from(reply.serialize(around(data(), language)) as string)
      replies[language].set(source, bytes)
    }
    return reply.header('content-type', mediaType).send(bytes)
  }
}
