import type { PasskeyCreation } from '@ztoken/contract'
import { describe, expect, it } from 'vitest'
import { authenticatorOf, ticketOf, wrongCode } from './authenticator.ts'
import { openCodes } from './code-scene.ts'
import { failsWith, open, password, phone, start } from './open.ts'
import { rpId, url } from './passkey-scene.ts'
import { softAuthenticator } from './soft-authenticator.ts'

const login = { phone, password }
const code = 'factor_enrolment_required'
const day = 86_400

/** The ticket of a login that ends at the enrolment. */
async function enrolmentTicketOf(asked: Promise<unknown>): Promise<string> {
  const error = await asked.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ code, data: { expires_in: '600' } })
  return (error as { data: { ticket: string } }).data.ticket
}

describe('a second factor that is required', () => {
  it('of everybody is asked for at the next login, which sets it up', async () => {
    const { core, now, advance } = await open({ factorsRequired: 'all' })
    const first = await core.register(login)
    const ticket = await enrolmentTicketOf(core.login(login, { device: 'a phone' }))
    const { enrolment, secret, uri } = await core.beginTotpWithTicket(ticket)
    expect(uri).toContain(secret)
    const app = authenticatorOf(secret, now)
    const shown = { ticket, enrolment, code: app.code() }
    const grant = await core.confirmTotpWithTicket(shown)
    expect(grant.session).toMatchObject({ device: 'a phone', amr: ['pwd', 'otp', 'mfa'] })
    await expect(core.refresh(first.refreshToken)).rejects.toThrow()
    const again = core.confirmTotpWithTicket(shown)
    await expect(again).rejects.toMatchObject(failsWith('factor_ticket_invalid'))
    advance(30)
    const next = await ticketOf(core.login(login))
    await core.loginWithFactor({ ticket: next, kind: 'totp', code: app.code() })
  })

  it('is set up as a passkey as well, which signs in once it is confirmed and not before', async () => {
    const { core, now } = await open({ factorsRequired: 'all', passkeys: { url } })
    const first = await core.register(login)
    const ticket = await enrolmentTicketOf(core.login(login, { device: 'a phone' }))
    const device = softAuthenticator(url)
    const credential = device.create(await core.beginPasskeyWithTicket(ticket))
    await enrolmentTicketOf(core.login(login))
    const added = { ticket, credential, name: 'a key' }
    const foreign = { ...added, ticket: await enrolmentTicketOf(core.login(login)) }
    const wrong = failsWith('passkey_wrong')
    await expect(core.addPasskeyWithTicket(foreign)).rejects.toMatchObject(wrong)
    const grant = await core.addPasskeyWithTicket(added)
    expect(grant.session).toMatchObject({ device: 'a phone', amr: ['pwd', 'hwk', 'mfa'] })
    await expect(core.refresh(first.refreshToken)).rejects.toThrow()
    const over = failsWith('factor_ticket_invalid')
    await expect(core.beginPasskeyWithTicket(ticket)).rejects.toMatchObject(over)
    const caller = core.authenticate(grant.accessToken)
    expect(await core.passkeys(caller)).toMatchObject([{ name: 'a key', createdAt: now() }])
    const next = await ticketOf(core.login(login))
    const shown = device.get(await core.beginPasskeyLogin({ ticket: next }))
    await core.loginWithPasskey({ ticket: next, credential: shown })
  })

  it('as a passkey is set up where there are any, with a name, on what is proven', async () => {
    const plain = await open({ factorsRequired: 'all' })
    await plain.core.register(login)
    const none = plain.core.beginPasskeyWithTicket(await enrolmentTicketOf(plain.core.login(login)))
    await expect(none).rejects.toMatchObject(failsWith('passkeys_unavailable'))
    const { core } = await openCodes({ factorsRequired: 'all', passkeys: { url } })
    await core.register(login)
    const ticket = await enrolmentTicketOf(core.login(login))
    const unproven = core.beginPasskeyWithTicket(ticket)
    await expect(unproven).rejects.toMatchObject(failsWith('identity_unproven'))
    const options = { challenge: 'x', rp: { id: rpId }, user: { id: 'x' } } as PasskeyCreation
    const credential = softAuthenticator(url).create(options)
    const nameless = core.addPasskeyWithTicket({ ticket, credential, name: '' })
    await expect(nameless).rejects.toMatchObject({ code: 'invalid_request', field: '/name' })
  })

  it('A361 by a role is asked of who has it, from the next login after it was given', async () => {
    const { core } = await open({ factorsRequired: 'roles', factorRoles: ['admin', 'support'] })
    const { user, refreshToken } = await core.register(login)
    await core.login(login)
    await core.putRole({ name: 'support', permissions: ['user:read'] })
    await core.updateManagedUser(user.id, { roles: ['support'] })
    await core.refresh(refreshToken)
    await enrolmentTicketOf(core.login(login))
    await core.updateManagedUser(user.id, { roles: [] })
    await core.login(login)
  })

  it('A361 from a day on leaves everybody the time until then', async () => {
    const from = start + 7 * day * 1000
    const { core, advance } = await open({ factorsRequired: 'all', factorsRequiredFrom: from })
    await core.register(login)
    advance(7 * day - 1)
    await core.login(login)
    advance(1)
    await enrolmentTicketOf(core.login(login))
  })

  it('is not asked of whom the application vouches for, and by the tutorial’s route without a ticket', async () => {
    const { core } = await open({ factorsRequired: 'all' })
    const { user } = await core.register(login)
    await core.createToken(user.id)
    const asked = core
      .tutorialLogin({ phone, password })
      .catch(({ data, ...error }) => [error.code, data])
    expect(await asked).toEqual([code, {}])
  })

  it('a code that is not the app’s sets up none, and names what was wrong', async () => {
    const { core, now } = await open()
    const { accessToken } = await core.register(login)
    const caller = core.authenticate(accessToken)
    const { enrolment, secret } = await core.beginTotp(caller)
    const code = wrongCode(authenticatorOf(secret, now))
    const confirming = core.confirmTotp(caller, { enrolment, code })
    await expect(confirming).rejects.toMatchObject({ code: 'code_wrong', field: '/code' })
    expect(await core.factors(caller)).toEqual([])
  })

  it('A350 a ticket of one kind is none of the other, and is over after five wrong codes', async () => {
    const { core, now, advance } = await open({ factorsRequired: 'all' })
    await core.register(login)
    const ticket = await enrolmentTicketOf(core.login(login))
    const { enrolment, secret } = await core.beginTotpWithTicket(ticket)
    const app = authenticatorOf(secret, now)
    const crossed = core.loginWithFactor({ ticket, kind: 'totp', code: app.code() })
    await expect(crossed).rejects.toMatchObject(failsWith('factor_ticket_invalid'))
    const other = await enrolmentTicketOf(core.login(login))
    const foreign = core.confirmTotpWithTicket({ ticket: other, enrolment, code: app.code() })
    await expect(foreign).rejects.toMatchObject(failsWith('enrolment_invalid'))
    for (const left of ['4', '3', '2', '1', '0']) {
      const wrong = core.confirmTotpWithTicket({ ticket, enrolment, code: wrongCode(app) })
      await expect(wrong).rejects.toMatchObject({ code: 'code_wrong', data: { tries_left: left } })
    }
    const late = core.confirmTotpWithTicket({ ticket, enrolment, code: app.code() })
    await expect(late).rejects.toMatchObject(failsWith('factor_ticket_invalid'))
    advance(600)
    const over = core.beginTotpWithTicket(ticket)
    await expect(over).rejects.toMatchObject(failsWith('factor_ticket_invalid'))
  })

  it('is set up on what is proven alone: who never proved their phone signs in by a code', async () => {
    const { core, ask, now } = await openCodes({ factorsRequired: 'all' })
    await core.register(login)
    const ticket = await enrolmentTicketOf(core.login(login))
    const unproven = core.beginTotpWithTicket(ticket)
    await expect(unproven).rejects.toMatchObject(failsWith('identity_unproven'))
    const proven = await enrolmentTicketOf(core.loginWithCode(await ask('login')))
    const { enrolment, secret } = await core.beginTotpWithTicket(proven)
    const shown = { ticket: proven, enrolment, code: authenticatorOf(secret, now).code() }
    expect((await core.confirmTotpWithTicket(shown)).session.amr).toEqual(['sms', 'otp', 'mfa'])
  })
})
