import { permissions } from '@ztoken/contract'
import { describe, expect, it } from 'vitest'
import { addPerson, password, sender } from './client.ts'
import { open } from './open.ts'

describe('the overview', () => {
  it('tells registrations, active users and failures by the day, today as it stands', async () => {
    const { app, core, clock } = await open()
    const send = sender(app)
    const admin = await addPerson(core, Object.keys(permissions))
    const person = await addPerson(core)
    const days = async (query = '') => {
      const { status, data } = await send('GET', `/v1/overview${query}`, { token: admin.token })
      expect(status).toBe(200)
      return data.days
    }
    expect(await days()).toEqual([])
    await core.sweep()
    const body = { phone: person.phone, password: 'a wrong guess' }
    await send('POST', '/v1/login', { body })
    const date = new Date(clock.now()).toISOString().slice(0, 10)
    const today = { date, registrations: 2, active: 2, failures: 1, users: 2 }
    const all = await days()
    expect(all).toHaveLength(28)
    expect(all.at(-1)).toEqual(today)
    expect(all.at(-2)).toMatchObject({ registrations: 0, active: 0, failures: 0 })
    expect(await days('?days=1')).toEqual([today])
    for (const query of ['?days=0', '?days=401', '?days=x', '?day=1']) {
      const { status } = await send('GET', `/v1/overview${query}`, { token: admin.token })
      expect(status, query).toBe(400)
    }
    await core.createUser({ phone: '15900000000', password })
    expect((await days()).at(-1)).toMatchObject({ registrations: 3, users: 3 })
  })

  it('is shown to whoever may see figures, and to nobody else', async () => {
    const { app, core } = await open()
    const send = sender(app)
    const others = Object.keys(permissions).filter((one) => one !== 'figures:read')
    for (const [held, status] of [
      [others, 403],
      [['figures:read'], 200],
    ] as const) {
      const { token } = await addPerson(core, held)
      expect((await send('GET', '/v1/overview', { token })).status).toBe(status)
    }
    expect((await send('GET', '/v1/overview')).status).toBe(401)
  })
})
