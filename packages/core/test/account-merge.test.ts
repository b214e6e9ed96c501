import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import type { Actor, Core, Notice, User } from '../src/index.ts'
import { openCodes } from './code-scene.ts'
import { inEveryOrder, type Settled } from './interleaving.ts'
import { failsWith, imported, open, password } from './open.ts'

const email = 'san.zhang@example.com'
const phones = { kept: '13900000001', gone: '13900000002', support: '13900000003' }
const newPassword = 'another long phrase'
const denied = failsWith('permission_denied')

/** Somebody who is there twice, and who may merge them. */
async function scene(options: Parameters<typeof open>[0] = {}) {
  const store = memoryStore()
  const opened = await openCodes({ store, stepUpSeconds: 86_400, ...options })
  const { core, ask, advance } = opened
  await core.putRole({ name: 'support', permissions: ['user:*'] })
  const kept = await core.createUser({ phone: phones.kept, password })
  const { user: gone } = await core.register({ phone: phones.gone, password, name: 'Zhang' })
  const support = await core.createUser({ phone: phones.support, password, roles: ['support'] })
  const login = await core.login({ phone: phones.gone, password })
  const prove = async (whom: object, accessToken = login.accessToken) =>
    core.addIdentity(core.authenticate(accessToken), await ask('verify', whom))
  await prove({ phone: phones.gone })
  await prove({ email })
  advance(1)
  const merge = { keep: kept.id, from: gone.id }
  return {
    ...opened,
    store,
    kept,
    gone,
    support,
    login,
    prove,
    merge,
    actor: { actorId: support.id },
  }
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    ({ code }) => code,
  )
}

const outcomeOf = (settled: Settled<unknown>): string =>
  settled.status === 'fulfilled' ? 'done' : settled.reason.code

