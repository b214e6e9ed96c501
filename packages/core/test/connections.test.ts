import { memoryStore } from '@ztoken/stores'
import { publicRingFormat } from '@ztoken/token'
import { describe, expect, it, vi } from 'vitest'
import type { Core } from '../src/index.ts'
import { kidAt } from './key-servers.ts'
import { failsWith, flask, imported, open, password, phone, start } from './open.ts'

describe.each(['the token', 'the caller'])('what is followed by %s', (by) => {
  const shown = (core: Core, token: string) =>
    by === 'the token' ? token : core.authenticate(token)

  /** What is told of a token that is followed. */
  function followed(core: Core, token: string) {
    const told: string[] = []
    const stop = core.followToken(shown(core, token), (code) => told.push(code))
    return { told, stop }
  }

  it('is told once, at once and why when its session ends, and of no other', async () => {
    const { core } = await open()
    const { user, accessToken } = await core.register({ phone, password })
    const other = followed(core, (await core.login({ phone, password })).accessToken)
    const ends: Readonly<Record<string, (token: string) => Promise<unknown>>> = {
      session_ended: (token) => core.logout(token),
      kicked_out: (token) =>
        core.kickOutOfSession(user.id, String(core.authenticate(token).sessionId)),
    }
    for (const [code, end] of Object.entries(ends)) {
      const { accessToken: token } = await core.login({ phone, password })
      const [one, same] = [followed(core, token), followed(core, token)]
      await end(token)
      expect([one.told, same.told]).toEqual([[code], [code]])
    }
    expect(other.told).toEqual([])
    const first = followed(core, accessToken)
    await core.ban(user.id)
    await core.unban(user.id)
    expect([first.told, other.told]).toEqual([['user_banned'], ['user_banned']])
  })

  it('goes on being told after another that followed the same has left', async () => {
    const { core } = await open()
    const { accessToken } = await core.register({ phone, password })
    const [one, two, three] = [1, 2, 3].map(() => followed(core, accessToken))
    one?.stop()
    await core.logout(accessToken)
    expect([one?.told, two?.told, three?.told]).toEqual([[], ['session_ended'], ['session_ended']])
  })

  it('hears of what another process did, and where every token ends', async () => {
    const store = memoryStore()
    const { core } = await open({ store })
    const elsewhere = await open({ store })
    const { user, accessToken } = await core.register({ phone, password })
    const one = followed(core, accessToken)
    await elsewhere.core.kickOut(user.id)
    await core.syncRevocations()
    expect(one.told).toEqual(['kicked_out'])
    const { accessToken: next } = await core.login({ phone, password })
    const two = followed(core, next)
    await core.endEverything()
    expect(two.told).toHaveLength(1)
  })

  it('hears of a token without a session by its user', async () => {
    const { core } = await open({ acceptFormats: [flask] })
    await core.createImport({ dryRun: false }).add(imported('17'))
    const token = flask.sign({ id: 17 }, start / 1000, start / 1000 + 3600)
    const one = followed(core, token)
    await core.kickOut('17')
    expect(one.told).toEqual(['kicked_out'])
  })

  it('ends with the key that has signed it', async () => {
    const { core } = await open({ issueFormat: publicRingFormat() })
    const { accessToken } = await core.register({ phone, password })
    const one = followed(core, accessToken)
    await core.revokeKey(kidAt(core, 0))
    expect(one.told).toEqual(['token_invalid'])
  })

  it('ends within a second of the token’s end', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const { core, advance } = await open()
      const { accessToken } = await core.register({ phone, password })
      const { expiresAt, token } = core.authenticate(accessToken)
      expect(expiresAt).toBe(token.claims.exp * 1000)
      const timers = vi.getTimerCount()
      const one = followed(core, accessToken)
      vi.advanceTimersByTime(1000)
      expect(one.told).toEqual([])
      advance(3601)
      vi.advanceTimersByTime(1000)
      expect(one.told).toEqual(['token_expired'])
      vi.advanceTimersByTime(5000)
      expect(one.told).toEqual(['token_expired'])
      // Nobody is followed any more, and nothing runs.
      expect(vi.getTimerCount()).toBe(timers)
    } finally {
      vi.useRealTimers()
    }
  })

  it('hears nothing after it has left, and a listener that throws harms nobody', async () => {
    const reported: unknown[] = []
    const { core } = await open({ report: (error) => reported.push(error) })
    const { user, accessToken } = await core.register({ phone, password })
    const gone = followed(core, accessToken)
    gone.stop()
    gone.stop()
    const fault = new Error('of the listener')
    core.followToken(shown(core, accessToken), () => {
      throw fault
    })
    const one = followed(core, accessToken)
    const again = shown(core, accessToken)
    await core.kickOut(user.id)
    expect([gone.told, one.told, reported]).toEqual([[], ['kicked_out'], [fault]])
    expect(() => core.followToken(again, () => {})).toThrow(
      expect.objectContaining(failsWith('kicked_out')),
    )
  })
})
