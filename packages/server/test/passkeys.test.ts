import { describe, expect, it } from 'vitest'
import { softAuthenticator } from '../../core/test/soft-authenticator.ts'
import { addPerson, sender } from './client.ts'
import { open } from './open.ts'

const url = 'https://login.example'

/** Somebody with a passkey, all by the routes. */
async function opened(passkeys = { url, origins: [] as string[] }) {
  const site = await open({ passkeys }, { publicUrl: url })
  const plain = sender(site.app)
  const send: typeof plain = (method, path, sending = {}) =>
    plain(method, path, { ...sending, headers: { host: 'login.example', ...sending.headers } })
  const { token: before, id } = await addPerson(site.core)
  const device = softAuthenticator(url)
  const begun = await send('POST', '/v1/me/passkeys/options', { token: before })
  const credential = device.create(begun.data.options)
  const body = { credential, name: '我的手机' }
  const added = await send('POST', '/v1/me/passkeys', { token: before, body })
  const token = String(added.data.access_token)
  const begin = async (sending: object = { body: {} }) =>
    (await send('POST', '/v1/passkeys/login/options', sending)).data.options
  return { ...site, send, device, begun, added, token, id, begin }
}

describe('passkeys by the routes', () => {
  it('are added, listed, renamed and removed', async () => {
    const { send, token, added } = await opened()
    expect(added).toMatchObject({ status: 200, data: { refresh_token: expect.any(String) } })
    const list = async () => (await send('GET', '/v1/me/passkeys', { token })).data.passkeys
    const [kept] = await list()
    expect(kept).toMatchObject({ name: '我的手机', used_at: null, synced: false, usable: true })
    const path = `/v1/me/passkeys/${kept.id}`
    expect((await send('PATCH', path, { token, body: { name: 'a key' } })).status).toBe(200)
    expect(await list()).toMatchObject([{ name: 'a key' }])
    expect((await send('PATCH', path, { token, body: { name: '' } })).status).toBe(400)
    expect((await send('DELETE', `/v1/me/factors/${kept.id}`, { token })).status).toBe(200)
    expect(await list()).toEqual([])
  })

  it('sign in, with the refresh token in a cookie where that is wanted', async () => {
    const { send, device, begin, id } = await opened()
    const credential = device.get(await begin())
    const headers = { origin: url, 'sec-fetch-site': 'same-origin', 'z-csrf': '1' }
    const body = { credential, transport: 'cookie', device: 'Firefox' }
    const reply = await send('POST', '/v1/passkeys/login', { body, headers })
    expect(reply).toMatchObject({ status: 200, data: { user: { id } } })
    expect(reply.data.refresh_token).toBeUndefined()
    expect(String(reply.headers['set-cookie'])).toContain('__Host-ztoken-refresh=')
  })

  it('what browsers say beside it is let through, and what is no credential is a bad request', async () => {
    const { send, device, begin } = await opened()
    const credential = {
      ...device.get(await begin()),
      authenticatorAttachment: 'platform',
      clientExtensionResults: {},
      another: { thing: 1 },
    }
    const login = (body: object) => send('POST', '/v1/passkeys/login', { body })
    expect((await login({ credential })).status).toBe(200)
    for (const bent of [
      null,
      'text',
      {},
      { ...credential, id: '' },
      { ...credential, id: 'A'.repeat(1365) },
      { ...credential, type: 'password' },
      { ...credential, response: {} },
      { ...credential, response: { ...credential.response, signature: 'not base64url!' } },
      { ...credential, response: { ...credential.response, authenticatorData: 'A'.repeat(2049) } },
      { ...credential, response: { ...credential.response, userHandle: 7 } },
    ]) {
      expect(await login({ credential: bent })).toMatchObject({ reason: 'invalid_request' })
    }
    const padded = { ...credential, padding: 'x'.repeat(20_000) }
    expect(await login({ credential: padded })).toMatchObject({ reason: 'body_too_large' })
  })

  it('A356 whatever is wrong has one reply, byte for byte', async () => {
    const { send, device, begin } = await opened()
    const replies = new Set<string>()
    for (const bent of [
      { origin: 'https://evil.example' },
      { flags: 1 },
      { counter: 0, rpId: 'x' },
    ]) {
      const credential = device.get(await begin(), bent)
      const { status, body } = await send('POST', '/v1/passkeys/login', { body: { credential } })
      expect(status).toBe(401)
      replies.add(body.replace(/"request_id":"[^"]+"/, ''))
    }
    expect(replies.size).toBe(1)
    expect([...replies][0]).not.toContain(device.id)
  })

  it('show once more who one is', async () => {
    const { send, device, token, clock } = await opened()
    clock.advance(20 * 60)
    const removing = () => send('POST', '/v1/me/passkeys/options', { token })
    expect(await removing()).toMatchObject({ status: 403, reason: 'step_up_required' })
    const { data } = await send('POST', '/v1/passkeys/verify/options', { token })
    expect(data.options.allowCredentials).toHaveLength(1)
    const credential = device.get(data.options)
    const shown = await send('POST', '/v1/passkeys/verify', { token, body: { credential } })
    const fresh = String(shown.data.access_token)
    expect((await send('POST', '/v1/me/passkeys/options', { token: fresh })).status).toBe(200)
  })

  it('are the second step after a password', async () => {
    const { send, device, begin, core } = await opened()
    const phone = '13800000001'
    const due = await send('POST', '/v1/login', {
      body: { phone, password: 'a long enough phrase' },
    })
    expect(due).toMatchObject({ reason: 'factor_required', data: { kinds: 'passkey' } })
    const { ticket } = due.data
    const credential = device.get(await begin({ body: { ticket } }))
    const body = { credential, ticket, trust_device: true }
    const reply = await send('POST', '/v1/passkeys/login', { body })
    expect(reply.status).toBe(200)
    const caller = core.authenticate(reply.data.access_token)
    expect(await core.trustedDevices(caller)).toHaveLength(1)
  })

  it('A357 are asked for alike by everybody, and the page knows where', async () => {
    const { send, begin } = await opened()
    const { challenge: _one, ...one } = await begin()
    const { challenge: _other, ...other } = await begin()
    expect(one).toEqual(other)
    expect((await send('GET', '/v1/about')).data.passkeys).toEqual([url])
  })

  it('name the other origins where there are any, and nothing where there are none', async () => {
    const path = '/.well-known/webauthn'
    const alone = await opened()
    expect((await alone.send('GET', path)).status).toBe(404)
    const origins = ['https://shop.example', `android:apk-key-hash:${'x'.repeat(43)}`]
    const { send } = await opened({ url, origins })
    const { headers, body } = await send('GET', path)
    expect(headers['content-type']).toBe('application/json')
    expect(JSON.parse(body)).toEqual({ origins: [url, 'https://shop.example'] })
  })

  it('are not there where nobody wants them', async () => {
    const { app } = await open()
    const send = sender(app)
    const reply = await send('POST', '/v1/passkeys/login/options', { body: {} })
    expect(reply).toMatchObject({ status: 400, reason: 'passkeys_unavailable' })
    expect((await send('GET', '/v1/about')).data.passkeys).toEqual([])
  })
})
