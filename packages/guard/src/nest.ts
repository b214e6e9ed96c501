import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type DynamicModule,
  type ExecutionContext,
  SetMetadata,
  type Type,
  UseGuards,
} from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { GuardOptions } from './admission.ts'
import { type Authenticator, findCaller, type Caller as Who } from './caller.ts'
import { askerOf, passOver } from './nest-contexts.ts'
import { type Given, given, guardClass, verbs } from './nest-guards.ts'
import type { StepUpWanted } from './verbs.ts'

export type { GuardOptions } from './admission.ts'
export { type Authenticator, callerOf, findCaller } from './caller.ts'

/** What the guards ask: `imports: [ZtokenModule.forRoot(auth)]`, once. */
// biome-ignore lint/complexity/noStaticOnlyClass: a module of Nest is a class.
export class ZtokenModule {
  /** `options` hold for every guard that does not say otherwise. */
  static forRoot(
    auth: Authenticator | Promise<Authenticator>,
    options: GuardOptions = {},
  ): DynamicModule {
    const useFactory = async (): Promise<Given> => ({ auth: await auth, options })
    const providers = [{ provide: given, useFactory }]
    return { module: ZtokenModule, global: true, providers, exports: [given] }
  }
}

/** A decorator of a route or a controller; what both ask for has to hold. */
export type Guarding = ReturnType<typeof applyDecorators>

/**
 * Asks for a login. Refuses with an HttpException for `token_missing`, `token_invalid`,
 * `token_expired`, `invalid_request`, `unavailable`, and the reason for which a session is over.
 */
export const LoginRequired = (own?: GuardOptions): Guarding =>
  guarding(({ auth, options }) => verbs.loginRequired(auth, { ...options, ...own }))
/** The same for who holds a permission, e.g. `user:edit`; else refuses with `permission_denied`. */
export const RequirePermission = (permission: string, own?: GuardOptions): Guarding =>
  guarding(({ auth, options }) => verbs.requirePermission(auth, permission, { ...options, ...own }))
/** The same for who has a role. */
export const RequireRole = (role: string, own?: GuardOptions): Guarding =>
  guarding(({ auth, options }) => verbs.requireRole(auth, role, { ...options, ...own }))
/** The same for who has shown lately who they are; else refuses with `step_up_required` (RFC 9470). */
export const RequireStepUp = (wanted: StepUpWanted = {}, own?: GuardOptions): Guarding =>
  guarding(({ auth, options }) => verbs.requireStepUp(auth, wanted, { ...options, ...own }))
/** Lets strangers on as well. */
export const OptionalLogin = (own?: GuardOptions): Guarding =>
  guarding(({ auth, options }) => verbs.optionalLogin(auth, { ...options, ...own }))

/** Who a guarded request comes from. */
export type Caller = Who
/** The same as a parameter of a handler, `@Caller() caller: Caller`; null for a stranger. */
export const Caller: () => ParameterDecorator = createParamDecorator(
  (_: unknown, context: ExecutionContext) => {
    const asker = askerOf(context)
    return asker && findCaller(asker.request)
  },
)

const mark = 'ztoken.guarded'
const reflector = new Reflector()

/**
 * Asks for a login where no decorator of ours asks for something: on a controller, or everywhere
 * as `{ provide: APP_GUARD, useClass: LoginGuard }`. Microservices are passed over, with a warning.
 */
export const LoginGuard: Type<CanActivate> = guardClass(({ auth, options }) => {
  const login = verbs.loginRequired(auth, options)
  return {
    canActivate: (context) =>
      reflector.getAllAndOverride(mark, [context.getHandler(), context.getClass()]) ||
      (askerOf(context) === null ? passOver(context) : login.canActivate(context)),
  }
})

/**
 * Has a LoginGuard look at no token at all: what stands in the header may be somebody else's, a
 * webhook's say. A decorator that asks for something on the controller still does.
 */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(mark, true)

/** With the guard itself: a decorator that only left a mark would open a door where none looks. */
function guarding(make: (input: Given) => CanActivate): Guarding {
  return applyDecorators(SetMetadata(mark, true), UseGuards(guardClass(make)))
}
