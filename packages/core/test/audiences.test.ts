import { memoryStore } from '@ztoken/stores'
import { encryptedFormat, purposes, signedFormat } from '@ztoken/token'
import { describe, expect, it } from 'vitest'
import { type Core, type CoreOptions, createCore, type Store } from '../src/index.ts'
import { cheapHashes } from './cheap-hashes.ts'
import { failsWith, open, password, phone, secrets } from './open.ts'

const parties = [
  { issuer: 'ztoken', audience: 'ztoken' },
  { issuer: 'ztoken', audience: 'orders' },
  { issuer: 'orders', audience: 'ztoken' },
  { issuer: 'orders', audience: 'orders' },
]

/** Two applications on one database and one secret, which differ in whom their tokens are for. */
async function two(other: Partial<CoreOptions>): Promise<[Core, Core, Store]> {
  const store = memoryStore()
  const { core: one } = await open({ store })
  const { core: another } = await open({ store, ...other })
  return [one, another, store]
}

describe('one secret, several audiences', () => {
  it.each(parties.slice(1))(
    'S11 what was given for one opens nothing at another: %o',
    async (other) => {
      const [one, another] = await two(other)
      const setup = await one.requestSetup()
      const { refreshToken, user } = await one.register({ phone, password })
      await one.createUser({ phone: '13900000000', password })
      const { resetToken } = await one.requestPasswordReset(user.id)
      const { next } = await one.searchUsers({ limit: 1 })

      await expect(another.refresh(refreshToken)).rejects.toMatchObject(failsWith('token_invalid'))
      await expect(another.resetPassword(resetToken, 'a new long phrase')).rejects.toMatchObject(
        failsWith('reset_token_invalid'),
      )
      await expect(
        another.setUp({
          setupToken: (setup as { setupToken: string }).setupToken,
          phone: '13700000000',
          password,
        }),
      ).rejects.toMatchObject(failsWith('setup_token_invalid'))
      await expect(another.searchUsers({ after: next, limit: 1 })).rejects.toMatchObject(
        failsWith('cursor_invalid'),
      )
      await one.refresh(refreshToken)
      await one.resetPassword(resetToken, 'a new long phrase')
    },
  )

  it('S11 every purpose has another key and another name for every pair of parties', () => {
    const [secret] = secrets
    const bound = parties.map((pair) => secret?.boundTo(pair))
    for (const purpose of purposes) {
      const keys = bound.map((one) => one?.derive(purpose, 32).toString('hex'))
      expect(new Set(keys).size, purpose).toBe(parties.length)
      expect(new Set(bound.map((one) => one?.kid(purpose))).size, purpose).toBe(parties.length)
    }
  })

  it('S11 no two pairs are one because of where the one ends and the other begins', () => {
    const [secret] = secrets
    const keys = [
      { issuer: 'a', audience: 'b.c' },
      { issuer: 'a.b', audience: 'c' },
      { issuer: 'ab', audience: '.c' },
    ].map((pair) => secret?.boundTo(pair).derive('reset', 32).toString('hex'))
    expect(new Set(keys).size).toBe(keys.length)
    expect(() => secret?.boundTo({ issuer: 'a b', audience: 'c' })).toThrow(TypeError)
  })

  it('S11 the default parties go on with the keys a secret gives by itself', () => {
    const [secret] = secrets
    for (const purpose of purposes) {
      expect(secret?.boundTo({ issuer: 'ztoken', audience: 'ztoken' }).kid(purpose)).toBe(
        secret?.kid(purpose),
      )
    }
  })

  it.each([
    ['encrypted', encryptedFormat],
    ['signed', signedFormat],
  ] as const)(
    'S11 an access token of one audience is not authentic at another: %s',
    async (_, format) => {
      const orders = { issuer: 'ztoken', audience: 'orders' }
      const [one, another] = await Promise.all(
        [{ issuer: 'ztoken', audience: 'ztoken' }, orders].map((pair) =>
          createCore({
            ...pair,
            store: memoryStore(),
            passwords: cheapHashes,
            secrets,
            issueFormat: format(secrets.map((secret) => secret.boundTo(pair))),
          }),
        ),
      )
      const { accessToken } = await (one as Core).register({ phone, password })
      expect(() => another?.authenticate(accessToken)).toThrow()
      expect((another as Core).inspectToken(accessToken)).toMatchObject({ fault: 'header_unknown' })
    },
  )
})