describe('two accounts of one person', () => {
  it('become one, found by what either was, under the password that stays', async () => {
    const { core, kept, gone, merge, login } = await scene()
    const outcome = await core.mergeUsers(merge)
    expect(outcome).toMatchObject({
      keptId: kept.id,
      goneId: gone.id,
      profile: ['name'],
      sessionsEnded: 2,
    })
    expect(outcome.moved.map(({ subject }) => subject).sort()).toEqual([`+86${phones.gone}`, email])
    const byGone = await core.login({ phone: phones.gone, password })
    expect(byGone.user).toMatchObject({ id: kept.id, name: 'Zhang', email })
    expect(await core.findUser(gone.id)).toBeNull()
    const ended = failsWith('session_ended')
    expect(() => core.authenticate(login.accessToken)).toThrowError(expect.objectContaining(ended))
    await expect(core.refresh(login.refreshToken)).rejects.toMatchObject(failsWith('token_invalid'))
  })

  it('come to what the dry run said, which changes nothing', async () => {
    const { core, store, merge, kept, gone } = await scene()
    const state = async () => [
      await store.findAccount(kept.id),
      await store.findAccount(gone.id),
      (await core.searchAudit({})).items.length,
      await core.countSessions(),
    ]
    const before = await state()
    const promised = await core.mergeUsers({ ...merge, dryRun: true })
    expect(await state()).toEqual(before)
    expect(await core.mergeUsers(merge)).toEqual({ ...promised, dryRun: false })
  })

  it('keep what the one that stays has: password, avatar, name, level, and its sessions', async () => {
    const { core, gone, merge, kept } = await scene()
    await core.updateManagedUser(kept.id, { name: 'Kept', level: 3 })
    await core.setAvatar({ userId: gone.id }, '/gone.png')
    await core.setPassword(gone.id, newPassword)
    const own = await core.login({ phone: phones.kept, password })
    const dropped: string[] = []
    core.onAvatarDropped((url) => dropped.push(url))
    await core.mergeUsers(merge)
    const user = await core.requireUser(core.authenticate(own.accessToken))
    expect(user).toMatchObject({ name: 'Kept', level: 3, avatar: '/gone.png' })
    expect(dropped).toEqual([])
    expect(await codeOf(core.login({ phone: phones.gone, password: newPassword }))).toBe(
      'credentials_wrong',
    )
  })

  it('keep their own fields, and get those that only the other had', async () => {
    const text = { type: 'string' } as const
    const properties = { a: text, b: text }
    const { core } = await open({ userFields: { type: 'object', properties } })
    const person = async (number: string, fields: object) =>
      (await core.register({ phone: number, password, fields: fields as never })).user.id
    const ids = [
      await person('13800000001', { a: 'kept' }),
      await person('13800000002', { a: 'gone', b: 'gone' }),
      await person('13800000003', {}),
    ]
    const [keep = '', from = '', bare = ''] = ids
    const merged = async (one: string) => {
      await core.mergeUsers({ keep, from: one })
      return (await core.findUser(keep))?.fields
    }
    expect(await merged(bare)).toEqual({ a: 'kept' })
    expect(await merged(from)).toEqual({ a: 'kept', b: 'gone' })
  })

  it('drop the avatar that nobody has any more', async () => {
    const { core, gone, merge, kept } = await scene()
    await core.setAvatar({ userId: gone.id }, '/gone.png')
    await core.setAvatar({ userId: kept.id }, '/kept.png')
    const dropped: string[] = []
    core.onAvatarDropped((url) => dropped.push(url))
    await core.mergeUsers(merge)
    expect(dropped).toEqual(['/gone.png'])
  })

  it('have no password where the one that stays has none: it signs in by a code', async () => {
    const { core, ask, advance, gone } = await scene()
    const { user } = await core.loginWithCode(await ask('login', { phone: '13900000009' }))
    advance(1)
    await core.mergeUsers({ keep: user.id, from: gone.id })
    expect(await codeOf(core.login({ phone: phones.gone, password }))).toBe('credentials_wrong')
    const grant = await core.loginWithCode(await ask('login', { email }))
    expect(grant.user.id).toBe(user.id)
  })

  it('are found in the audit by either id, which names the other', async () => {
    const { core, merge, kept, gone, actor } = await scene()
    await core.mergeUsers(merge, { ...actor, by: 'command_line' })
    for (const [userId, detail] of [
      [kept.id, { from: gone.id, by: 'command_line' }],
      [gone.id, { into: kept.id, by: 'command_line' }],
    ] as const) {
      const { items } = await core.searchAudit({ userId })
      expect(items[0]).toMatchObject({ event: 'user_merged', detail, ...actor })
    }
    const before = await core.searchAudit({ userId: gone.id, event: 'login' })
    expect(before.items).not.toEqual([])
  })

  it('are told of it by what was theirs before, and who is gone has no way to undo it', async () => {
    const notices: Notice[] = []
    const keep = async (notice: Notice): Promise<void> => void notices.push(notice)
    const { core, merge, prove, advance, messages } = await scene({
      notify: { email: keep, sms: keep },
    })
    const own = await core.login({ phone: phones.kept, password })
    await prove({ phone: phones.kept }, own.accessToken)
    advance(3600)
    await messages()
    notices.length = 0
    await core.mergeUsers(merge)
    await messages()
    expect(notices.map(({ kind, to }) => [kind, to]).sort()).toEqual([
      ['merged', `+86${phones.kept}`],
      ['merged_away', `+86${phones.gone}`],
      ['merged_away', email],
    ])
    for (const { kind, token } of notices) {
      const expected = kind === 'merged' ? 'done' : 'notice_token_invalid'
      expect(await codeOf(core.denyNotice(token))).toBe(expected)
    }
    expect(await codeOf(core.login({ phone: phones.gone, password }))).toBe('credentials_wrong')
  })
})

