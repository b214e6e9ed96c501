import { describe, expect, it } from 'vitest'
import {
  addIdentity,
  listIdentities,
  loginWithCode,
  removeIdentity,
  requestCode,
  resetPasswordWithCode,
  verifyWithCode,
} from '../src/codes.ts'
import type { Client } from '../src/index.ts'
import { memoryStorage } from '../src/storage.ts'
import { wxTokenStorage, wxTransport } from '../src/wx.ts'
import { miniProgram } from './mini-program.ts'
import { codeOf, type Opened, open, password, phone, until } from './open.ts'

type Purpose = Parameters<typeof requestCode>[1]['purpose']
type Recipient = { readonly phone: string } | { readonly email: string }

/** Asks for a code, and reads it where it was sent. */
async function read({ sent }: Opened, client: Client, purpose: Purpose, to: Recipient) {
  const before = sent.length
  const { challenge_id } = await requestCode(client, { purpose, ...to })
  await until(() => sent.length > before)
  return { challenge_id, code: sent.at(-1)?.code ?? '', ...to }
}

describe('a one-time code', () => {
  it('signs in who has an account and registers who has none', async () => {
    const opened = await open()
    const ours = opened.client({ device: 'Firefox · Linux' })
    const known = await loginWithCode(ours, await read(opened, ours, 'login', { phone }))
    expect(known).toEqual(await ours.loadUser())
    expect(known).toMatchObject({ name: '张三', phone: `+86${phone}` })
    expect(ours.state).toMatchObject({ user: known, session: { device: 'Firefox · Linux' } })

    const email = 'san.zhang@example.com'
    const asked = await read(opened, ours, 'login', { email })
    const fresh = await loginWithCode(ours, { ...asked, name: '李四' })
    expect(fresh).toMatchObject({ name: '李四', email, phone: null })
    expect(ours.user).toEqual(fresh)
  })

  it('is answered in seconds, the same for whoever is not known', async () => {
    const opened = await open()
    const ours = opened.client()
    const views = await Promise.all(
      [phone, '13900000001'].map((one) =>
        requestCode(ours, { purpose: 'password_reset', phone: one }),
      ),
    )
    for (const view of views) expect(view).toMatchObject({ expires_in: 300, resend_in: 60 })
  })

  it('that is wrong says how many tries are left, and one that was used says so', async () => {
    const opened = await open()
    const ours = opened.client()
    const asked = await read(opened, ours, 'login', { phone })
    const wrong = { ...asked, code: asked.code === '000000' ? '000001' : '000000' }
    const error = await loginWithCode(ours, wrong).catch((failure) => failure)
    expect(error).toMatchObject({ code: 'code_wrong', data: { tries_left: '4' } })
    expect(ours.user).toBeNull()
    await loginWithCode(ours, asked)
    expect(await codeOf(loginWithCode(ours, asked))).toBe('code_expired')
    expect(ours.user).not.toBeNull()
  })

  it('is asked for again after a minute, and the client says how long that is', async () => {
    const opened = await open()
    const ours = opened.client()
    await read(opened, ours, 'login', { phone })
    const again = requestCode(ours, { purpose: 'login', phone }).catch((failure) => failure)
    expect(await again).toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 60 })
    opened.advance(60)
    await read(opened, ours, 'login', { phone })
  })

  it('shows a device token that is known, so that strangers’ guesses do not count', async () => {
    const opened = await open()
    const bodies: unknown[] = []
    opened.app.server.on('request', (request) => {
      if (request.url !== '/v1/login/code') return
      request.on('data', (chunk) => bodies.push(JSON.parse(String(chunk))))
    })
    const ours = await opened.signedIn({ storage: memoryStorage() })
    await ours.logout()
    await loginWithCode(ours, await read(opened, ours, 'login', { phone }))
    expect(bodies).toMatchObject([{ device_token: expect.any(String) }])
  })

  it('sets a new password', async () => {
    const opened = await open()
    const ours = opened.client()
    const asked = await read(opened, ours, 'password_reset', { phone })
    const set = (new_password: string) => resetPasswordWithCode(ours, { ...asked, new_password })
    expect(await codeOf(set('short'))).toBe('password_too_short')
    await set('quite another phrase')
    expect(await codeOf(ours.login({ phone, password }))).toBe('credentials_wrong')
    await ours.login({ phone, password: 'quite another phrase' })
  })
})

describe('what an account is found by', () => {
  it('is listed, added to and taken away from', async () => {
    const opened = await open()
    const ours = await opened.signedIn()
    const before = await listIdentities(ours)
    expect(before).toMatchObject({
      has_password: true,
      identities: [{ kind: 'phone', subject: `+86${phone}`, verified_at: null }],
    })
    const email = 'san.zhang@example.com'
    const early = await read(opened, ours, 'verify', { email })
    expect(await codeOf(addIdentity(ours, early))).toBe('identity_unproven')

    const own = await addIdentity(ours, await read(opened, ours, 'verify', { phone }))
    expect(own.verified_at).not.toBeNull()
    const added = await addIdentity(ours, early)
    expect(added).toMatchObject({ kind: 'email', subject: email })
    await removeIdentity(ours, own.id)
    expect((await listIdentities(ours)).identities).toEqual([added])
    expect(await codeOf(removeIdentity(ours, added.id))).toBe('last_identity')
    expect(await codeOf(removeIdentity(ours, '../../me'))).toBe('not_found')
  })

  it('shows once more who is there, and brings new tokens, also where the old one has expired', async () => {
    const opened = await open()
    const storage = memoryStorage()
    const ours = opened.client({ storage })
    await loginWithCode(ours, await read(opened, ours, 'login', { phone }))
    const before = JSON.parse(storage.read() ?? '')
    opened.advance(3601)
    await verifyWithCode(ours, await read(opened, ours, 'verify', { phone }))
    const after = JSON.parse(storage.read() ?? '')
    expect(after.session.id).not.toBe(before.session.id)
    await expect(opened.auth.refresh(before.refresh_token)).rejects.toMatchObject({
      code: 'token_invalid',
    })
    expect((await ours.fetch('/v1/me')).status).toBe(200)
  })
})

it('a mini program signs in by a code, and knows its device the next time', async () => {
  const opened = await open()
  const api = miniProgram()
  const ours = opened.client({
    transport: wxTransport(api) as never,
    storage: wxTokenStorage({}, api),
  })
  await loginWithCode(ours, await read(opened, ours, 'login', { phone }))
  expect(ours.user?.phone).toBe(`+86${phone}`)
  expect([...api.texts.keys()]).toContain('ztoken')
  const { identities } = await listIdentities(ours)
  expect(identities).toHaveLength(1)
  expect(await codeOf(removeIdentity(ours, identities[0]?.id ?? ''))).toBe('last_identity')
})

it('a client that is none of ours is refused at once', async () => {
  const { client } = await open()
  const copy = { ...client() }
  const asked = { challenge_id: 'x', code: '123456', phone }
  await expect(loginWithCode(copy, asked)).rejects.toThrow(TypeError)
})
