import { describe, expect, it } from 'vitest'
import { newAccount } from '../src/ground/account/new-accounts.ts'
import { enrol, ticketOf } from './authenticator.ts'
import { openCodes } from './code-scene.ts'
import { failsWith, open, password, phone } from './open.ts'
import { addPasskey, openPasskeys, passkeyScene, rpId, url } from './passkey-scene.ts'
import { flag, softAuthenticator } from './soft-authenticator.ts'

describe('a passkey', () => {
  it('signs its owner in without a password, as both factors', async () => {
    const { core, signIn, grant } = await passkeyScene()
    const opening = await signIn()
    expect(opening.user.id).toBe(grant.user.id)
    expect(opening.session.amr).toEqual(['hwk', 'mfa'])
    const caller = core.authenticate(opening.accessToken)
    await core.requireStepUp(caller, { within: 60, factor: true })
  })

  it('says where it came from, and that it is synced', async () => {
    const { core, device, advance, caller } = await passkeyScene(
      {},
      softAuthenticator(url, { synced: true }),
    )
    advance(5)
    const credential = device.get(await core.beginPasskeyLogin())
    const origin = { device: 'a phone', deviceKind: 'app', address: '192.0.2.9' } as const
    const { session } = await core.loginWithPasskey({ credential }, origin)
    expect(session).toMatchObject({ ...origin, amr: ['swk', 'mfa'] })
    const [kept] = await core.passkeys(caller)
    expect(kept).toMatchObject({ synced: true, usable: true, rpId, credentialId: device.id })
    expect(kept?.usedAt).toBe(session.createdAt)
  })

  for (const alg of [-7, -8, -257] as const) {
    it(`of the algorithm ${alg} is taken`, async () => {
      const { signIn } = await passkeyScene({}, softAuthenticator(url, { alg }))
      expect((await signIn()).session.amr).toEqual(['hwk', 'mfa'])
    })
  }

  it('is asked for as the second factor after a password, of this account alone', async () => {
    const { core, device } = await passkeyScene()
    const login = core.login({ phone, password })
    await expect(login).rejects.toMatchObject({ data: { kinds: 'passkey' } })
    const ticket = await ticketOf(core.login({ phone, password }))
    const options = await core.beginPasskeyLogin({ ticket })
    expect(options.allowCredentials.map(({ id }) => id)).toEqual([device.id])
    // Authenticators need not say whose it is where they were asked for one.
    const credential = device.get(options, { userHandle: null })
    const { session } = await core.loginWithPasskey({ ticket, credential })
    expect(session.amr).toEqual(['pwd', 'hwk', 'mfa'])
  })

  it('A350 opens one session for each ticket, and a ticket holds for five tries', async () => {
    const { core, device, grant } = await passkeyScene()
    const ticket = await ticketOf(core.login({ phone, password }))
    for (let n = 0; n < 5; n += 1) {
      const wrong = device.get(await core.beginPasskeyLogin({ ticket }), { flags: flag.up })
      const shown = core.loginWithPasskey({ ticket, credential: wrong })
      await expect(shown).rejects.toMatchObject(failsWith('passkey_wrong'))
    }
    const credential = device.get(await core.beginPasskeyLogin({ ticket }))
    const late = core.loginWithPasskey({ ticket, credential })
    await expect(late).rejects.toMatchObject(failsWith('factor_ticket_invalid'))
    const { items } = await core.searchAudit({ userId: grant.user.id })
    const events = items.map(({ event }) => event)
    expect(events.filter((event) => event === 'factor_failed')).toHaveLength(5)
    expect(events).toContain('factor_guessed')
  })

  it('shown with a ticket may make the device trusted', async () => {
    const { core, device } = await passkeyScene()
    const ticket = await ticketOf(core.login({ phone, password }))
    const credential = device.get(await core.beginPasskeyLogin({ ticket }))
    const { deviceToken } = await core.loginWithPasskey({ ticket, credential, trustDevice: true })
    const again = await core.login({ phone, password, deviceToken })
    expect(again.session.amr).toEqual(['pwd'])
  })

  it('shows once more who somebody is, for whatever a factor is asked', async () => {
    const { core, device, caller, grant, advance } = await passkeyScene()
    advance(20 * 60)
    const wanted = { within: 60, factor: true } as const
    const due = core.requireStepUp(caller, wanted)
    await expect(due).rejects.toMatchObject(failsWith('step_up_required'))
    const byPassword = core.verifyIdentity(caller, password)
    await expect(byPassword).rejects.toMatchObject(failsWith('factor_required'))
    const credential = device.get(await core.beginPasskeyVerification(caller))
    const { accessToken } = await core.verifyIdentityWithPasskey(caller, credential)
    await core.requireStepUp(core.authenticate(accessToken), wanted)
    expect(() => core.authenticate(grant.accessToken)).toThrow()
  })

  it('beside an authenticator each is enough, and recovery codes stand for both', async () => {
    const all = await openPasskeys()
    const { core } = all
    const { grant, caller: enrolled } = await enrol(all, await core.register({ phone, password }))
    const { caller, device } = await addPasskey(all, grant)
    expect(caller.sessionId).toBe(enrolled.sessionId)
    const login = core.login({ phone, password })
    await expect(login).rejects.toMatchObject({ data: { kinds: 'totp passkey' } })
    const credential = device.get(await core.beginPasskeyLogin())
    expect((await core.loginWithPasskey({ credential })).user.id).toBe(grant.user.id)
    const [code = ''] = await core.makeRecoveryCodes(caller)
    const ticket = await ticketOf(core.login({ phone, password }))
    await core.loginWithFactor({ ticket, kind: 'recovery_codes', code })
  })
})