describe('A319 who may merge', () => {
  it('nobody merges an account with itself, one of their own, or one that is not there', async () => {
    const { core, merge, kept, gone } = await scene()
    const same = core.mergeUsers({ keep: kept.id, from: kept.id })
    await expect(same).rejects.toMatchObject(failsWith('merge_same_account'))
    for (const actorId of [kept.id, gone.id]) {
      await core.updateManagedUser(actorId, { roles: ['admin'] })
      await expect(core.mergeUsers(merge, { actorId })).rejects.toMatchObject(denied)
      await core.updateManagedUser(actorId, { roles: [] })
    }
    for (const other of [{ keep: 'nobody' }, { from: 'nobody' }]) {
      for (const dryRun of [false, true]) {
        const work = core.mergeUsers({ ...merge, ...other, dryRun })
        await expect(work).rejects.toMatchObject(failsWith('not_found'))
      }
    }
  })

  it('somebody who may do more is merged by nobody who may do less, whichever of the two they are', async () => {
    const { core, merge, kept, gone, actor } = await scene()
    for (const { id } of [kept, gone]) {
      await core.updateManagedUser(id, { roles: ['admin'] })
      for (const dryRun of [false, true]) {
        await expect(core.mergeUsers({ ...merge, dryRun }, actor)).rejects.toMatchObject(denied)
      }
      await core.updateManagedUser(id, { roles: [] })
    }
    await core.mergeUsers(merge, actor)
  })

  it('roles go over only from whoever may give them', async () => {
    for (const [permissions, gained] of [
      [['user:*'], []],
      [['user:*', 'role:assign'], ['support']],
    ] as const) {
      const { core, merge, gone, actor } = await scene()
      await core.putRole({ name: 'support', permissions })
      await core.updateManagedUser(gone.id, { roles: ['support'] })
      const outcome = await core.mergeUsers(merge, actor)
      expect([outcome.rolesGained, outcome.rolesLost].map((roles) => roles.length)).toEqual(
        gained.length === 1 ? [1, 0] : [0, 1],
      )
      expect((await core.findUser(merge.keep))?.roles).toEqual(gained)
    }
  })

  it('asks a caller for the password lately shown, but for a dry run', async () => {
    const { core, merge, support, advance } = await scene({ stepUpSeconds: 900 })
    const { accessToken } = await core.login({ phone: phones.support, password })
    advance(901)
    const actor: Actor = { actorId: support.id, caller: core.authenticate(accessToken) }
    await core.mergeUsers({ ...merge, dryRun: true }, actor)
    const work = core.mergeUsers(merge, actor)
    await expect(work).rejects.toMatchObject(failsWith('step_up_required'))
  })

  it('the last administrator is merged by nobody but an operator, and stays one', async () => {
    const { core, merge, kept, gone, actor } = await scene()
    await core.putRole({ name: 'support', permissions: ['user:*', 'role:*', 'key:*'] })
    await core.updateManagedUser(gone.id, { roles: ['admin'] })
    await expect(core.mergeUsers(merge, actor)).rejects.toMatchObject(denied)
    await core.mergeUsers(merge, { by: 'command_line' })
    expect((await core.findUser(kept.id))?.roles).toEqual(['admin'])
  })

  it('a ban is not shed by a merge, in either direction, and one that is over hinders nobody', async () => {
    const { core, advance, kept, gone, merge } = await scene()
    for (const { id } of [kept, gone]) {
      await core.ban(id, { reason: 'spam' })
      for (const dryRun of [false, true]) {
        const work = core.mergeUsers({ ...merge, dryRun })
        await expect(work).rejects.toMatchObject(failsWith('merge_banned'))
      }
      await core.unban(id)
    }
    await core.ban(gone.id, { until: Date.UTC(2026, 0, 2) })
    advance(2 * 86_400)
    await core.mergeUsers(merge)
  })

  const changes: Readonly<
    Record<string, (core: Core, gone: User, support: User) => Promise<unknown>>
  > = {
    'the account that goes was given power': (core, { id }) =>
      core.updateManagedUser(id, { roles: ['admin'] }),
    'the account that goes was banned': (core, { id }) => core.ban(id),
    'who merges lost the role': (core, _, { id }) => core.updateManagedUser(id, { roles: [] }),
  }

  it.each(Object.entries(changes))('between the question and the act: %s', async (_, change) => {
    const orders = await inEveryOrder({
      prepare: scene,
      one: ({ core, merge, actor }) =>
        core.mergeUsers(merge, { ...actor, permission: 'user:merge' }),
      other: ({ core, gone, support }) => change(core, gone, support),
      async check({ core, kept, gone }, merged, changed) {
        expect(['done', 'permission_denied', 'merge_banned']).toContain(outcomeOf(merged))
        expect(['done', 'not_found']).toContain(outcomeOf(changed))
        const isMerged = outcomeOf(merged) === 'done'
        expect((await core.findUser(gone.id)) === null).toBe(isMerged)
        expect((await core.findUser(kept.id))?.roles).toEqual([])
      },
    })
    expect(orders).toBeGreaterThan(5)
  })
})

