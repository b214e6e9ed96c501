import { expect, it } from 'vitest'
import { open, password, phone } from './open.ts'

it('of a session that is not there nobody is told that it ended', async () => {
  const { core } = await open()
  const { user, accessToken, session } = await core.register({ phone, password })
  const caller = core.authenticate(accessToken)
  const heard: string[] = []
  core.on('*', ({ event }) => heard.push(event))
  const missing = { code: 'not_found' }
  await expect(core.endOwnSession(caller, 'none')).rejects.toMatchObject(missing)
  await expect(core.kickOutOfSession(user.id, 'none')).rejects.toMatchObject(missing)
  await core.endCallersSession(caller)
  await core.endCallersSession(caller)
  expect(heard).toEqual(['logout'])
  await expect(core.kickOutOfSession(user.id, session.id)).rejects.toMatchObject(missing)
  expect(heard).toEqual(['logout'])
  // Of everybody's it is told in any case: logins under way have been ended.
  await core.kickOut(user.id)
  expect(heard).toEqual(['logout', 'session_ended'])
})

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