describe('adding a passkey', () => {
  it('A354 asks for step-up, and what is never finished counts for nothing', async () => {
    const { core, advance } = await openPasskeys()
    const { accessToken } = await core.register({ phone, password })
    const caller = core.authenticate(accessToken)
    await core.beginPasskey(caller)
    await core.login({ phone, password })
    advance(3600)
    const late = core.beginPasskey(caller)
    await expect(late).rejects.toMatchObject(failsWith('step_up_required'))
    const finishing = core.addPasskey(caller, { credential: {} as never, name: 'x' })
    await expect(finishing).rejects.toMatchObject(failsWith('step_up_required'))
  })

  it('as the first factor ends other sessions and goes on in another; the next one ends none', async () => {
    const all = await openPasskeys()
    const { core } = all
    const first = await core.register({ phone, password })
    const other = await core.login({ phone, password })
    const { grant, caller } = await addPasskey(all, first)
    expect(grant.session.amr).toEqual(['pwd', 'hwk', 'mfa'])
    for (const old of [first, other]) {
      expect(() => core.authenticate(old.accessToken)).toThrow()
    }
    const second = await addPasskey(all, grant)
    expect(second.grant.session.id).toBe(grant.session.id)
    expect(await core.passkeys(caller)).toHaveLength(2)
  })

  it('excludes what the account has, names it without a secret, and asks for what we take', async () => {
    const { core, caller, device, grant } = await passkeyScene()
    const options = await core.beginPasskey(caller)
    expect(options).toMatchObject({
      rp: { id: rpId, name: 'ztoken' },
      user: {
        id: Buffer.from(grant.user.id).toString('base64url'),
        displayName: expect.any(String),
      },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: [{ id: device.id, type: 'public-key', transports: ['internal'] }],
    })
    expect(options.pubKeyCredParams.map(({ alg }) => alg)).toEqual([-7, -8, -257])
    const again = core.addPasskey(caller, { credential: device.create(options), name: 'again' })
    await expect(again).rejects.toMatchObject(failsWith('passkey_wrong'))
  })

  it('ends at twenty', async () => {
    const all = await passkeyScene()
    let { grant } = all
    for (let n = 1; n < 20; n += 1) grant = (await addPasskey(all, grant)).grant
    const more = all.core.beginPasskey(all.core.authenticate(grant.accessToken))
    await expect(more).rejects.toMatchObject(failsWith('passkeys_full'))
  })

  it('is for who has proven what they are found by, where codes are sent', async () => {
    const { core } = await openCodes({ passkeys: { url } })
    const { accessToken } = await core.register({ phone, password })
    const adding = core.beginPasskey(core.authenticate(accessToken))
    await expect(adding).rejects.toMatchObject(failsWith('identity_unproven'))
  })

  it('takes a name of one to sixty-four characters, and gives another one later', async () => {
    const { core, caller } = await passkeyScene()
    const [kept] = await core.passkeys(caller)
    await core.renamePasskey(caller, kept?.id ?? '', '钥匙'.repeat(32))
    expect(await core.passkeys(caller)).toMatchObject([{ name: '钥匙'.repeat(32) }])
    for (const name of ['', 'x'.repeat(65)]) {
      const renaming = core.renamePasskey(caller, kept?.id ?? '', name)
      await expect(renaming).rejects.toMatchObject({ code: 'invalid_request', field: '/name' })
    }
    const unknown = core.renamePasskey(caller, 'none', 'x')
    await expect(unknown).rejects.toMatchObject(failsWith('not_found'))
  })

  it('is not for an account whose ID no authenticator can hold', async () => {
    const { core } = await openPasskeys()
    const row = { name: null, avatar: null, intro: null, level: null, passwordHash: null }
    await core.createImport({ dryRun: false }).add({ ...row, id: 'x'.repeat(65), phone })
    const { accessToken } = await core.signIn('x'.repeat(65))
    const adding = core.beginPasskey(core.authenticate(accessToken))
    await expect(adding).rejects.toMatchObject(failsWith('passkeys_unavailable'))
  })
})