describe('A319 what is under way', () => {
  it('a reset link, a code and a refresh token of the account that went open nothing', async () => {
    const { core, ask, gone, merge, login } = await scene()
    const { resetToken } = await core.requestPasswordReset(gone.id)
    const shown = await ask('login', { email })
    const reset = await ask('password_reset', { phone: phones.gone })
    await core.mergeUsers(merge)
    expect([
      await codeOf(core.resetPassword(resetToken, newPassword)),
      await codeOf(core.loginWithCode(shown)),
      await codeOf(core.resetPasswordWithCode({ ...reset, newPassword })),
      await codeOf(core.refresh(login.refreshToken)),
    ]).toEqual(['reset_token_invalid', 'code_expired', 'code_expired', 'token_invalid'])
  })

  it('of two merges crosswise one happens, and nothing of either is lost', async () => {
    await inEveryOrder({
      prepare: scene,
      one: ({ core, merge }) => core.mergeUsers(merge),
      other: ({ core, merge }) => core.mergeUsers({ keep: merge.from, from: merge.keep }),
      async check({ store, merge }, one, other) {
        expect([outcomeOf(one), outcomeOf(other)].sort()).toEqual(['done', 'not_found'])
        const left = [await store.findAccount(merge.keep), await store.findAccount(merge.from)]
        const [account, nobody] = left.flatMap((found) => found ?? [])
        expect(nobody).toBeUndefined()
        const names = account?.identities.map(({ subject }) => subject)
        expect(names).toContain(`+86${phones.gone}`)
        expect(names).toContain(email)
      },
    })
  })

  it('a login meanwhile ends with the account it was of, or is one of the other', async () => {
    await inEveryOrder({
      async prepare() {
        const all = await scene()
        await all.core.setPassword(all.gone.id, newPassword)
        return all
      },
      one: ({ core }) => core.login({ phone: phones.gone, password: newPassword }),
      other: ({ core, merge }) => core.mergeUsers(merge),
      async check({ core, kept }, login, merged) {
        expect(outcomeOf(merged)).toBe('done')
        expect(['done', 'credentials_wrong']).toContain(outcomeOf(login))
        if (login.status === 'fulfilled') {
          const { accessToken } = login.value
          expect(await core.verifyToken(accessToken)).toBeNull()
        }
        expect(await core.sessions(kept.id)).toEqual([])
      },
    })
  })

  it('an identity that is proven meanwhile goes over or was refused, and is never lost', async () => {
    const other = { phone: '13900000008' }
    await inEveryOrder({
      async prepare() {
        const all = await scene()
        const shown = await all.ask('verify', other)
        return { ...all, shown, caller: all.core.authenticate(all.login.accessToken) }
      },
      one: ({ core, caller, shown }) => core.addIdentity(caller, shown),
      other: ({ core, merge }) => core.mergeUsers(merge),
      async check({ store, kept }, added, merged) {
        expect(outcomeOf(merged)).toBe('done')
        expect(['done', 'token_invalid']).toContain(outcomeOf(added))
        const name = { kind: 'phone', subject: `+86${other.phone}` } as const
        const owner = await store.findAccountByIdentity(name)
        expect(owner?.user.id ?? null).toBe(outcomeOf(added) === 'done' ? kept.id : null)
      },
    })
  })
})

describe('A314 A319 what was never proven', () => {
  it('stays behind where something of the kept account was, so that its owner takes nothing over', async () => {
    const { core, ask, kept, prove, store, advance } = await scene()
    const own = await core.login({ phone: phones.kept, password })
    await prove({ phone: phones.kept }, own.accessToken)
    const victim = { phone: '13900000007' }
    const { user: other } = await core.register({ ...victim, password })
    advance(1)
    const { moved, released } = await core.mergeUsers({ keep: kept.id, from: other.id })
    expect([moved, released.map(({ subject }) => subject)]).toEqual([[], [`+86${victim.phone}`]])
    const { user } = await core.loginWithCode(await ask('login', victim))
    expect(user.id).not.toBe(kept.id)
    expect((await store.findAccount(kept.id))?.credentials).toHaveLength(1)
  })

  it('is no way in for who registered with it and brings something of their own', async () => {
    const { core, ask, merge, gone, kept } = await scene()
    const { moved, released } = await core.mergeUsers(merge)
    expect(moved.map(({ kind }) => kind).sort()).toEqual(['email', 'phone'])
    expect(released.map(({ subject }) => subject)).toEqual([`+86${phones.kept}`])
    const { user } = await core.loginWithCode(await ask('login', { phone: phones.kept }))
    expect([kept.id, gone.id]).not.toContain(user.id)
  })

  it('stays with whoever has it where nobody is sent codes, and so nobody can prove anything', async () => {
    const { core } = await open()
    const kept = await core.createUser({ phone: phones.kept, password })
    const proven = { ...imported('7'), phone: null, email }
    await core.createImport({ dryRun: false, proven: true }).add(proven)
    const { moved, released } = await core.mergeUsers({ keep: kept.id, from: '7' })
    expect([moved.map(({ subject }) => subject), released]).toEqual([[email], []])
    const { user } = await core.login({ phone: phones.kept, password })
    expect(user).toMatchObject({ id: kept.id, email })
  })
})
