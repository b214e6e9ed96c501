import { type CoreOptions, type Notice, SendError, type ZtokenError } from '../src/index.ts'
import { enrol } from './authenticator.ts'
import { openCodes } from './code-scene.ts'
import { password, phone } from './open.ts'

export const email = 'owner@example.com'
export const login = { phone, password }
export const hour = 3600
export const day = 24 * hour

/**
 * Somebody with a proven phone, a password and an authenticator, who hears of what happens by text and
 * by mail; with an address that is proven as well where `hasMail` says so.
 */
export async function recoveryScene({
  hasMail = false,
  ...options
}: Partial<CoreOptions> & { readonly hasMail?: boolean } = {}) {
  const notices: Notice[] = []
  const outage = { isOn: false }
  const keep = async (notice: Notice): Promise<void> => {
    if (outage.isOn) throw new SendError('unreachable')
    notices.push(notice)
  }
  const all = await openCodes({ notify: { sms: keep, email: keep }, report() {}, ...options })
  const { core, ask, advance } = all
  await core.loginWithCode(await ask('login'))
  await core.resetPasswordWithCode({ ...(await ask('password_reset')), newPassword: password })
  const first = await core.login(login)
  if (hasMail) {
    await core.addIdentity(core.authenticate(first.accessToken), await ask('verify', { email }))
  }
  const enrolled = await enrol(all, first)
  advance(60)
  await all.messages()
  notices.length = 0
  /** What a login that ends at the factor says. */
  const due = async (asked: Promise<unknown> = core.login(login)) => {
    const error = (await asked.then(
      () => new Error('it opened a session'),
      (reason: unknown) => reason,
    )) as ZtokenError
    if (error.code !== 'factor_required') throw error
    return error.data as Readonly<Record<string, string>>
  }
  const ticket = async (asked?: Promise<unknown>) => (await due(asked)).ticket ?? ''
  return {
    ...all,
    ...enrolled,
    notices,
    outage,
    due,
    ticket,
    begin: async () => core.askFactorRecovery(await ticket()),
    finish: async (asked?: Promise<unknown>) => core.finishFactorRecovery(await ticket(asked)),
  }
}
