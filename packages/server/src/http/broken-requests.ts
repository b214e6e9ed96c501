import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { failureReply, languageOf } from '@ztoken/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { requestIdHeader } from './request-ids.ts'

/**
 * A path that cannot be decoded never reaches a route. It is answered as any bad request, and not
 * shown back: it may hold a token.
 */
export function answerBadPath(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const language = languageOf(request.headers['accept-language'])
  reply.header(requestIdHeader, request.id)
  reply.code(400).send(failureReply('invalid_request', language, { requestId: request.id }))
}

const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** What is no HTTP request gets the one answer that can still be sent, and the line is closed. */
export function answerNoRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = statuses[error.code ?? ''] ?? 400
  const requestId = randomUUID()
  const body = JSON.stringify(failureReply('invalid_request', languageOf(undefined), { requestId }))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    `${requestIdHeader}: ${requestId}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
