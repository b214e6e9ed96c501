import { describe, expect, it } from 'vitest'
import { newAccount } from '../src/ground/account/new-accounts.ts'
import { passwordHashOf } from '../src/ground/account/password-of.ts'
import { failsWith, open, password, phone } from './open.ts'

const bytes = (n: number): string => 'x'.repeat(n)

/** Somebody found by three names, each of another kind, and somebody else by a phone. */
async function opened() {
  const { core, store } = await open()
  const { user } = await core.register({ phone: '13900139000', password })
  const account = await store.findAccount(user.id)
  const hash = account && passwordHashOf(account)
  const person = { id: '7', phone: null, name: '张三', avatar: null, intro: null, level: null }
  const found = { email: 'san.zhang@example.com', username: '20190001' }
  const rest = { roles: [], ban: null, createdAt: 1 }
  await store.addAccount(newAccount({ ...person, ...found, ...rest }, hash))
  return { core, store, hash }
}

describe('signing in by an e-mail address or a username (F07)', () => {
  it.each([
    { email: 'san.zhang@example.com' },
    { email: ' San.Zhang@EXAMPLE.com\n' },
    { email: '\u202dsan.zhang@example.com\u202c' },
    { email: 'ｓａｎ.zhang＠example.com' },
    { username: '20190001' },
    { username: '\ufeff２０１９０００１ ' },
    { identifier: 'SAN.ZHANG@example.com' },
    { identifier: '20190001' },
  ])('takes it as people paste it: %j', async (name) => {
    const { core } = await opened()
    const { user } = await core.login({ ...name, password })
    expect(user).toMatchObject({ id: '7', phone: null, email: 'san.zhang@example.com' })
    expect(core.views.user(user)).toMatchObject({ username: '20190001', phone: null })
  })

  it('one field for all of them takes a phone in any form as well', async () => {
    const { core } = await opened()
    const { user } = await core.login({ identifier: '+86 139-0013-9000', password })
    expect(user.phone).toBe('+8613900139000')
  })

  it('one field for all of them means whoever has it: a number may be a username', async () => {
    const { core, store, hash } = await opened()
    const person = { id: '8', phone: null, name: null, avatar: null, intro: null, level: null }
    const rest = { email: null, username: '13700137000', roles: [], ban: null, createdAt: 1 }
    await store.addAccount(newAccount({ ...person, ...rest }, hash))
    const { user } = await core.login({ identifier: '13700137000', password })
    expect(user.id).toBe('8')
    const { user: other } = await core.register({ phone: '13700137000', password })
    expect((await core.login({ identifier: '13700137000', password })).user.id).toBe(other.id)
  })

  it.each([
    [{ email: 'nobody@example.com' }, 'credentials_wrong'],
    [{ username: 'nobody' }, 'credentials_wrong'],
    [{ identifier: 'nobody' }, 'credentials_wrong'],
    [{ identifier: 'nobody@example.com' }, 'credentials_wrong'],
    [{ username: 'san.zhang@example.com' }, 'username_invalid'],
    ...['', 'a', '@example.com', 'a@', 'a@b', 'a@b@c.d', 'a b@example.com', 'a..b@example.com'].map(
      (email) => [{ email }, 'email_invalid'] as const,
    ),
    [{ email: `${bytes(65)}@example.com` }, 'email_invalid'],
    [{ email: `a@${bytes(64)}.com` }, 'email_invalid'],
    [{ email: `${bytes(64)}@${`${bytes(60)}.`.repeat(4)}com` }, 'email_invalid'],
    [{ email: 5 as never }, 'email_invalid'],
    [{ username: 5 as never }, 'username_invalid'],
    [{ identifier: 5 as never }, 'identifier_invalid'],
    [{ username: '' }, 'username_invalid'],
    [{ username: 'a\nb' }, 'username_invalid'],
    [{ username: '张三  丰' }, 'credentials_wrong'],
    [{ username: bytes(129) }, 'username_invalid'],
    [{ identifier: ' ' }, 'identifier_invalid'],
    [{ identifier: '@' }, 'identifier_invalid'],
    [{}, 'invalid_request'],
    [{ phone, email: 'san.zhang@example.com' }, 'invalid_request'],
  ] as const)('says what is wrong with %j: %s', async (name, code) => {
    const { core } = await opened()
    await expect(core.login({ ...name, password })).rejects.toMatchObject(failsWith(code))
  })

  it('counts guesses by what was given, and keeps of it what is masked', async () => {
    const { core } = await opened()
    const guess = (name: object): Promise<unknown> => core.login({ ...name, password: 'not this' })
    for (let n = 0; n < 10; n += 1) {
      await expect(guess({ email: 'San.Zhang@example.com' })).rejects.toMatchObject(
        failsWith('credentials_wrong'),
      )
    }
    for (const name of [
      { email: 'san.zhang@example.com' },
      { identifier: 'san.zhang@example.com' },
    ]) {
      await expect(guess(name)).rejects.toMatchObject(failsWith('too_many_requests'))
    }
    const { items } = await core.searchAudit({ event: 'login_failed', limit: 1 })
    expect(items[0]?.detail).toEqual({ email: 's***@example.com' })
    await expect(guess({ username: '20190001' })).rejects.toMatchObject(
      failsWith('credentials_wrong'),
    )
  })

  it('a user is found for an operator by any of them', async () => {
    const { core } = await opened()
    for (const text of ['7', 'San.Zhang@example.com', '20190001']) {
      expect((await core.findUser(text))?.id, text).toBe('7')
    }
    expect((await core.findUser('139 0013 9000'))?.phone).toBe('+8613900139000')
    expect(await core.findUser('nobody@example.com')).toBeNull()
    const { items } = await core.searchUsers({ search: 'SAN.Z' })
    expect(items.map(({ id }) => id)).toEqual(['7'])
  })
})
