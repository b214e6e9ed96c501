import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createPasswords, type Passwords } from '../src/ground/password/index.ts'
import { cheapHashes } from './cheap-hashes.ts'
import { open, password, phone } from './open.ts'

const unavailable = { code: 'unavailable', retryAfterSeconds: 1 }

/** Hashes of claimants, and the names of those that were done, in order. */
function hashing(passwords: Passwords) {
  const done: string[] = []
  const failed: string[] = []
  const hash = (name: string, account: string | null, address: string | null): Promise<unknown> =>
    passwords.hash(password, { account, address }).then(
      () => done.push(name),
      (error) => {
        expect(error).toMatchObject(unavailable)
        failed.push(name)
      },
    )
  const many = (count: number, claimantOf: (n: number) => [string | null, string | null]) =>
    Array.from({ length: count }, (_, n) => hash(`crowd ${n}`, ...claimantOf(n)))
  return { done, failed, hash, many }
}

describe('S06 the queue of hashes', () => {
  it('one account has a share of it, and no more', async () => {
    const passwords = createPasswords({ ...cheapHashes, concurrency: 1, queueLimit: 31 })
    const { done, failed, hash, many } = hashing(passwords)
    const crowd = many(80, (n) => ['one', `192.0.2.${n}`])
    const others = [hash('another', 'another', '198.51.100.1')]
    await Promise.all([...crowd, ...others])
    expect(done.filter((name) => name !== 'another')).toHaveLength(8)
    expect(failed).toHaveLength(72)
    expect(done.indexOf('another')).toBeLessThan(4)
  })

  it('one address may fill it, and makes room for whoever comes from elsewhere', async () => {
    const passwords = createPasswords({ ...cheapHashes, concurrency: 1, queueLimit: 39 })
    const { done, failed, hash, many } = hashing(passwords)
    const crowd = many(80, (n) => [`${n}`, '192.0.2.1'])
    await turn()
    expect(failed).toHaveLength(40)
    const others = Array.from({ length: 10 }, (_, n) => hash('other', `o${n}`, `198.51.100.${n}`))
    await Promise.all([...crowd, ...others])
    expect(done.filter((name) => name === 'other')).toHaveLength(10)
    expect(failed).not.toContain('other')
    // They did not stand behind the crowd: of the first fifteen they were ten.
    expect(done.slice(0, 16).filter((name) => name === 'other')).toHaveLength(10)
  })

  it('many at one account from everywhere keep nobody else waiting', async () => {
    const passwords = createPasswords({ ...cheapHashes, concurrency: 1, queueLimit: 63 })
    const { done, hash, many } = hashing(passwords)
    const crowd = many(64, (n) => [n % 2 === 0 ? 'one' : 'two', `192.0.2.${n}`])
    const other = hash('other', 'three', '198.51.100.1')
    await Promise.all([...crowd, other])
    expect(done.indexOf('other')).toBeLessThan(5)
  })

  it('the operator has no share to keep to', async () => {
    const passwords = createPasswords({ ...cheapHashes, concurrency: 1, queueLimit: 9 })
    const { done, hash, many } = hashing(passwords)
    const crowd = many(10, (n) => [`${n}`, '192.0.2.1'])
    await Promise.all([...crowd, ...Array.from({ length: 6 }, () => hash('operator', null, null))])
    expect(done.filter((name) => name === 'operator')).toHaveLength(6)
  })

  it('whoever is made to leave or gives up leaves their place to others', async () => {
    const passwords = createPasswords({ ...cheapHashes, concurrency: 1, queueLimit: 3 })
    const signal = AbortSignal.abort('gone')
    for (let n = 0; n < 50; n += 1) {
      const claimant = { account: 'one', address: '192.0.2.1' }
      const caller = new AbortController()
      const hash = passwords.hash(password, claimant, n % 2 === 0 ? caller.signal : signal)
      caller.abort('gone')
      await hash.catch((reason) => expect(reason).toBe('gone'))
    }
    const { done, many } = hashing(passwords)
    await Promise.all(many(2, () => ['one', '192.0.2.1']))
    expect(done).toHaveLength(2)
  })

  it('a crowd that has left stands in nobody’s way, nor in its own', async () => {
    const passwords = createPasswords({ ...cheapHashes, concurrency: 1, queueLimit: 39 })
    const { done, hash } = hashing(passwords)
    const running = hash('first', 'somebody', '203.0.113.1')
    const caller = new AbortController()
    const left = Array.from({ length: 8 }, () =>
      passwords.hash(password, { account: 'one', address: '192.0.2.1' }, caller.signal),
    )
    await turn()
    caller.abort('gone')
    for (const one of await Promise.allSettled(left)) expect(one).toMatchObject({ reason: 'gone' })
    const come = [
      hash('other', 'two', '198.51.100.1'),
      hash('other again', 'two', '198.51.100.1'),
      hash('back', 'one', '192.0.2.1'),
    ]
    await Promise.all([running, ...come])
    expect(done).toEqual(['first', 'other', 'back', 'other again'])
  })

  it('eighty logins of one account leave room for another person’s', async () => {
    const { core } = await open({
      failuresPerPhone: 1000,
      passwords: { ...cheapHashes, concurrency: 2, queueLimit: 30 },
    })
    await core.register({ phone, password })
    const other = { phone: '13900000000', password }
    await core.register(other)
    const attack = Array.from({ length: 80 }, () => core.login({ phone, password }, {}))
    const outcome = core.login(other, { address: '198.51.100.1' })
    await Promise.allSettled(attack)
    expect((await outcome).user.phone).toBe('+8613900000000')
  })
})
