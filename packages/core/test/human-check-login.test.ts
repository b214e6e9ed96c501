import { describe, expect, it } from 'vitest'
import { failsWith, open, password, phone } from './open.ts'
import { solving } from './solve.ts'

const address = '192.0.2.7'
const home = '198.51.100.1'
const due = failsWith('human_check_required')
const wrong = failsWith('credentials_wrong')

async function scene() {
  const opened = await open({ humanCheck: true })
  const { core } = opened
  const { deviceToken } = await core.register({ phone, password }, { address: home })
  const login = (more: object = {}, from: string = address) =>
    core.login({ phone, password, humanCheck: null, ...more }, { address: from })
  const fail = (more: object = {}, from: string = address) =>
    expect(login({ password: 'wrong', ...more }, from)).rejects.toMatchObject(wrong)
  return { ...opened, deviceToken, login, fail }
}

describe('a login', () => {
  it('needs a check from the third failure of a phone, for a quarter of an hour', async () => {
    const { login, fail, advance } = await scene()
    await fail({}, '203.0.113.1')
    await fail({}, '203.0.113.2')
    await expect(login()).rejects.toMatchObject(due)
    await solving((humanCheck) => login({ humanCheck }))
    await expect(login({}, '203.0.113.3')).rejects.toMatchObject(due)
    advance(900)
    await login()
  })

  it('and from the third of an address, whoever they were', async () => {
    const { login, fail } = await scene()
    await fail({ phone: '13900139001' })
    await fail({ phone: '13900139002' })
    await expect(login()).rejects.toMatchObject(due)
    await login({}, '203.0.113.1')
    await solving((humanCheck) => login({ humanCheck }))
  })

  it('is counted before it is made: of fifty at once two may be wrong without one', async () => {
    const { login } = await scene()
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        login({ password: 'wrong' }, `203.0.113.${n}`).catch((error) => error.code),
      ),
    )
    expect(all.filter((code) => code === 'credentials_wrong')).toHaveLength(2)
    expect(all.filter((code) => code === 'human_check_required')).toHaveLength(48)
  })

  it('that is right counts for nothing', async () => {
    const { login } = await scene()
    for (let n = 0; n < 10; n += 1) await login()
  })

  it('needs none from where the owner is signed in, nor on a device of theirs', async () => {
    const { login, fail, deviceToken } = await scene()
    await fail()
    await fail()
    await expect(login({ deviceToken: 'x' })).rejects.toMatchObject(due)
    await login({}, home)
    await login({ deviceToken })
  })

  it('of a stranger is asked as one of somebody who is known', async () => {
    const { fail, login } = await scene()
    const stranger = { phone: '13900139001' }
    await fail(stranger, '203.0.113.1')
    await fail(stranger, '203.0.113.2')
    await expect(login(stranger)).rejects.toMatchObject(due)
  })

  it('of the tutorial, or that is handed no check, is never asked, and counts', async () => {
    const { core, login } = await scene()
    for (let n = 0; n < 3; n += 1) {
      const given = { phone, password: 'wrong' }
      await expect(core.tutorialLogin(given, { address })).rejects.toMatchObject(wrong)
      await expect(core.login(given, { address })).rejects.toMatchObject(wrong)
    }
    await expect(login()).rejects.toMatchObject(due)
  })

  it('that is refused for want of a check is no guess', async () => {
    const { login, fail } = await scene()
    await fail()
    await fail()
    for (let n = 0; n < 30; n += 1) await expect(login()).rejects.toMatchObject(due)
    await solving((humanCheck) => login({ humanCheck }))
  })
})
