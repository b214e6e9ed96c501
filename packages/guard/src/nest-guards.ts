import { type CanActivate, type ExecutionContext, HttpException, Inject } from '@nestjs/common'
import type { Admission, GuardOptions } from './admission.ts'
import type { Authenticator } from './caller.ts'
import { askerOf } from './nest-contexts.ts'
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
    const asker = askerOf(context)
    // Where somebody asked for a login and none can be had, nobody gets in.
    if (asker === null) throw new TypeError('ztoken guards HTTP, GraphQL and gateways alone')
    try {
      await admit(asker.request, asker.sent)
      return true
    } catch (error) {
      const { acceptLanguage, reply } = asker
      const { error: cause, ...refusal } = refusalOf(error, { replies, acceptLanguage })
      for (const [name, value] of Object.entries(refusal.headers)) reply?.header(name, value)
      const body = replies === 'framework' ? cause.message : (refusal.body as object)
      if (context.getType() === 'ws') throw await refusalOfGateway(body, cause)
      throw new HttpException(body, refusal.status, { cause })
    }
  }
  return { canActivate }
}

/** A gateway tells its client what a WsException says, and of any other error nothing. */
async function refusalOfGateway(body: string | object, cause: Error): Promise<Error> {
  const name: string = '@nestjs/websockets'
  try {
    const { WsException } = (await import(name)) as {
      WsException: new (body: string | object) => Error
    }
    return Object.assign(new WsException(body), { cause })
  } catch {
    // An adapter of one's own, without that package.
    return cause
  }
}
