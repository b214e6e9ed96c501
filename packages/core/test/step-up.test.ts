import { describe, expect, it } from 'vitest'
import { failsWith, flask, imported, open, password, phone, start } from './open.ts'

async function opened() {
  const all = await open({ acceptFormats: [flask] })
  const { accessToken } = await all.core.register({ phone, password })
  return { ...all, caller: all.core.authenticate(accessToken) }
}

describe('a scope of an application’s own', () => {
  it('is open from the moment it is opened until it is closed or over', async () => {
    const { core, caller, advance } = await opened()
    const shut = failsWith('step_up_required')
    await expect(core.checkSafe(caller, 'pay')).rejects.toMatchObject(shut)
    await core.openSafe(caller, 'pay', 60)
    for (let n = 0; n < 20; n += 1) await core.checkSafe(caller, 'pay')
    await core.requireStepUp(caller, { scope: 'pay' })
    await expect(core.checkSafe(caller, 'pay:all')).rejects.toMatchObject(shut)
    await core.closeSafe(caller, 'pay')
    await core.closeSafe(caller, 'pay')
    await expect(core.checkSafe(caller, 'pay')).rejects.toMatchObject(shut)
    await core.openSafe(caller, 'pay', 60)
    await core.openSafe(caller, 'pay', 120)
    advance(119)
    await core.checkSafe(caller, 'pay')
    advance(1)
    await expect(core.checkSafe(caller, 'pay')).rejects.toMatchObject(shut)
  })

  it('A359 is open in one session, and in none that takes its place', async () => {
    const { core, caller } = await opened()
    await core.openSafe(caller, 'pay', 60)
    const other = core.authenticate((await core.login({ phone, password })).accessToken)
    await expect(core.checkSafe(other, 'pay')).rejects.toMatchObject(failsWith('step_up_required'))
    const { accessToken } = await core.verifyIdentity(caller, password)
    const next = core.authenticate(accessToken)
    await expect(core.checkSafe(next, 'pay')).rejects.toMatchObject(failsWith('step_up_required'))
  })

  it('has a name and a time that can be meant', async () => {
    const { core, caller } = await opened()
    for (const scope of ['', 'Pay', 'a b', 'x'.repeat(65), "'; --", 'pay/all']) {
      await expect(core.openSafe(caller, scope, 60), scope).rejects.toThrow(TypeError)
      await expect(core.checkSafe(caller, scope), scope).rejects.toThrow(TypeError)
    }
    for (const seconds of [0, -1, 1.5, 86_401, Number.NaN]) {
      await expect(core.openSafe(caller, 'pay', seconds)).rejects.toThrow(TypeError)
    }
  })
})

describe('requireStepUp', () => {
  it('A359 is for sessions: a token that another application issued has shown nothing', async () => {
    const { core, caller } = await opened()
    await core.requireStepUp(caller)
    await core.createImport({ dryRun: false }).add(imported('17', '13900139000'))
    const now = start / 1000
    const foreign = core.authenticate(flask.sign({ id: '17' }, now, now + 3600))
    for (const asked of [
      core.requireStepUp(foreign),
      core.checkSafe(foreign, 'pay'),
      core.openSafe(foreign, 'pay', 60),
    ]) {
      await expect(asked).rejects.toMatchObject(failsWith('step_up_required'))
    }
  })

  it('A359 a refresh makes nothing fresh', async () => {
    const { core, advance } = await open()
    const { refreshToken } = await core.register({ phone, password })
    advance(901)
    const { accessToken } = await core.refresh(refreshToken)
    const late = core.requireStepUp(core.authenticate(accessToken))
    const data = { max_age: '900' }
    await expect(late).rejects.toMatchObject({ code: 'step_up_required', data })
    await core.requireStepUp(core.authenticate(accessToken), { within: 1000 })
  })
})
