import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type ImportedUser, passwordHashOf, type Store } from '../src/index.ts'
import { cheapHashes } from './cheap-hashes.ts'
import { failsWith, open, password, phone, start } from './open.ts'

const bcrypt = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'
const other = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK'
const md5 = createHash('md5').update(password).digest('hex')

function row(given: Partial<ImportedUser> = {}): ImportedUser {
  const profile = { name: '张三', avatar: null, intro: null, level: 1 }
  return { id: '1', phone, passwordHash: bcrypt, ...profile, ...given }
}

describe('what somebody is found by (F07)', () => {
  it.each([
    [{ phone: null }, 'nothing_found_by'],
    [{ phone: 'x' }, 'phone_invalid'],
    [{ email: 'x' }, 'email_invalid'],
    [{ username: 'a\nb' }, 'username_invalid'],
    [{ username: 'a@b.example', email: 'c@d.example' }, 'username_invalid'],
    [{ passwordHash: 'plain' }, 'password_hash_unknown'],
    [{ id: '../1' }, 'id_invalid'],
    [{ phone: null, email: 'A@b.example' }, 'added'],
    [{ phone: null, username: 'A@b.example' }, 'added'],
    [{ username: 'a@b.example', email: 'A@b.example' }, 'added'],
    [{ phone: null, username: '张三' }, 'added'],
    [{ passwordHash: null }, 'added'],
  ] as const)('%j: %s, in a dry run as well', async (given, outcome) => {
    for (const dryRun of [true, false]) {
      const { core, store } = await open()
      expect(await core.createImport({ dryRun }).add(row(given))).toBe(outcome)
      const there = outcome === 'added' && !dryRun ? 1 : 0
      expect(await store.listUsers({ after: null, limit: 9 })).toHaveLength(there)
    }
  })

  it.each([
    [{ phone }, 'phone_taken'],
    [{ phone: null, email: 'a@b.example' }, 'email_taken'],
    [{ phone: null, username: 'zhang' }, 'username_taken'],
  ] as const)('%j of somebody else: %s, and in one dry run too', async (given, outcome) => {
    for (const dryRun of [true, false]) {
      const { core } = await open()
      const run = core.createImport({ dryRun })
      await run.add(row({ email: 'a@b.example', username: 'zhang' }))
      expect(await run.add(row({ id: '2', ...given }))).toBe(outcome)
      expect(await run.add(row({ email: null }))).toBe(dryRun ? 'id_taken' : 'already_there')
      expect(await run.add(row({ phone: '13900139000' }))).toBe('id_taken')
    }
  })

  it('somebody who comes between is told of as of anybody', async () => {
    const { store } = await open()
    let between = true
    const busy: Store = {
      ...store,
      async findAccountByIdentity(name) {
        const found = await store.findAccountByIdentity(name)
        if (between) {
          between = false
          const { core } = await open({ store })
          await core.createImport({ dryRun: false }).add(row({ id: '9' }))
        }
        return found
      },
    }
    const { core } = await open({ store: busy })
    expect(await core.createImport({ dryRun: false }).add(row())).toBe('phone_taken')
  })

  it('who stands in the way for a moment, and is gone when looked for, is told of by the id', async () => {
    const { store } = await open()
    const busy: Store = {
      ...store,
      addAccount: async () => 'identity_taken',
      changeAccount: async () => ({ outcome: 'identity_taken' }),
    }
    const { core } = await open({ store: busy })
    expect(await core.createImport({ dryRun: false }).add(row())).toBe('id_taken')
    await (await open({ store })).core.createImport({ dryRun: false }).add(row())
    const run = core.createImport({ dryRun: false, update: true })
    expect(await run.add(row({ name: 'x' }))).toBe('id_taken')
  })

  it('what can be proven by a code comes as proven where that is said, and a username cannot', async () => {
    const { core } = await open()
    const person = row({ email: 'a@b.example', username: 'zhang', createdAt: 5 })
    await core.createImport({ dryRun: false, proven: true }).add(person)
    const { identities } = await core.identitiesOf('1')
    const proven = Object.fromEntries(identities.map((one) => [one.kind, one.verifiedAt]))
    expect(proven).toEqual({ phone: 5, email: 5, username: null })
  })

  it('when they came and that they are banned comes along, and nobody came tomorrow', async () => {
    const { core } = await open()
    const run = core.createImport({ dryRun: false })
    await run.add(row({ createdAt: 5, isBanned: true }))
    await run.add(row({ id: '2', phone: '13900139000', createdAt: start + 99 }))
    expect(await core.findUser('1')).toMatchObject({ createdAt: 5, ban: { since: start } })
    expect(await core.findUser('2')).toMatchObject({ createdAt: start, ban: null })
    await expect(core.createToken('1')).rejects.toMatchObject(failsWith('user_banned'))
  })
})

