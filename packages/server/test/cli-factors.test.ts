import { describe, expect, it } from 'vitest'
import { enrol } from '../../core/test/authenticator.ts'
import { loadSettings } from '../src/config/load.ts'
import { openCore, openStore } from '../src/config/open.ts'
import { place } from './place.ts'

const password = 'a long enough phrase'
const phone = '13800138000'

describe('ztoken user factors', () => {
  it('shows the second factors of a user, and takes them away with every session', async () => {
    const { run, variables } = place()
    const id = (await run(`user add ${phone}`, password)).out.split(' ')[1] as string
    expect((await run(`user factors ${phone}`)).out).toBe('no second factors')
    const settings = loadSettings(variables, null, true)
    const core = await openCore(settings, await openStore(settings))
    const { caller } = await enrol({ core, now: Date.now }, await core.login({ phone, password }))
    await core.makeRecoveryCodes(caller)
    await core.close()
    const shown = (await run(`user factors ${id}`)).out
    expect(shown).toMatch(/^totp\t\S+Z\nrecovery_codes\t\S+Z\t10 left$/)
    expect((await run(`user factors ${phone} --remove`)).out).toBe(
      `second factors of ${id} removed: 2`,
    )
    expect((await run(`user factors ${phone}`)).out).toBe('no second factors')
    expect(JSON.parse((await run(`user show ${id}`)).out).sessions).toEqual([])
    const audit = (await run('audit --json')).out
    expect(audit).toContain('factor_removed')
  })
})
