import { callerOperations } from '@ztoken/contract'
import { Kept } from '../http/answer.ts'
import { callerOf } from '../http/asked.ts'
import { callerView } from '../http/caller-view.ts'
import type { Http } from '../http/route.ts'

/**
 * Who holds the token, from memory: for a proxy that asks before it lets a request on (nginx
 * `auth_request`, Traefik `forwardAuth`), which takes the ids from the headers.
 */
export function caller({ route }: Http): void {
  route(callerOperations.readCaller, (_input, request, reply) => {
    const asking = callerOf(request)
    const { userId, sessionId } = asking
    reply.header('x-user-id', userId)
    if (sessionId !== null) reply.header('x-session-id', sessionId)
    return new Kept(asking.token, () => callerView(asking))
  })
}
