import type { Notice } from '@ztoken/core'
import { describe, expect, it } from 'vitest'
import { type Answer, password } from './client.ts'
import { login, phone, type Scene, scene } from './factor-scene.ts'

const path = '/v1/login/factor-recovery'
const three = 3 * 86_400

/** The same, where people are told of what happens to their account. */
async function opened() {
  const notices: Notice[] = []
  const keep = async (notice: Notice): Promise<void> => void notices.push(notice)
  const all = await scene({ notify: { sms: keep } })
  return { ...all, notices }
}

const ask = async (all: Scene): Promise<Answer> => {
  const { ticket } = (await login(all)).data
  return all.send('POST', path, { body: { ticket } })
}

describe('a lost second factor over HTTP', () => {
  it('is asked about, waited for, removed at a later login, and in cookies where that wants them', async () => {
    const all = await opened()
    const { send, clock, notices, userId, core } = all
    const due = await login(all)
    expect(due.data).toMatchObject({ kinds: 'totp', recovery: 'offered' })
    const asked = await send('POST', path, { body: { ticket: due.data.ticket } })
    expect(asked.data).toEqual({
      asked_at: expect.stringMatching(/Z$/),
      from: expect.stringMatching(/Z$/),
      until: expect.stringMatching(/Z$/),
    })
    expect(notices.at(-1)?.kind).toBe('factor_recovery')
    const waiting = await login(all)
    expect(waiting.data).toMatchObject({
      recovery: 'waiting',
      recovery_from: asked.data.from,
      recovery_until: asked.data.until,
    })
    const early = { body: { ticket: waiting.data.ticket } }
    expect(await send('POST', `${path}/finish`, early)).toMatchObject({
      status: 403,
      code: 4111,
      reason: 'factor_recovery_waiting',
    })
    clock.advance(three)
    const ready = await login(all)
    expect(ready.data.recovery).toBe('ready')
    const headers = { origin: 'http://localhost', 'z-csrf': '1' }
    const body = { ticket: ready.data.ticket, transport: 'cookie', remember: true }
    const finished = await send('POST', `${path}/finish`, { body, headers })
    expect(finished.status).toBe(200)
    expect(finished.data).not.toHaveProperty('refresh_token')
    expect(String(finished.headers['set-cookie'])).toContain('ztoken-refresh-')
    expect(await core.factorsOf(userId)).toEqual([])
    expect((await send('POST', '/v1/login', { body: { phone, password } })).status).toBe(200)
  })

  it('is seen and cancelled by whoever is signed in', async () => {
    const all = await opened()
    const { send, clock, confirmed } = all
    const token = String(confirmed.data.access_token)
    expect((await send('GET', '/v1/me/factor-recovery', { token })).data).toEqual({
      recovery: null,
    })
    const { data } = await ask(all)
    const seen = await send('GET', '/v1/me/factor-recovery', { token })
    expect(seen.data).toEqual({ recovery: data })
    for (let n = 0; n < 2; n += 1) {
      expect((await send('DELETE', '/v1/me/factor-recovery', { token })).status).toBe(200)
    }
    clock.advance(three)
    const late = { body: { ticket: (await login(all)).data.ticket } }
    expect((await send('POST', `${path}/finish`, late)).reason).toBe('factor_recovery_refused')
  })

  it('takes a ticket and nothing else, and a reply of either kind names nobody', async () => {
    const all = await opened()
    for (const body of [{}, { ticket: '' }, { ticket: 7 }, { ticket: 'x', phone }]) {
      expect((await all.send('POST', path, { body })).status).toBe(400)
      expect((await all.send('POST', `${path}/finish`, { body })).status).toBe(400)
    }
    for (const text of ['x', 'zf1.a.b', String(all.confirmed.data.access_token)]) {
      const reply = await all.send('POST', path, { body: { ticket: text } })
      expect(reply).toMatchObject({ status: 401, reason: 'factor_ticket_invalid' })
      expect(reply.body).not.toContain(text.length > 3 ? text : phone)
    }
  })
})
