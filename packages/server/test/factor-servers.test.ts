import type { Core } from '@ztoken/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authenticatorOf, enrol, ticketOf, wrongCode } from '../../core/test/authenticator.ts'
import { password, phone, start } from '../../core/test/open.ts'
import { type PostgresServer, startPostgres } from '../../stores/test/postgres-server.ts'
import { coreServers } from './core-servers.ts'

let postgres: PostgresServer

beforeAll(async () => {
  postgres = await startPostgres({ fsync: false })
}, 60_000)

afterAll(() => postgres.remove())

/** Three servers on one PostgreSQL, and somebody with an authenticator. */
async function opened() {
  let now = start
  type Three = readonly [Core, Core, Core]
  const servers = await coreServers<Three>(postgres, 3, () => now, { sharedLimits: true })
  const [core] = servers
  const { app, caller, grant } = await enrol(
    { core, now: () => now },
    await core.register({ phone, password }),
  )
  const advance = (seconds: number): void => {
    now += seconds * 1000
  }
  advance(30)
  const tickets = () => Promise.all(servers.map((one) => ticketOf(one.login({ phone, password }))))
  return { servers, core, app, caller, grant, tickets, advance, now: () => now }
}

const counted = (all: readonly PromiseSettledResult<unknown>[]): number =>
  all.filter(({ status }) => status === 'fulfilled').length

describe('second factors on three servers on one PostgreSQL', () => {
  it('A352 a code that is used on all of them at once opens one session', async () => {
    const { servers, core, app, grant, tickets, advance } = await opened()
    for (let round = 0; round < 5; round += 1) {
      const before = (await core.sessions(grant.user.id)).length
      const mine = await tickets()
      const code = app.code()
      const all = await Promise.allSettled(
        mine.map((ticket, n) => servers[n]?.loginWithFactor({ ticket, kind: 'totp', code })),
      )
      expect(counted(all)).toBe(1)
      expect(await core.sessions(grant.user.id)).toHaveLength(before + 1)
      advance(30)
    }
  })

  it('A350 a ticket of one server holds on another, once', async () => {
    const { servers, app, tickets, advance } = await opened()
    const [ticket = ''] = await tickets()
    const answer = (n: number) =>
      servers[n]?.loginWithFactor({ ticket, kind: 'totp', code: app.code() })
    await answer(1)
    advance(30)
    await expect(answer(2)).rejects.toMatchObject({ code: 'factor_ticket_invalid' })
  })

  it('A353 a recovery code that is used on all of them at once opens one session', async () => {
    const { servers, core, caller, tickets } = await opened()
    const [code = ''] = await core.makeRecoveryCodes(caller)
    const mine = await tickets()
    const all = await Promise.allSettled(
      mine.map((ticket, n) =>
        servers[n]?.loginWithFactor({ ticket, kind: 'recovery_codes', code }),
      ),
    )
    expect(counted(all)).toBe(1)
    expect(await core.factors(caller)).toContainEqual(
      expect.objectContaining({ kind: 'recovery_codes', left: 9 }),
    )
  })

  it('A352 ten guesses an hour are counted by all of them together', async () => {
    const { servers, app } = await opened()
    const guess = async (n: number) => {
      const one = servers[n % 3] as Core
      const ticket = await ticketOf(one.login({ phone, password }))
      const shown = { ticket, kind: 'totp', code: wrongCode(app) } as const
      return one.loginWithFactor(shown).catch(({ code }) => code)
    }
    const said: string[] = []
    for (let n = 0; n < 12; n += 1) said.push(await guess(n))
    expect(said.filter((code) => code === 'code_wrong')).toHaveLength(10)
    expect(said.slice(10)).toEqual(['too_many_requests', 'too_many_requests'])
  })

  it('a login that is under way while an authenticator is confirmed is asked for it', async () => {
    const { servers, core, now } = await opened()
    const other = { phone: '13700137000', password }
    const { accessToken } = await core.register(other)
    const caller = core.authenticate(accessToken)
    const { enrolment, secret } = await core.beginTotp(caller)
    const code = authenticatorOf(secret, now).code()
    const [confirmed] = await Promise.all([
      core.confirmTotp(caller, { enrolment, code }),
      ...servers.map((one) => one.login(other).catch(() => null)),
    ])
    const open = await core.sessions(confirmed.user.id)
    expect(open.map(({ id }) => id)).toEqual([confirmed.session.id])
  })
})
