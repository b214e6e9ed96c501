import { pbkdf2Sync } from 'node:crypto'
import { memoryStore } from '@ztoken/stores'
import { createRefreshTokens } from '@ztoken/token'
import { describe, expect, it } from 'vitest'
import type { Core, LoginInput } from '../src/index.ts'
import { cheapHashes } from './cheap-hashes.ts'
import { failsWith, open, password, phone, secrets } from './open.ts'
import { storeHash } from './stored-hash.ts'

const newPassword = 'quite another phrase'
const full = failsWith('too_many_requests')
const wrong = failsWith('credentials_wrong')

/** An account at whose phone a stranger has guessed until they have to wait. */
async function besieged(options: object = {}) {
  const opened = await open(options)
  const { core } = opened
  const owner = await core.register({ phone, password })
  const tryIt = (more: Partial<LoginInput> = {}, address = '198.51.100.7') =>
    core.login({ phone, password, ...more }, { address })
  const flood = async (): Promise<void> => {
    for (let n = 0; n < 300; n += 1) {
      await guessAt(core, `203.0.113.${n % 250}`)
    }
    await expect(tryIt({}, '198.51.100.250')).rejects.toMatchObject(full)
  }
  return { ...opened, owner, tryIt, flood, deviceToken: owner.deviceToken as string }
}

const guessAt = (core: Core, address: string): Promise<string> =>
  core.login({ phone, password: 'a wrong guess' }, { address }).then(
    () => 'passed',
    (error) => error.code,
  )

describe('S07 a known device', () => {
  it('is let in at once while a stranger guesses, from a new address too', async () => {
    const { flood, tryIt, deviceToken } = await besieged()
    await flood()
    const again = await tryIt({ deviceToken })
    expect(again.deviceToken).toMatch(/^zd1\./)
    await tryIt({ deviceToken: again.deviceToken })
  })

  it('is let in where its address is at the limit', async () => {
    const { core, tryIt, deviceToken } = await besieged({ failuresPerAddress: 3 })
    const nat = '192.0.2.1'
    for (let n = 0; n < 3; n += 1) {
      const guess = core.login({ phone: `1390000000${n}`, password }, { address: nat })
      await expect(guess).rejects.toMatchObject(wrong)
    }
    await expect(tryIt({}, nat)).rejects.toMatchObject(full)
    await tryIt({ deviceToken }, nat)
  })

  it('outlives its session, and holds for 90 days', async () => {
    const { core, flood, tryIt, owner, deviceToken, advance } = await besieged()
    await core.logout(owner.accessToken)
    advance(90 * 86_400 - 100)
    await flood()
    await tryIt({ deviceToken })
    advance(100)
    await flood()
    await expect(tryIt({ deviceToken }, '198.51.100.251')).rejects.toMatchObject(full)
  })

  it('is a stranger when the password has changed, by whomever', async () => {
    const { core, flood, tryIt, owner, deviceToken } = await besieged()
    await core.setPassword(owner.user.id, newPassword)
    await flood()
    await expect(tryIt({ deviceToken, password: newPassword })).rejects.toMatchObject(full)
    await core.setPassword(owner.user.id, password)
    await expect(tryIt({ deviceToken })).rejects.toMatchObject(full)
  })

  it('stays known through kick-outs and bans, which are none of its password', async () => {
    const { core, flood, tryIt, owner, deviceToken } = await besieged()
    await core.kickOut(owner.user.id)
    await core.ban(owner.user.id)
    await core.unban(owner.user.id)
    await core.requestPasswordReset(owner.user.id)
    await flood()
    await tryIt({ deviceToken })
  })

  it('has guesses of its own, and then those of a stranger', async () => {
    const { tryIt, deviceToken } = await besieged({ failuresPerPhone: 4 })
    const guess = (address: string): Promise<unknown> =>
      tryIt({ deviceToken, password: 'a wrong guess' }, address)
    for (let n = 0; n < 8; n += 1) await expect(guess(`10.0.0.${n}`)).rejects.toMatchObject(wrong)
    await expect(guess('10.0.0.9')).rejects.toMatchObject(full)
    await expect(tryIt()).rejects.toMatchObject(full)
  })

  it('opens nothing by itself, and nobody else’s door', async () => {
    const { core, flood, tryIt, owner, deviceToken } = await besieged()
    await expect(tryIt({ deviceToken, password: 'a wrong guess' })).rejects.toMatchObject(wrong)
    expect(() => core.authenticate(deviceToken)).toThrow(expect.objectContaining({}))
    await expect(core.refresh(deviceToken)).rejects.toMatchObject(failsWith('token_invalid'))
    await expect(core.resetPassword(deviceToken, newPassword)).rejects.toMatchObject(
      failsWith('reset_token_invalid'),
    )
    const other = await core.register({ phone: '13900000000', password })
    await flood()
    const sid = owner.session.id
    const forged = [
      other.deviceToken as string,
      deviceToken.slice(0, -1),
      `${deviceToken}A`,
      deviceToken.replace('zd1', 'zr1'),
      createRefreshTokens(secrets).issue({ sid, counter: 0 }),
      '',
      'x'.repeat(5000),
    ]
    for (const text of forged) {
      await expect(tryIt({ deviceToken: text })).rejects.toMatchObject(full)
    }
  })

  it('is given to a login that renews an old hash, under the new one', async () => {
    const store = memoryStore()
    const { flood, tryIt, owner } = await besieged({ store })
    const hex = pbkdf2Sync(password, 'salt', 1000, 32, 'sha256').toString('hex')
    const to = `pbkdf2:sha256:1000$salt$${hex}`
    await storeHash(store, owner.user.id, to)
    const { deviceToken } = await tryIt()
    await flood()
    await tryIt({ deviceToken }, '198.51.100.251')
  })

  it('is not given by a refresh, which shows no password', async () => {
    const { core, owner } = await besieged()
    expect((await core.refresh(owner.refreshToken)).deviceToken).toBeNull()
    expect(core.views.grant(await core.refresh(owner.refreshToken))).not.toHaveProperty(
      'device_token',
    )
  })
})

