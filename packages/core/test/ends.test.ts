import { expect, it } from 'vitest'
import { open, password, phone } from './open.ts'

it.each([
  ['used for as long as it may be', { sessionSeconds: 120, sessionIdleSeconds: 120 }],
  ['that nobody used', { sessionSeconds: 900, sessionIdleSeconds: 120 }],
])('at the very moment at which it ends a session %s is open nowhere', async (_, lifetimes) => {
  const { core, advance } = await open({ ...lifetimes, accessTokenSeconds: 500 })
  const { user, session, accessToken } = await core.register({ phone, password })
  const caller = core.authenticate(accessToken)
  const seen = async () => ({
    listed: (await core.sessions(user.id)).length,
    searched: (await core.searchSessions(user.id)).items.length,
    exported: (await core.exportAccount(caller)).sessions.length,
    counted: await core.countSessions(),
    ended: (await core.endedAmong([session.id])).length,
  })
  advance(119.999)
  expect(await seen()).toEqual({ listed: 1, searched: 1, exported: 1, counted: 1, ended: 0 })
  advance(0.001)
  expect(await seen()).toEqual({ listed: 0, searched: 0, exported: 0, counted: 0, ended: 1 })
})
