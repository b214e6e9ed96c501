import { expect, it } from 'vitest'
import { enrol, ticketOf, wrongCode } from './authenticator.ts'
import { failsWith, open, password, phone } from './open.ts'

it('A352 guesses at the second factor of one account keep nobody else waiting', async () => {
  const all = await open()
  const { core, advance } = all
  const theirs = '13900139000'
  const one = await enrol(all, await core.register({ phone, password }))
  const other = await enrol(all, await core.register({ phone: theirs, password }))
  advance(30)
  const answer = async (of: string, code: string) => {
    const ticket = await ticketOf(core.login({ phone: of, password }))
    return core.loginWithFactor({ ticket, kind: 'totp', code })
  }
  for (let n = 0; n < 10; n += 1) {
    await expect(answer(phone, wrongCode(one.app))).rejects.toMatchObject(failsWith('code_wrong'))
  }
  await expect(answer(phone, one.app.code())).rejects.toMatchObject(failsWith('too_many_requests'))
  expect((await answer(theirs, other.app.code())).user.id).toBe(other.caller.userId)
})
