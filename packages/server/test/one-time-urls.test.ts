import { permissions } from '@ztoken/contract'
import { describe, expect, it } from 'vitest'
import { addPerson, sender } from './client.ts'
import { open } from './open.ts'

const feedToken = 'feed-token-of-32-characters-or-so'

async function opened() {
  const { app, core } = await open({}, { feed: { tokens: [feedToken] } })
  const send = sender(app)
  const person = await addPerson(core)
  const create = (path: unknown, token = person.token) =>
    send('POST', '/v1/one-time-urls', { token, body: { path } })
  const redeem = (url: unknown, token = feedToken) =>
    send('POST', '/v1/one-time-urls/redeem', { token, body: { url } })
  return { core, send, person, create, redeem }
}

describe('one-time URLs over HTTP', () => {
  it('let another service know who asks, once', async () => {
    const { person, create, redeem } = await opened()
    const { data, headers } = await create('/files/7.pdf')
    expect(headers['cache-control']).toContain('no-store')
    expect(data.expires_in).toBe(30)
    const { status, data: caller } = await redeem(data.url)
    expect(status).toBe(200)
    expect(caller).toMatchObject({ user_id: person.id, session_id: person.sessionId })
    const again = await redeem(data.url)
    expect(again).toMatchObject({ status: 401, reason: 'one_time_url_invalid' })
  })

  it('are made by whoever is signed in, and redeemed by services and for a permission alone', async () => {
    const { core, send, create, redeem } = await opened()
    const url = () => create('/files/7.pdf').then(({ data }) => data.url)
    expect((await send('POST', '/v1/one-time-urls', { body: { path: '/x' } })).status).toBe(401)
    const others = Object.keys(permissions).filter((one) => one !== 'one-time-url:redeem')
    for (const [held, status] of [
      [others, 403],
      [['one-time-url:redeem'], 200],
    ] as const) {
      const { token } = await addPerson(core, held)
      expect((await redeem(await url(), token)).status).toBe(status)
    }
  })

  it('T190 open none of our own routes', async () => {
    const { send, create } = await opened()
    const { data } = await create('/v1/me')
    expect((await send('GET', data.url)).status).toBe(401)
  })

  it('of what is no path are refused', async () => {
    const { create, redeem } = await opened()
    for (const path of [undefined, null, 7, '', '//x.example/', 'x', '/../x', 'x'.repeat(3000)]) {
      expect((await create(path)).status, String(path)).toBe(400)
    }
    for (const url of [undefined, null, 7, '', 'x'.repeat(5000)]) {
      expect((await redeem(url)).status, String(url)).toBe(400)
    }
  })
})
