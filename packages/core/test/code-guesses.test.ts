import { describe, expect, it } from 'vitest'
import { enrol, ticketOf, wrongCode } from './authenticator.ts'
import { openCodes } from './code-scene.ts'
import { failsWith, open, password, phone } from './open.ts'

const theirs = '13900139000'
const wrong = failsWith('code_wrong')
const full = failsWith('too_many_requests')

describe.each([
  ['an account', false],
  ['a device', true],
])('guesses at the code of %s keep no other waiting', (_, withDevice) => {
  it('A352 where it is of a second factor', async () => {
    const all = await open()
    const { core, advance } = all
    const person = async (of: string) => {
      const grant = await core.register({ phone: of, password })
      const deviceToken = withDevice ? grant.deviceToken : null
      const { app } = await enrol(all, grant)
      const answer = async (code: string) => {
        const ticket = await ticketOf(core.login({ phone: of, password, deviceToken }))
        return core.loginWithFactor({ ticket, kind: 'totp', code })
      }
      return { app, answer, id: grant.user.id }
    }
    const [one, other] = [await person(phone), await person(theirs)]
    advance(30)
    for (let n = 0; n < 10; n += 1) {
      await expect(one.answer(wrongCode(one.app))).rejects.toMatchObject(wrong)
    }
    await expect(one.answer(one.app.code())).rejects.toMatchObject(full)
    expect((await other.answer(other.app.code())).user.id).toBe(other.id)
  })

  it('where it was sent to a phone', async () => {
    const { core, ask } = await openCodes()
    const person = async (of: string) => {
      await core.createUser({ phone: of, password })
      const { user, deviceToken } = await core.login({ phone: of, password })
      const asked = () => ask('login', { phone: of })
      const show = (shown: Awaited<ReturnType<typeof ask>>, code = shown.code) =>
        core.loginWithCode({ ...shown, code, ...(withDevice && { deviceToken }) })
      return { asked, show, id: user.id }
    }
    const [one, other] = [await person(phone), await person(theirs)]
    for (let n = 0; n < 10; ) {
      const shown = await one.asked()
      const another = shown.code === '000000' ? '111111' : '000000'
      for (let tries = 0; tries < 5; tries += 1, n += 1) {
        await expect(one.show(shown, another)).rejects.toMatchObject(wrong)
      }
    }
    await expect(one.show(await one.asked())).rejects.toMatchObject(full)
    expect((await other.show(await other.asked())).user.id).toBe(other.id)
  })
})
