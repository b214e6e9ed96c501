import type { Core } from '@ztoken/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { password, phone, start } from '../../core/test/open.ts'
import { addPasskey, url } from '../../core/test/passkey-scene.ts'
import { softAuthenticator } from '../../core/test/soft-authenticator.ts'
import { type PostgresServer, startPostgres } from '../../stores/test/postgres-server.ts'
import { coreServers } from './core-servers.ts'

let postgres: PostgresServer

beforeAll(async () => {
  postgres = await startPostgres({ fsync: false })
}, 60_000)

afterAll(() => postgres.remove())

/** Two servers on one PostgreSQL, and somebody whose authenticator counts. */
async function opened() {
  type Two = readonly [Core, Core]
  const servers = await coreServers<Two>(postgres, 2, () => start, { passkeys: { url } })
  const [core] = servers
  const device = softAuthenticator(url, { counter: 5 })
  const added = await addPasskey({ core }, await core.register({ phone, password }), device)
  return { servers, core, ...added }
}

describe('a passkey on two servers on one PostgreSQL', () => {
  it('A356 what it signed once, shown to both at once, opens one session', async () => {
    const { servers, core, device, grant } = await opened()
    for (let round = 1; round <= 5; round += 1) {
      const credential = device.get(await core.beginPasskeyLogin())
      const all = await Promise.allSettled(
        [...servers, ...servers].map((one) => one.loginWithPasskey({ credential })),
      )
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await core.sessions(grant.user.id)).toHaveLength(round + 1)
    }
  })

  it('A356 what it signed twice with one counter, at once, opens one session', async () => {
    const { servers, core, device, grant } = await opened()
    const options = await Promise.all(servers.map((one) => one.beginPasskeyLogin()))
    const shown = options.map((one) => device.get(one, { counter: 50 }))
    const all = await Promise.allSettled(
      servers.map((one, n) => one.loginWithPasskey({ credential: shown[n] as never })),
    )
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await core.sessions(grant.user.id)).toHaveLength(2)
    expect((await core.searchAudit({ event: 'passkey_counter_fell' })).items).toHaveLength(1)
  })

  it('a challenge of one server is answered on another', async () => {
    const { servers, core, device, grant } = await opened()
    const credential = device.get(await core.beginPasskeyLogin())
    expect((await servers[1].loginWithPasskey({ credential })).user.id).toBe(grant.user.id)
  })

  it('of two first passkeys at once one is added, and the other is told', async () => {
    const { servers, core } = await opened()
    const other = { phone: '13700137000', password }
    const { accessToken } = await core.register(other)
    const second = await core.login(other)
    const callers = [accessToken, second.accessToken].map((token) => core.authenticate(token))
    const made = await Promise.all(
      callers.map(async (caller) => {
        const credential = softAuthenticator(url).create(await core.beginPasskey(caller))
        return { credential, name: 'a phone' }
      }),
    )
    const all = await Promise.allSettled(
      servers.map((one, n) => one.addPasskey(callers[n] as never, made[n] as never)),
    )
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await core.factorsOf(second.user.id)).toHaveLength(1)
  })
})
