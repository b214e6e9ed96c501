/**
 * What a document takes for given beside the snippet that it shows: somebody's own application, and
 * what the text before has made. A snippet that makes one of these itself hides it here. No name of
 * ours is among them that a reader has to import.
 */
declare const auth: import('ztoken').Ztoken
declare const secret: string
declare const app: import('fastify').FastifyInstance
declare const handler: import('fastify').RouteHandlerMethod
declare const greet: (userId: string | null, address: string | null, device: string | null) => void
declare const metrics: { count(event: string): void }

// A request of a webhook, as it came.
declare const rawBody: string
declare const request: { readonly headers: Record<string, string> }

// A socket, and what its other end has sent.
declare const socket: import('ws').WebSocket
declare const token: string
declare const accessToken: string

// A front end.
declare const client: import('@ztoken/sdk').Client
declare const password: string
declare const another: string
declare const showHint: (text: string) => void
