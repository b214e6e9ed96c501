import { type CanActivate, type ExecutionContext, HttpException, Inject } from '@nestjs/common'
import type { Admission, GuardOptions } from './admission.ts'
import type { Authenticator } from './caller.ts'
import { type Replies, refusalOf } from './reply.ts'
import { type GuardVerbs, guardVerbs } from './verbs.ts'

/** The verbs as guards that are made by hand; `nest.ts` has Nest make them. */
export const verbs: GuardVerbs<CanActivate> = guardVerbs(guardOf)

/** What Nest hands to our guards. */
export interface Given {
  readonly auth: Authenticator
  readonly options: GuardOptions
}
/** The name Nest finds it by. */
export const given: symbol = Symbol.for('ztoken.given')

/** The class of a guard that Nest makes with what it was given. */
export function guardClass(make: (input: Given) => CanActivate): new (input: Given) => CanActivate {
  class Guard implements CanActivate {
    readonly canActivate: CanActivate['canActivate']
    constructor(input: Given) {
      this.canActivate = make(input).canActivate
    }
  }
  Inject(given)(Guard, undefined, 0)
  return Guard
}

function guardOf(admit: Admission, replies: Replies): CanActivate {
  async function canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') throw new TypeError('ztoken guards HTTP routes alone')
    const [request, reply] = context.getArgs()
    try {
      // Express hands over the request of node:http itself, Fastify one that has it.
      await admit(request, request.raw ?? request)
      return true
    } catch (error) {
      const acceptLanguage = request.headers['accept-language']
      const { error: cause, ...refusal } = refusalOf(error, { replies, acceptLanguage })
      for (const [name, value] of Object.entries(refusal.headers)) reply.header(name, value)
      const body = replies === 'framework' ? cause.message : (refusal.body as object)
      throw new HttpException(body, refusal.status, { cause })
    }
  }
  return { canActivate }
}