describe('bringing up to date (F07)', () => {
  async function there(given: Partial<ImportedUser> = {}) {
    const opened = await open()
    await opened.core.createImport({ dryRun: false }).add(row(given))
    const update = (changed: Partial<ImportedUser>, dryRun = false) =>
      opened.core.createImport({ dryRun, update: true }).add(row({ ...given, ...changed }))
    const hash = async () => {
      const account = await opened.store.findAccount('1')
      return account && passwordHashOf(account)
    }
    return { ...opened, update, hash }
  }

  it('takes over what has changed, in a dry run nothing, and of the same nothing twice', async () => {
    const { core, update, hash } = await there({ email: 'a@b.example' })
    expect(await update({})).toBe('already_there')
    const changed = { name: '李四', email: 'c@d.example', passwordHash: other, level: 2 }
    expect(await update(changed, true)).toBe('updated')
    expect(await core.findUser('1')).toMatchObject({ name: '张三', email: 'a@b.example' })
    expect(await update(changed)).toBe('updated')
    expect(await update(changed)).toBe('already_there')
    const kept = { name: '李四', email: 'c@d.example', level: 2, ban: null }
    expect(await core.findUser('1')).toMatchObject(kept)
    expect(await core.findUser('a@b.example')).toBeNull()
    expect(await hash()).toBe(other)
  })

  it('gives a password to who had none, and takes it from who has none any more', async () => {
    const { update, hash } = await there({ passwordHash: null })
    expect(await update({ passwordHash: other })).toBe('updated')
    expect(await hash()).toBe(other)
    expect(await update({ passwordHash: null })).toBe('updated')
    expect(await hash()).toBeNull()
    expect(await update({ passwordHash: null, intro: 'hello' })).toBe('updated')
  })

  it('bans who is banned there, and lifts no ban nor moves one', async () => {
    const { core, update, advance } = await there()
    expect(await update({ isBanned: true })).toBe('updated')
    advance(60)
    expect(await update({ isBanned: true, name: 'y' })).toBe('updated')
    expect((await core.findUser('1'))?.ban).toMatchObject({ since: start })
    expect(await update({ isBanned: false, name: 'y' })).toBe('already_there')
    expect(await update({ isBanned: false, name: 'x' })).toBe('updated')
    expect((await core.findUser('1'))?.ban).toMatchObject({ since: start })
  })

  it('leaves who has a password of ours, and who is changed at this very moment', async () => {
    const { core, store, update } = await there()
    const busy: Store = { ...store, changeAccount: async () => ({ outcome: 'conflict' }) }
    const beside = await open({ store: busy })
    const late = beside.core.createImport({ dryRun: false, update: true })
    expect(await late.add(row({ name: 'x' }))).toBe('at_home_here')
    await core.setPassword('1', password)
    expect(await update({ name: 'x' })).toBe('at_home_here')
    expect((await core.findUser('1'))?.name).toBe('张三')
  })

  it('takes no name from anybody', async () => {
    const { core, update } = await there()
    const run = core.createImport({ dryRun: false })
    await run.add(row({ id: '2', phone: null, email: 'a@b.example' }))
    expect(await update({ email: 'a@b.example', name: 'x' })).toBe('email_taken')
    expect(await core.findUser('1')).toMatchObject({ name: '张三', email: null })
  })

  it('does not find who was deleted meanwhile', async () => {
    const { store } = await there()
    const busy: Store = { ...store, findAccount: async () => null }
    const { core } = await open({ store: busy })
    const run = core.createImport({ dryRun: false, update: true })
    expect(await run.add(row({ name: 'x' }))).toBe('already_there')
  })
})

describe('quick hashes (F36)', () => {
  it('are made eight at the same time, so that the queue has room for who signs in', async () => {
    const { core } = await open({ passwords: { ...cheapHashes, concurrency: 1, queueLimit: 7 } })
    const run = core.createImport({ dryRun: false, quickHashes: 'md5' })
    const people = Array.from({ length: 60 }, (_, n) =>
      row({ id: `q${n}`, phone: String(13_800_000_000 + n), passwordHash: md5 }),
    )
    // Those who come later find every place free again, and no more than there were.
    for (const some of [people.slice(0, 1), people.slice(1, 30), people.slice(30)]) {
      const outcomes = await Promise.all(some.map((one) => run.add(one)))
      expect(new Set(outcomes)).toEqual(new Set(['added']))
    }
    expect(core.work().hashing).toMatchObject({ waiting: 0 })
  })

  it('come inside argon2id, more than can be computed at once, and a dry run makes none', async () => {
    const { core } = await open()
    const people = Array.from({ length: 20 }, (_, n) =>
      row({ id: `q${n}`, phone: String(13_800_000_000 + n), passwordHash: md5 }),
    )
    const dry = core.createImport({ dryRun: true, quickHashes: 'md5' })
    expect(await dry.add(people[0] as ImportedUser)).toBe('added')
    const run = core.createImport({ dryRun: false, quickHashes: 'md5' })
    const outcomes = await Promise.all(people.map((one) => run.add(one)))
    expect(new Set(outcomes)).toEqual(new Set(['added']))
    expect((await core.login({ phone: '13800000019', password })).user.id).toBe('q19')
    expect(await run.add(row({ passwordHash: bcrypt }))).toBe('added')
    expect(await run.add(row({ id: '2', passwordHash: 'x' }))).toBe('password_hash_unknown')
    const without = { id: '3', phone: '13900139000', passwordHash: null }
    expect(await run.add(row(without))).toBe('added')
  })
})
