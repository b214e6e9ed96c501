import { type Language, languageOf, messageOf, type Reply } from '@ztoken/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Success, in the language asked for. */
export function ok<Data>(request: FastifyRequest, data: Data): Reply<Data> {
  return okIn(data, languageOf(request.headers['accept-language']))
}

export function okIn<Data>(data: Data, language: Language): Reply<Data> {
  const msg = messageOf('ok', language)
  return data === undefined ? { code: 0, msg } : { code: 0, msg, data }
}

/**
 * Has the browser forget what it kept of this origin in its caches, pages for the back button too.
 * Not its storage and cookies: this origin may be an application's, whose other data are not ours.
 */
export function clearBrowserCaches(reply: FastifyReply): void {
  reply.header('clear-site-data', '"cache"')
}
