import { describe, expect, it } from 'vitest'
import { failsWith, flask, imported, open, password, phone, start } from './open.ts'

describe('ending everything', () => {
  it('signs out everybody, however many sessions there are, and says how many and up to when', async () => {
    const { core, store, advance } = await open({ sessionsPerUser: null })
    const { user, refreshToken, accessToken } = await core.register({ phone, password })
    for (let n = 0; n < 450; n += 1) await core.createToken(user.id)
    const moved = async () => (await store.findAccount(user.id))?.epoch
    const epoch = await moved()
    advance(3)
    const ended = await core.endEverything()
    expect(ended).toEqual({ sessions: 451, before: start / 1000 + 3 })
    expect(await core.sessions(user.id)).toEqual([])
    expect(() => core.authenticate(accessToken)).toThrow(
      expect.objectContaining(failsWith('kicked_out')),
    )
    await expect(core.refresh(refreshToken)).rejects.toMatchObject(failsWith('kicked_out'))
    expect(await moved()).not.toBe(epoch)
    advance(1)
    await core.login({ phone, password })
    expect(await core.endEverything()).toMatchObject({ sessions: 1 })
  })

  it('refuses at once what belongs to no session', async () => {
    const { core } = await open({ acceptFormats: [flask] })
    await core.createImport({ dryRun: false }).add(imported('17'))
    const token = flask.sign({ id: 17 }, start / 1000 - 5, start / 1000 + 600)
    expect(core.authenticate(token).userId).toBe('17')
    await core.endEverything()
    expect(() => core.authenticate(token)).toThrow(expect.objectContaining(failsWith('kicked_out')))
  })

  it('since a moment leaves what was opened before it', async () => {
    const { core, advance, now } = await open()
    const { user, accessToken, refreshToken } = await core.register({ phone, password })
    advance(120)
    const since = now()
    const late = await core.login({ phone, password })
    advance(3)
    expect(await core.endEverything({ since })).toMatchObject({ sessions: 1 })
    expect(core.authenticate(accessToken).userId).toBe(user.id)
    await core.refresh(refreshToken)
    await expect(core.refresh(late.refreshToken)).rejects.toMatchObject(failsWith('kicked_out'))
    const [entry] = (await core.searchAudit({ event: 'session_ended' })).items
    expect(entry?.detail).toEqual({ which: 'everybody', since: new Date(since).toISOString() })
  })
})
