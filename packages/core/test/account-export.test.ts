import { expect, it } from 'vitest'
import { enrol, ticketOf } from './authenticator.ts'
import { failsWith, password, phone } from './open.ts'
import { passkeyScene } from './passkey-scene.ts'

it('an export holds what somebody signs in with and trusts, and nothing that opens anything', async () => {
  const all = await passkeyScene()
  const { core, advance, device } = all
  const { caller, app, grant } = await enrol(all, await all.signIn())
  const codes = await core.makeRecoveryCodes(caller)
  advance(30)
  const ticket = await ticketOf(core.login({ phone, password }, { device: 'a phone' }))
  const shown = { ticket, kind: 'totp', code: app.code(), trustDevice: true } as const
  const trusting = await core.loginWithFactor(shown)
  const data = await core.exportAccount(core.authenticate(trusting.accessToken))
  expect(data.identities).toMatchObject([{ kind: 'phone' }])
  expect(data.factors.map(({ kind }) => kind).sort()).toEqual(['passkey', 'recovery_codes', 'totp'])
  expect(data.passkeys).toMatchObject([{ credential_id: device.id, usable: true }])
  expect(data.trusted_devices).toMatchObject([{ device: 'a phone' }])
  const text = JSON.stringify(data)
  const secrets = [...codes, password, grant.refreshToken, String(trusting.deviceToken)]
  for (const secret of secrets) expect(text).not.toContain(secret)
  expect(text).not.toMatch(/public_?key|secret|hash/i)
})

it('an export is refused to whoever was banned or deleted meanwhile', async () => {
  for (const [end, code] of [
    ['ban', 'user_banned'],
    ['deleteAccount', 'token_invalid'],
  ] as const) {
    const { core, caller } = await passkeyScene()
    await core[end](caller.userId)
    await expect(core.exportAccount(caller)).rejects.toMatchObject(failsWith(code))
  }
})
