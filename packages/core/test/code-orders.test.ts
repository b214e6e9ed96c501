import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import type { Notice, Store } from '../src/index.ts'
import { createInbox } from './inbox.ts'
import { inEveryOrder } from './interleaving.ts'
import { open, password, phone, start } from './open.ts'

const email = 'san.zhang@example.com'
const newPassword = 'another long phrase'
const codeOf = (one: PromiseSettledResult<unknown>): string =>
  one.status === 'fulfilled' ? 'done' : String(one.reason.code)

/** Somebody with a password and a phone that nobody has proven yet. */
async function prepare() {
  const inbox = createInbox()
  // Nothing is asked for in the background: what the two ask for is all there is.
  const store: Store = { ...memoryStore(), onChange: () => () => undefined }
  let now = start
  const advance = (seconds: number): void => {
    now += seconds * 1000
  }
  const common = { store, senders: inbox.senders, clock: () => now, monotonic: () => now }
  const { core } = await open(common)
  const { user, accessToken } = await core.register({ phone, password })
  const caller = core.authenticate(accessToken)
  const ask = async (purpose: 'login' | 'password_reset' | 'verify', whom: object = { phone }) => {
    advance(60)
    const { challengeId } = await core.requestCode({ purpose, ...whom })
    return { ...whom, challengeId, code: await inbox.code() }
  }
  return { core, store, user, caller, ask, inbox, advance, common }
}

/** The same, once the phone is theirs. */
async function prepareProven() {
  const scene = await prepare()
  await scene.core.addIdentity(scene.caller, await scene.ask('verify'))
  return scene
}

/** The same, told of another password by a server of its own: what follows a reply is in no order. */
async function prepareTold() {
  const scene = await prepareProven()
  const tokens: string[] = []
  const notify = { sms: async ({ token }: Notice): Promise<void> => void tokens.push(token) }
  const { core: teller } = await open({ ...scene.common, notify })
  scene.advance(3600)
  await teller.setPassword(scene.user.id, newPassword)
  await scene.inbox.messages()
  return { ...scene, token: tokens[0] ?? '' }
}

describe('what two do at once to one account', () => {
  it('a first proof and another password: whoever has the phone is in, and nothing is half done', async () => {
    await inEveryOrder({
      async prepare() {
        const scene = await prepare()
        return { ...scene, shown: await scene.ask('login') }
      },
      one: ({ core, shown }) => core.loginWithCode(shown),
      other: ({ core, user }) => core.setPassword(user.id, newPassword),
      async check({ store, user }, login, change) {
        expect([codeOf(login), codeOf(change)]).toEqual(['done', 'done'])
        const account = await store.findAccount(user.id)
        expect(account?.identities[0]?.verifiedAt).not.toBeNull()
      },
    })
  })

  it('a code and another password: one of the two passwords is there', async () => {
    await inEveryOrder({
      async prepare() {
        const scene = await prepare()
        return { ...scene, shown: { ...(await scene.ask('password_reset')), newPassword } }
      },
      one: ({ core, shown }) => core.resetPasswordWithCode(shown),
      other: ({ core, user }) => core.setPassword(user.id, 'a third long phrase'),
      async check({ core }, reset, change) {
        expect([codeOf(reset), codeOf(change)]).toEqual(['done', 'done'])
        const all = [newPassword, 'a third long phrase'].map((one) =>
          core.login({ phone, password: one }),
        )
        const outcomes = (await Promise.allSettled(all)).map(codeOf)
        expect(outcomes.sort()).toEqual(['credentials_wrong', 'done'])
      },
    })
  })

  it('a code and the end of the account: nobody is signed in to what is gone', async () => {
    await inEveryOrder({
      async prepare() {
        const scene = await prepare()
        return { ...scene, shown: { ...(await scene.ask('password_reset')), newPassword } }
      },
      one: ({ core, shown }) => core.resetPasswordWithCode(shown),
      other: ({ core, user }) => core.deleteAccount(user.id),
      async check({ core, user }, reset) {
        expect(['done', 'code_expired']).toContain(codeOf(reset))
        expect(await core.findUser(user.id)).toBeNull()
      },
    })
  })

  it('what is added and what is removed: something is left to sign in by', async () => {
    await inEveryOrder({
      async prepare() {
        const scene = await prepareProven()
        const added = await scene.core.addIdentity(
          scene.caller,
          await scene.ask('verify', { email }),
        )
        const shown = await scene.ask('verify', { phone: '13900139000' })
        return { ...scene, added, shown }
      },
      one: ({ core, caller, shown }) => core.addIdentity(caller, shown),
      other: ({ core, caller, added }) => core.removeIdentity(caller, added.id),
      async check({ core, caller }, add, remove) {
        expect([codeOf(add), codeOf(remove)]).toEqual(['done', 'done'])
        expect((await core.identities(caller)).identities).toHaveLength(2)
      },
    })
  })

  it('“this was not me” and another password: no password of before is left', async () => {
    await inEveryOrder({
      prepare: prepareTold,
      one: ({ core, token }) => core.denyNotice(token),
      other: ({ core, user }) => core.setPassword(user.id, 'a third long phrase'),
      async check({ core }, deny, change) {
        expect([codeOf(deny), codeOf(change)]).toEqual(['done', 'done'])
        const before = await core.login({ phone, password: newPassword }).catch(({ code }) => code)
        expect(before).toBe('credentials_wrong')
      },
    })
  })

  it('“this was not me” and a ban or the end of the account: the ban holds', async () => {
    for (const act of ['ban', 'deleteAccount'] as const) {
      await inEveryOrder({
        prepare: prepareTold,
        one: ({ core, token }) => core.denyNotice(token),
        other: ({ core, user }): Promise<unknown> => core[act](user.id),
        async check({ core }, deny) {
          expect(['done', 'notice_token_invalid']).toContain(codeOf(deny))
          const login = await core.login({ phone, password: newPassword }).catch(({ code }) => code)
          expect(['credentials_wrong', 'user_banned']).toContain(login)
        },
      })
    }
  })
})
