import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import { cheapHashes } from './cheap-hashes.ts'
import { failsWith, open, password, phone } from './open.ts'

describe('login', () => {
  it('A001 a stranger and a wrong password fail alike', async () => {
    const { core } = await open()
    await core.register({ phone, password })
    for (const input of [
      { phone, password: 'wrong one' },
      { phone: '13900000000', password },
    ]) {
      await expect(core.login(input)).rejects.toMatchObject(failsWith('credentials_wrong'))
    }
  })

  it('A200 a phone is one account however it is written', async () => {
    const { core } = await open()
    const { user } = await core.register({ phone, password })
    for (const written of [
      '+8613800138000',
      '008613800138000',
      '86-138-0013-8000',
      '138 0013 8000',
      '１３８００１３８０００',
    ]) {
      expect((await core.login({ phone: written, password })).user).toEqual(user)
    }
  })

  it('A201 A202 A204 A209 what is no phone is refused', async () => {
    const { core } = await open()
    for (const written of [
      '',
      '123',
      '13٨٠٠١٣٨٠٠٠',
      '138\n00138000',
      "13800138000' OR 1=1--",
      '10800138000',
      '1'.repeat(1_000_000),
      '+860138001380',
    ]) {
      await expect(core.login({ phone: written, password })).rejects.toMatchObject(
        failsWith('phone_invalid'),
      )
    }
  })

  it('A062 A065 of many guesses at once no more than the limit are looked at', async () => {
    const { core } = await open({
      failuresPerPhone: 5,
      passwords: { ...cheapHashes, queueLimit: 1000 },
    })
    await core.register({ phone, password })
    const spellings = [phone, `+86${phone}`]
    const guesses = Array.from({ length: 40 }, (_, n) =>
      core
        .login({ phone: spellings[n % 2] as string, password: `guess number ${n}` })
        .catch((error) => error.code),
    )
    const codes = await Promise.all(guesses)
    expect(codes.filter((code) => code === 'credentials_wrong')).toHaveLength(5)
    expect(codes.filter((code) => code === 'too_many_requests')).toHaveLength(35)
  })

  it('A011 A012 A061 S07 whoever tries a phone at its limit waits, longer each time, known or not', async () => {
    for (const tried of [phone, '13900000000']) {
      const { core, advance } = await open({ failuresPerPhone: 2 })
      await core.register({ phone, password })
      const login = (given: string): Promise<unknown> =>
        core.login({ phone: tried, password: given })
      await expect(login('wrong one')).rejects.toMatchObject(failsWith('credentials_wrong'))
      await expect(login('wrong two')).rejects.toMatchObject(failsWith('credentials_wrong'))
      await expect(login(password)).rejects.toMatchObject({
        code: 'too_many_requests',
        retryAfterSeconds: 15,
      })
      for (const wait of [15, 15, 30, 60, 120, 240, 900, 900]) {
        await expect(login('wrong')).rejects.toMatchObject({ retryAfterSeconds: wait })
        advance(wait - 1)
        await expect(login('wrong')).rejects.toMatchObject({ retryAfterSeconds: 1 })
        advance(1)
        await expect(login('wrong')).rejects.toMatchObject(failsWith('credentials_wrong'))
      }
    }
  })

  it('A063 one’s own success does not reset an address', async () => {
    const { core } = await open({ failuresPerAddress: 3 })
    await core.register({ phone, password })
    const from = { address: '2001:db8::1' }
    for (const victim of ['13900000001', '13900000002']) {
      await expect(core.login({ phone: victim, password }, from)).rejects.toMatchObject(
        failsWith('credentials_wrong'),
      )
      await core.login({ phone, password }, from)
    }
    await expect(
      core.login({ phone: '13900000003', password }, { address: '2001:DB8:0::2' }),
    ).rejects.toMatchObject(failsWith('credentials_wrong'))
    await expect(
      core.login({ phone: '13900000004', password }, { address: '2001:db8:0:0:1::' }),
    ).rejects.toMatchObject(failsWith('too_many_requests'))
    // S07: whoever is signed in from there goes on, and makes no room for anybody else.
    await core.login({ phone, password }, { address: '2001:db8:0:0:1::' })
    await expect(
      core.login({ phone: '13900000004', password }, { address: '2001:db8:0:0:1::' }),
    ).rejects.toMatchObject(failsWith('too_many_requests'))
    await core.login({ phone, password }, { address: '2001:db8:0:1::1' })
  })

  it('A170 a store that is down opens no door and uses up no attempt', async () => {
    const store = memoryStore()
    const { core } = await open({ store, failuresPerPhone: 1 })
    await core.register({ phone, password })
    const { findAccountByIdentity } = store
    store.findAccountByIdentity = () => Promise.reject(new Error('down'))
    await expect(core.login({ phone, password })).rejects.toMatchObject(failsWith('unavailable'))
    store.findAccountByIdentity = findAccountByIdentity
    expect(await core.login({ phone, password })).toHaveProperty('accessToken')
  })
})