describe('S07 whoever is signed in', () => {
  it('steps up and changes the password from anywhere while a stranger guesses', async () => {
    const { core, flood, owner, tryIt } = await besieged()
    const caller = core.authenticate(owner.accessToken)
    await flood()
    const renewed = await core.verifyIdentity(caller, password, '198.51.100.99')
    const next = core.authenticate(renewed.accessToken)
    await core.changePassword(next, { password, newPassword }, '198.51.100.98')
    await expect(tryIt({ password: newPassword })).rejects.toMatchObject(full)
  })

  it('makes no room for guesses by stepping up', async () => {
    const { core, flood, owner, tryIt } = await besieged()
    await flood()
    await core.verifyIdentity(core.authenticate(owner.accessToken), password)
    await expect(tryIt()).rejects.toMatchObject(full)
  })
})

describe('S07 whoever guesses', () => {
  it('has 112 guesses at a phone in a day, from however many addresses', async () => {
    const { core, advance } = await open()
    let guesses = 0
    for (let second = 0; second < 86_400; ) {
      const error = await core
        .login({ phone, password: 'a wrong guess' }, { address: `10.${second % 250}.0.1` })
        .catch((caught) => caught)
      if (error.code === 'credentials_wrong') guesses += 1
      else {
        advance(error.retryAfterSeconds)
        second += error.retryAfterSeconds
      }
    }
    expect(guesses).toBeGreaterThan(100)
    expect(guesses).toBeLessThanOrEqual(112)
  })

  it('is bounded in an IPv6 /48 as well, whichever /64 of it they use', async () => {
    const { core } = await open({ failuresPerAddress: 3 })
    const codes = []
    for (let n = 0; n < 33; n += 1) {
      const from = { address: `2001:db8:7:${n.toString(16)}::1` }
      const number = `139${String(n).padStart(8, '0')}`
      codes.push(await core.login({ phone: number, password }, from).catch((error) => error.code))
    }
    expect(codes.filter((code) => code === 'credentials_wrong')).toHaveLength(30)
    const beside = { address: '2001:db8:8::1' }
    await expect(core.login({ phone, password }, beside)).rejects.toMatchObject(wrong)
  })

  it('locks nobody out behind an IPv4 address by a hundred guesses', async () => {
    const { core } = await open({ passwords: { ...cheapHashes, queueLimit: 1000 } })
    await core.register({ phone, password })
    const address = '192.0.2.1'
    const guesses = Array.from({ length: 100 }, (_, n) =>
      core.login({ phone: `139${String(n).padStart(8, '0')}`, password }, { address }),
    )
    await Promise.allSettled(guesses)
    await core.login({ phone, password }, { address })
  })
})

describe('S14 a success', () => {
  const guess = (core: Core, address: string) => guessAt(core, address)

  it('gives back no guess of a stranger, however often the owner signs in between', async () => {
    const { core } = await open()
    await core.register({ phone, password })
    let guesses = 0
    for (let n = 0; n < 80; n += 1) {
      if ((await guess(core, '203.0.113.9')) === 'credentials_wrong') guesses += 1
      // Beyond the limit the owner waits as a stranger does: there was no device token here.
      await core.login({ phone, password }, { address: '198.51.100.1' }).catch(() => undefined)
    }
    expect(guesses).toBe(10)
  })

  it('gives back the failures of its own address, and of its own device', async () => {
    const { core } = await open()
    const { deviceToken } = await core.register({ phone, password })
    for (const input of [{}, { deviceToken }]) {
      for (let round = 0; round < 4; round += 1) {
        for (let n = 0; n < 9; n += 1) {
          const failing = core.login({ phone, password: 'mistyped', ...input }, {})
          await expect(failing).rejects.toMatchObject(wrong)
        }
        await core.login({ phone, password, ...input })
      }
    }
  })

  it('S06 forgets nothing that is under way', async () => {
    const { core } = await open({ passwords: { ...cheapHashes, concurrency: 1 } })
    const { deviceToken } = await core.register({ phone, password })
    const from = { address: '203.0.113.1' }
    const sign = (given: string, input: object, origin: object = from) =>
      core.login({ phone, password: given, ...input }, origin).then(
        () => 'passed',
        (error) => error.code,
      )
    // One thread takes them in order: nine guesses are still on their way when the first passes.
    const under = (input: object) =>
      Promise.all(Array.from({ length: 10 }, (_, n) => sign(n === 0 ? password : `${n}`, input)))
    expect((await under({})).slice(0, 2)).toEqual(['passed', 'credentials_wrong'])
    const after = [await guess(core, '203.0.113.2'), await guess(core, '203.0.113.3')]
    expect(after).toEqual(['credentials_wrong', 'too_many_requests'])
    await under({ deviceToken })
    // Nine of the device's own are used up: the tenth is there, and a stranger has none.
    const away = { address: '203.0.113.4' }
    expect(await sign('wrong', { deviceToken }, away)).toBe('credentials_wrong')
    expect(await sign('wrong', { deviceToken }, away)).toBe('too_many_requests')
  })
})