describe('removing a passkey', () => {
  it('asks for no factor any more, and it signs nobody in', async () => {
    const { core, caller, signIn } = await passkeyScene()
    const [kept] = await core.factors(caller)
    expect(kept).toMatchObject({ kind: 'passkey', left: null })
    await core.removeFactor(caller, kept?.id ?? '')
    await expect(signIn()).rejects.toMatchObject(failsWith('passkey_wrong'))
    expect((await core.login({ phone, password })).session.amr).toEqual(['pwd'])
  })

  it('leaves the last way in', async () => {
    const all = await openPasskeys()
    const { core } = all
    await core.createImport({ dryRun: false }).add({
      id: '7',
      phone,
      name: null,
      avatar: null,
      intro: null,
      level: null,
      passwordHash: null,
    })
    const first = await addPasskey(all, await core.signIn('7'))
    const [kept] = await core.passkeys(first.caller)
    const removing = core.removeFactor(first.caller, kept?.id ?? '')
    await expect(removing).rejects.toMatchObject(failsWith('last_identity'))
    const { caller } = await addPasskey(all, first.grant)
    await core.removeFactor(caller, kept?.id ?? '')
    expect(await core.passkeys(caller)).toHaveLength(1)
  })
})

describe('where there are no passkeys', () => {
  it('every verb says so, and what was there before is listed as not usable', async () => {
    const { store, device, caller } = await passkeyScene()
    const { core } = await open({ store })
    expect(core.passkeyOrigins()).toEqual([])
    const credential = device.get({ challenge: 'x', rpId } as never)
    for (const asked of [
      core.beginPasskeyLogin(),
      core.loginWithPasskey({ credential }),
      core.beginPasskey(caller),
      core.beginPasskeyVerification(caller),
      core.verifyIdentityWithPasskey(caller, credential),
    ]) {
      await expect(asked).rejects.toMatchObject(failsWith('passkeys_unavailable'))
    }
    expect(await core.passkeys(caller)).toMatchObject([{ usable: false, rpId }])
  })

  it('A358 a move of the domain names those that cannot be used, and others go on', async () => {
    const all = await passkeyScene()
    const { core } = await open({ store: all.store, passkeys: { url: 'https://new.example' } })
    const credential = all.device.get(await core.beginPasskeyLogin())
    const shown = core.loginWithPasskey({ credential })
    await expect(shown).rejects.toMatchObject(failsWith('passkey_wrong'))
    expect(await core.passkeys(all.caller)).toMatchObject([{ usable: false, rpId }])
    const verifying = core.beginPasskeyVerification(all.caller)
    await expect(verifying).rejects.toMatchObject(failsWith('factor_missing'))
    const ticket = await ticketOf(core.login({ phone, password }))
    const asked = core.beginPasskeyLogin({ ticket })
    await expect(asked).rejects.toMatchObject(failsWith('passkeys_unavailable'))
    const device = softAuthenticator('https://new.example')
    const { accessToken } = all.grant
    await addPasskey({ core }, { accessToken }, device)
    const options = await core.beginPasskeyLogin()
    expect((await core.loginWithPasskey({ credential: device.get(options) })).user.id).toBe(
      all.grant.user.id,
    )
    const kept = await core.passkeys(all.caller)
    expect(kept.map(({ usable }) => usable).sort()).toEqual([false, true])
  })

  it('A358 a move of the domain is told once, to who starts first under the new one', async () => {
    const { core, store } = await openPasskeys()
    expect(await core.passkeyDomainMoved()).toBe(false)
    expect(await core.passkeyDomainMoved()).toBe(false)
    const moved = await open({ store, passkeys: { url: 'https://new.example' } })
    expect(await moved.core.passkeyDomainMoved()).toBe(true)
    expect(await moved.core.passkeyDomainMoved()).toBe(false)
    const kept = await open({ store, passkeys: { url, rpId: 'new.example' } })
    expect(await kept.core.passkeyDomainMoved()).toBe(false)
    const none = await open({ store })
    expect(await none.core.passkeyDomainMoved()).toBe(false)
  })

  it('A358 the domain from before can be kept, on an origin that it lists', async () => {
    const { store, device, grant } = await passkeyScene()
    const passkeys = { url: 'https://new.example', rpId, origins: [url] }
    const { core } = await open({ store, passkeys })
    const options = await core.beginPasskeyLogin()
    for (const origin of ['https://new.example', url]) {
      const credential = device.get(await core.beginPasskeyLogin(), { origin })
      expect((await core.loginWithPasskey({ credential })).user.id).toBe(grant.user.id)
    }
    expect(options.rpId).toBe(rpId)
    expect(core.passkeyOrigins()).toEqual(['https://new.example', url])
  })

  for (const passkeys of [
    { url: 'http://login.example' },
    { url: 'https://192.0.2.1' },
    { url: 'https://[2001:db8::1]' },
    { url: 'not an address' },
    { url, rpId: '192.0.2.1' },
    { url, rpId: 'https://login.example' },
    { url, origins: ['https://shop.example/'] },
    { url, origins: ['http://shop.example'] },
    { url, origins: ['android:apk-key-hash:x'] },
  ]) {
    it(`${JSON.stringify(passkeys)} is refused at the start`, async () => {
      await expect(openPasskeys({ passkeys })).rejects.toThrow(TypeError)
    })
  }

  for (const passkeys of [
    { url: 'http://localhost:8000' },
    { url, origins: [`android:apk-key-hash:${'x'.repeat(27)}`, 'https://shop.example:8443'] },
  ]) {
    it(`${JSON.stringify(passkeys)} is taken`, async () => {
      const { core } = await openPasskeys({ passkeys })
      expect(core.passkeyOrigins()[0]).toBe(passkeys.url)
    })
  }
})

it('a passkey is made in the name that its owner is found by, and shown under their own', async () => {
  const { core, store } = await openPasskeys()
  const rest = { avatar: null, intro: null, level: null, roles: [], ban: null, createdAt: 1 }
  const phone = '+8613900139000'
  const nameOf = async (id: string, given: object) => {
    const nobody = { phone: null, email: null, username: null, name: null }
    const account = newAccount({ id, ...nobody, ...given, ...rest }, null)
    await store.addAccount({
      ...account,
      identities: account.identities.map((one) => ({ ...one, verifiedAt: 1 })),
    })
    const { accessToken } = await core.signIn(id)
    const { user, rp } = await core.beginPasskey(core.authenticate(accessToken))
    return [user.name, user.displayName, rp.id]
  }
  const email = 'a@b.example'
  expect(await nameOf('1', { phone })).toEqual([phone, phone, rpId])
  expect(await nameOf('2', { email, name: '张三' })).toEqual([email, '张三', rpId])
  const all = { phone: '+8613900139001', email: 'c@d.example', username: 'zhang', name: 'n' }
  expect(await nameOf('3', all)).toEqual(['zhang', 'n', rpId])
})
