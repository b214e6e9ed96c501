import { expect, it } from 'vitest'
import type { Notice } from '../src/index.ts'
import { enrol, ticketOf, wrongCode } from './authenticator.ts'
import { createInbox } from './inbox.ts'
import { open, password, phone } from './open.ts'

/** Somebody with a proven phone and an authenticator, and the kinds of what they are told. */
async function opened() {
  const inbox = createInbox()
  const notices: Notice[] = []
  const notify = { sms: async (notice: Notice) => void notices.push(notice) }
  const all = await open({ senders: inbox.senders, notify })
  const { core, advance } = all
  const ask = async (purpose: 'login' | 'password_reset') => {
    advance(60)
    const { challengeId } = await core.requestCode({ purpose, phone })
    return { phone, challengeId, code: await inbox.code() }
  }
  await core.loginWithCode(await ask('login'))
  await core.resetPasswordWithCode({ ...(await ask('password_reset')), newPassword: password })
  const told = async () => {
    await inbox.messages()
    return notices.splice(0)
  }
  await told()
  const enrolled = await enrol(all, await core.login({ phone, password }))
  advance(30)
  return { ...all, ...enrolled, told }
}

const kinds = (notices: readonly Notice[]) => notices.map(({ kind }) => kind)

it('A362 the owner is told of a factor that is added, guessed at, replaced by a code, removed', async () => {
  const { core, app, caller, told } = await opened()
  expect(kinds(await told())).toEqual(['factor_added'])
  const ticket = await ticketOf(core.login({ phone, password }))
  const guess = { ticket, kind: 'totp', code: wrongCode(app) } as const
  for (let n = 0; n < 4; n += 1) await core.loginWithFactor(guess).catch(() => undefined)
  expect(kinds(await told())).toEqual([])
  await core.loginWithFactor(guess).catch(() => undefined)
  expect(kinds(await told())).toEqual(['factor_guessed'])
  const [code = ''] = await core.makeRecoveryCodes(caller)
  const next = await ticketOf(core.login({ phone, password }))
  await core.loginWithFactor({ ticket: next, kind: 'recovery_codes', code })
  expect(kinds(await told())).toEqual(['recovery_code_used'])
  await core.removeFactors(caller.userId)
  expect(kinds(await told())).toEqual(['factor_removed'])
})

it('A317 who takes their account back loses what was added since, and keeps what was there before', async () => {
  const thief = await opened()
  const [added] = await thief.told()
  thief.advance(3600)
  await thief.core.denyNotice(added?.token ?? '')
  expect(await thief.core.factorsOf(thief.caller.userId)).toEqual([])

  const owner = await opened()
  await owner.told()
  owner.advance(4 * 86_400)
  await owner.core.setPassword(owner.caller.userId, 'another long phrase')
  const [changed] = await owner.told()
  await owner.core.denyNotice(changed?.token ?? '')
  expect(await owner.core.factorsOf(owner.caller.userId)).toMatchObject([{ kind: 'totp' }])
})
