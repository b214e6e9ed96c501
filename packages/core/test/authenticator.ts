import { generateSync } from 'otplib'
import type { Caller, Grant } from '../src/index.ts'
import type { Opened } from './open.ts'

/** An authenticator app by other people: what it shows now, or so many steps from now. */
export interface Authenticator {
  code(steps?: number): string
}

export function authenticatorOf(secret: string, now: () => number): Authenticator {
  return {
    code: (steps = 0) => generateSync({ secret, epoch: Math.floor(now() / 1000) + steps * 30 }),
  }
}

export interface Enrolled {
  readonly grant: Grant
  readonly caller: Caller
  readonly app: Authenticator
}

/** Whoever holds this grant has an authenticator from now on. */
export async function enrol(
  { core, now }: Pick<Opened, 'core' | 'now'>,
  { accessToken }: { readonly accessToken: string },
): Promise<Enrolled> {
  const caller = core.authenticate(accessToken)
  const { enrolment, secret } = await core.beginTotp(caller)
  const app = authenticatorOf(secret, now)
  const grant = await core.confirmTotp(caller, { enrolment, code: app.code() })
  return { grant, caller: core.authenticate(grant.accessToken), app }
}

/** The ticket of a login that ends at the second factor. */
export async function ticketOf(
  login: Promise<unknown>,
  wanted = 'factor_required',
): Promise<string> {
  const error = await login.then(
    () => null,
    (reason: unknown) => reason,
  )
  const { code, data } = Object(error) as { code?: string; data?: { ticket?: string } }
  if (code !== wanted || data?.ticket === undefined) {
    throw new Error(`no ticket, but ${code ?? 'a session'}`)
  }
  return data.ticket
}

/** A code that is wrong now and one step around. */
export function wrongCode(app: Authenticator): string {
  const right = new Set([app.code(-1), app.code(), app.code(1)])
  return ['000000', '111111', '222222', '333333'].find((code) => !right.has(code)) ?? ''
}