describe('register', () => {
  it('a phone is registered once', async () => {
    const { core } = await open()
    const all = Array.from({ length: 5 }, () =>
      core.register({ phone, password }).catch((error) => error.code),
    )
    const outcomes = await Promise.all(all)
    expect(outcomes.filter((code) => code === 'phone_taken')).toHaveLength(4)
  })

  it('A041 A042 a password has to be long enough and neither common nor the phone', async () => {
    const { core } = await open()
    const cases = {
      short: 'password_too_short',
      Password1: 'password_common',
      [phone]: 'password_common',
      ['x'.repeat(257)]: 'password_too_long',
    }
    for (const [given, code] of Object.entries(cases)) {
      await expect(core.register({ phone, password: given })).rejects.toMatchObject(failsWith(code))
    }
  })
})

describe('sessions', () => {
  it('A123 after logout the access and the refresh token are dead, and stay so after a restart', async () => {
    const { core, store } = await open()
    const { accessToken, refreshToken } = await core.register({ phone, password })
    expect(core.authenticate(accessToken)).toHaveProperty('userId')
    await core.logout(accessToken)
    expect(() => core.authenticate(accessToken)).toThrow(
      expect.objectContaining(failsWith('session_ended')),
    )
    await expect(core.refresh(refreshToken)).rejects.toMatchObject(failsWith('session_ended'))
    const again = await open({ store })
    expect(() => again.core.authenticate(accessToken)).toThrow(
      expect.objectContaining(failsWith('session_ended')),
    )
    expect(await again.core.verifyToken(accessToken)).toBeNull()
  })

  it('A100 A102 A103 a refresh token rotates, and the one before answers with the same successor for ten seconds', async () => {
    const { core, advance } = await open()
    const { refreshToken } = await core.register({ phone, password })
    const all = await Promise.all(Array.from({ length: 20 }, () => core.refresh(refreshToken)))
    const successors = new Set(all.map((grant) => grant.refreshToken))
    expect(successors.size).toBe(1)
    advance(10)
    const [successor] = [...successors] as [string]
    expect((await core.refresh(refreshToken)).refreshToken).toBe(successor)
    expect((await core.refresh(successor)).refreshToken).not.toBe(successor)
  })

  it('A101 A104 a refresh token used twice ends the session', async () => {
    const { core, advance } = await open()
    const { refreshToken, accessToken } = await core.register({ phone, password })
    const second = await core.refresh(refreshToken)
    advance(11)
    await expect(core.refresh(refreshToken)).rejects.toMatchObject(
      failsWith('refresh_token_reused'),
    )
    await expect(core.refresh(second.refreshToken)).rejects.toMatchObject(
      failsWith('refresh_token_reused'),
    )
    expect(() => core.authenticate(accessToken)).toThrow(
      expect.objectContaining(failsWith('refresh_token_reused')),
    )
  })

  it('A145 a session ends idle, and in the end whatever happens', async () => {
    const { core, advance } = await open({ sessionIdleSeconds: 100, sessionSeconds: 250 })
    let { refreshToken } = await core.register({ phone, password })
    for (const _ of [1, 2]) {
      advance(99)
      refreshToken = (await core.refresh(refreshToken)).refreshToken
    }
    advance(52)
    await expect(core.refresh(refreshToken)).rejects.toMatchObject(failsWith('session_idle'))
    const other = await core.login({ phone, password })
    advance(100)
    await expect(core.refresh(other.refreshToken)).rejects.toMatchObject(failsWith('session_idle'))
  })

  it('A128 another password ends every session', async () => {
    const { core } = await open()
    const { user, accessToken } = await core.register({ phone, password })
    await core.login({ phone, password })
    expect(await core.setPassword(user.id, 'another long phrase')).toBe(2)
    expect(await core.verifyToken(accessToken)).toBeNull()
    await expect(core.login({ phone, password })).rejects.toMatchObject(
      failsWith('credentials_wrong'),
    )
    expect(await core.sessions(user.id)).toEqual([])
  })

  it('a token expires at its second and not before', async () => {
    const { core, advance } = await open({ accessTokenSeconds: 60 })
    const { accessToken } = await core.register({ phone, password })
    advance(59)
    expect(core.authenticate(accessToken)).toHaveProperty('userId')
    advance(1)
    expect(() => core.authenticate(accessToken)).toThrow(
      expect.objectContaining(failsWith('token_expired')),
    )
    expect(core.inspectToken(accessToken)).toMatchObject({ holds: false, fault: 'expired' })
  })
})
