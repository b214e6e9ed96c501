import { describe, expect, it } from 'vitest'
import { changePassword, verifyPassword } from '../src/password.ts'
import { memoryStorage } from '../src/storage.ts'
import { open, password, phone } from './open.ts'

describe('S13 new tokens for whoever shows the password', () => {
  it('are kept, in every tab, and those from before are worth nothing', async () => {
    const { auth, signedIn, client } = await open()
    const storage = memoryStorage()
    const ours = await signedIn({ storage })
    const other = client({ storage })
    const before = JSON.parse(storage.read() ?? '')
    await verifyPassword(ours, password)
    const after = JSON.parse(storage.read() ?? '')
    expect(after.session.id).not.toBe(before.session.id)
    expect(await auth.verifyToken(before.access_token)).toBeNull()
    await expect(auth.refresh(before.refresh_token)).rejects.toMatchObject({
      code: 'token_invalid',
    })
    for (const tab of [ours, other]) expect((await tab.fetch('/v1/me')).status).toBe(200)
  })

  it('sign nobody out whose requests were on their way, and trade the old ones for nothing', async () => {
    const { signedIn, client, count } = await open()
    const storage = memoryStorage()
    const ours = await signedIn({ storage })
    const other = client({ storage })
    const asked = Array.from({ length: 40 }, (_, n) => (n % 2 ? ours : other).fetch('/v1/me'))
    const shown = verifyPassword(ours, password)
    asked.push(...Array.from({ length: 40 }, (_, n) => (n % 2 ? ours : other).fetch('/v1/me')))
    await shown
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(80).fill(200))
    expect(count('POST /v1/refresh')).toBe(0)
    expect([ours.state.reason, other.state.reason]).toEqual([null, null])
  })

  it('come with another password, too, and a token that has expired is renewed before', async () => {
    const { signedIn, advance, client } = await open()
    const ours = await signedIn()
    advance(3601)
    const body = { password, new_password: 'another long phrase' }
    expect(await changePassword(ours, body)).toBe(1)
    expect((await ours.fetch('/v1/me')).status).toBe(200)
    await client().login({ phone, password: 'another long phrase' })
  })

  it('a refusal changes nothing', async () => {
    const { signedIn } = await open()
    const ours = await signedIn()
    const { state } = ours
    await expect(verifyPassword(ours, 'not the password')).rejects.toMatchObject({
      code: 'password_wrong',
    })
    expect(ours.state).toBe(state)
    expect((await ours.fetch('/v1/me')).status).toBe(200)
  })
})
