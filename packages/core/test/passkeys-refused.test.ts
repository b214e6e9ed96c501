import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ticketOf } from './authenticator.ts'
import { failsWith, password, phone } from './open.ts'
import { addPasskey, openPasskeys, passkeyScene, rpId, url } from './passkey-scene.ts'
import { type Bent, coseOf, flag, softAuthenticator } from './soft-authenticator.ts'

const both = flag.up | flag.uv
const wrong = failsWith('passkey_wrong')

/** What is wrong with what a browser or an authenticator says, whatever it was asked for. */
const bents: Readonly<Record<string, Bent>> = {
  'another origin': { origin: 'https://evil.example' },
  'an origin below ours': { origin: `${url}.evil.example` },
  'the same host without TLS': { origin: 'http://login.example' },
  'another RP ID': { rpId: 'evil.example' },
  'a frame of another site': { crossOrigin: true },
  'a frame of another site that names it': { crossOrigin: true, topOrigin: 'https://evil.example' },
  'a top origin alone': { topOrigin: url },
  'something for crossOrigin that is none': { crossOrigin: 'yes' },
  'no user verification': { flags: flag.up },
  'nobody present': { flags: flag.uv },
  'synced without that it may be': { flags: both | flag.synced },
  'another type': { type: 'payment.get' },
  'a challenge of nobody': { challenge: Buffer.alloc(32).toString('base64url') },
  'an empty challenge': { challenge: '' },
}

describe('A356 what a passkey shows is refused, with one reply, for', () => {
  const shown: Readonly<Record<string, Bent>> = {
    ...bents,
    'that of a new one': { type: 'webauthn.create' },
    'another signature': { signature: Buffer.alloc(70, 1) },
    'a signature of nothing': { signature: Buffer.alloc(1) },
    'an account that is none': { userHandle: Buffer.from('nobody').toString('base64url') },
    'no account': { userHandle: null },
    'an empty account': { userHandle: '' },
    'one that may be synced now': { flags: both | flag.canSync },
  }
  for (const [name, bent] of Object.entries(shown)) {
    it(name, async () => {
      const { core, device, caller, signIn } = await passkeyScene()
      const before = await core.sessions(caller.userId)
      await expect(signIn(bent)).rejects.toMatchObject(wrong)
      // Whose it is need not be said where the account is known.
      if (bent.userHandle === null || bent.userHandle === '') return
      const verification = device.get(await core.beginPasskeyVerification(caller), bent)
      const verifying = core.verifyIdentityWithPasskey(caller, verification)
      await expect(verifying).rejects.toMatchObject(wrong)
      const ticket = await ticketOf(core.login({ phone, password }))
      const credential = device.get(await core.beginPasskeyLogin({ ticket }), bent)
      const answering = core.loginWithPasskey({ ticket, credential })
      await expect(answering).rejects.toMatchObject(wrong)
      expect(await core.sessions(caller.userId)).toEqual(before)
      // Nothing of it was kept: the passkey goes on.
      expect((await core.passkeys(caller))[0]?.usedAt).toBeNull()
      await signIn()
    })
  }

  it('the account of somebody else, whoever of the two it names', async () => {
    const { core, device, signIn } = await passkeyScene()
    const other = await addPasskey(
      { core },
      await core.register({ phone: '13900139000', password }),
    )
    const handle = Buffer.from(other.grant.user.id).toString('base64url')
    await expect(signIn({ userHandle: handle })).rejects.toMatchObject(wrong)
    const ticket = await ticketOf(core.login({ phone: '13900139000', password }))
    const options = await core.beginPasskeyLogin({ ticket })
    for (const userHandle of [handle, null, undefined]) {
      const bent = userHandle === undefined ? {} : { userHandle }
      const credential = device.get(options, bent)
      const answering = core.loginWithPasskey({ ticket, credential })
      await expect(answering).rejects.toMatchObject(wrong)
    }
  })

  it('a challenge that was used, is old, or was asked for something or somebody else', async () => {
    const { core, device, caller, advance } = await passkeyScene()
    const used = device.get(await core.beginPasskeyLogin())
    await core.loginWithPasskey({ credential: used })
    await expect(core.loginWithPasskey({ credential: used })).rejects.toMatchObject(wrong)
    const young = device.get(await core.beginPasskeyLogin())
    advance(299)
    await core.loginWithPasskey({ credential: young })
    const old = device.get(await core.beginPasskeyLogin())
    advance(300)
    await expect(core.loginWithPasskey({ credential: old })).rejects.toMatchObject(wrong)

    const forStepUp = device.get(await core.beginPasskeyVerification(caller))
    await expect(core.loginWithPasskey({ credential: forStepUp })).rejects.toMatchObject(wrong)
    const forAnybody = device.get(await core.beginPasskeyLogin())
    const verifying = core.verifyIdentityWithPasskey(caller, forAnybody)
    await expect(verifying).rejects.toMatchObject(wrong)
    const ticket = await ticketOf(core.login({ phone, password }))
    const stepUp = core.loginWithPasskey({ ticket, credential: forAnybody })
    await expect(stepUp).rejects.toMatchObject(wrong)

    const other = core.authenticate(
      (
        await core.loginWithPasskey({
          credential: device.get(await core.beginPasskeyLogin()),
        })
      ).accessToken,
    )
    const ofOther = device.get(await core.beginPasskeyVerification(other))
    const crossed = core.verifyIdentityWithPasskey(caller, ofOther)
    await expect(crossed).rejects.toMatchObject(wrong)
    const otherTicket = await ticketOf(core.login({ phone, password }))
    const ofTicket = device.get(await core.beginPasskeyLogin({ ticket }))
    const swapped = core.loginWithPasskey({ ticket: otherTicket, credential: ofTicket })
    await expect(swapped).rejects.toMatchObject(wrong)
  })

  it('of many answers to one challenge at once one opens a session', async () => {
    const { core, device, caller } = await passkeyScene()
    const credential = device.get(await core.beginPasskeyLogin())
    const all = await Promise.allSettled([1, 2, 3].map(() => core.loginWithPasskey({ credential })))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await core.sessions(caller.userId)).toHaveLength(2)
  })

  it('a counter that falls or stands still, which the audit says; one that is always zero is fine', async () => {
    const device = softAuthenticator(url, { counter: 5 })
    const { core, signIn, caller } = await passkeyScene({}, device)
    await signIn()
    for (const counter of [6, 5, 0]) {
      await expect(signIn({ counter })).rejects.toMatchObject(wrong)
    }
    await signIn({ counter: 100 })
    const { items } = await core.searchAudit({ event: 'passkey_counter_fell' })
    expect(items).toHaveLength(3)
    expect(items[0]).toMatchObject({ userId: caller.userId, detail: { name: 'my phone' } })
    // One whose signature is not right says nothing of a copy.
    await expect(signIn({ counter: 1, signature: Buffer.alloc(70) })).rejects.toMatchObject(wrong)
    expect((await core.searchAudit({ event: 'passkey_counter_fell' })).items).toHaveLength(3)
  })

  it('whatever texts are no credential', async () => {
    const { core, device, caller } = await passkeyScene()
    const credential = device.get(await core.beginPasskeyLogin())
    const { response } = credential
    const texts = ['', '!', 'AA', 'A'.repeat(5000), Buffer.from('null').toString('base64url')]
    for (const text of texts) {
      for (const name of Object.keys(response)) {
        const again = device.get(await core.beginPasskeyLogin())
        const bent = { ...again, response: { ...again.response, [name]: text } }
        await expect(core.loginWithPasskey({ credential: bent })).rejects.toMatchObject(wrong)
      }
      const other = { ...device.get(await core.beginPasskeyLogin()), id: text }
      await expect(core.loginWithPasskey({ credential: other })).rejects.toMatchObject(wrong)
    }
    const rawId = { ...device.get(await core.beginPasskeyLogin()), rawId: 'AA' }
    await expect(core.loginWithPasskey({ credential: rawId })).rejects.toMatchObject(wrong)
    expect(await core.sessions(caller.userId)).toHaveLength(1)
  })

  it('somebody who is banned, to whom it is said once it was shown', async () => {
    const { core, signIn, caller } = await passkeyScene()
    await core.ban(caller.userId, { reason: 'for this' })
    await expect(signIn()).rejects.toMatchObject(failsWith('user_banned'))
  })
})

describe('A356 a new passkey is refused, with one reply, for', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey
  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey
  const ed25519 = generateKeyPairSync('ed25519').publicKey
  const pointOf = (hex: string) =>
    coseOf(ed25519, -8).set(-2, new Uint8Array(Buffer.from(hex, 'hex')))
  // In the form in which they are written, in the other one that decoders take, and with either sign.
  const lowOrder = [
    '00'.repeat(32),
    `01${'00'.repeat(31)}`,
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    ...['ec', 'ed', 'ee'].map((first) => `${first}${'ff'.repeat(30)}7f`),
  ].flatMap((hex) => [
    hex,
    hex.slice(0, -2) + (Number.parseInt(hex.slice(-2), 16) + 0x80).toString(16),
  ])
  const made: Readonly<Record<string, Bent>> = {
    ...bents,
    'that of an old one': { type: 'webauthn.get' },
    'an algorithm nobody asked for': { publicKey: coseOf(p384, -7).set(3, -35).set(-1, 2) },
    'no algorithm': { publicKey: new Map(coseOf(p384, -7)).set(3, 'ES256') },
    'a curve of another algorithm': { publicKey: coseOf(p256, -7).set(-1, 2) },
    'a short key of RSA': { publicKey: coseOf(rsa, -257) },
    'a key of RSA without a modulus': { publicKey: coseOf(rsa, -257).set(-1, 'long') },
    ...Object.fromEntries(
      lowOrder.map((hex) => [`the point of low order ${hex}`, { publicKey: pointOf(hex) }]),
    ),
    'a point that is too short': { publicKey: pointOf('00') },
    'a statement of nobody': { statement: new Map([['sig', 'x']]) },
    'no bytes of CBOR': { attestation: Buffer.from('hello') },
    'nested arrays without an end': { attestation: Buffer.alloc(6000, 0x81) },
    'nested maps without an end': { attestation: Buffer.alloc(6000, 0xa1) },
    'an array longer than it is': { attestation: Buffer.from('9affffffff', 'hex') },
    'a text longer than it is': { attestation: Buffer.from('7bffffffffffffffff', 'hex') },
    'a map that never ends': { attestation: Buffer.from('bf', 'hex') },
  }
  for (const [name, bent] of Object.entries(made)) {
    it(name, async () => {
      const { core } = await openPasskeys()
      const { accessToken } = await core.register({ phone, password })
      const caller = core.authenticate(accessToken)
      const device = softAuthenticator(url)
      const credential = device.create(await core.beginPasskey(caller), bent)
      const adding = core.addPasskey(caller, { credential, name: 'a phone' })
      await expect(adding).rejects.toMatchObject(wrong)
      expect(await core.passkeys(caller)).toEqual([])
      // The session is what it was.
      await addPasskey({ core }, { accessToken }, device)
    })
  }

  it('an id that is not the one it has', async () => {
    const { core, caller } = await passkeyScene()
    const device = softAuthenticator(url)
    const credential = { ...device.create(await core.beginPasskey(caller)), id: 'AA', rawId: 'AA' }
    const adding = core.addPasskey(caller, { credential, name: 'x' })
    await expect(adding).rejects.toMatchObject(wrong)
  })

  it('a challenge that was used, is old, or of another session', async () => {
    const { core, caller, advance, grant, device: own } = await passkeyScene()
    const other = core.authenticate(
      (await core.loginWithPasskey({ credential: own.get(await core.beginPasskeyLogin()) }))
        .accessToken,
    )
    const make = async (of = caller) => {
      const credential = softAuthenticator(url).create(await core.beginPasskey(of))
      return { credential, name: 'x' }
    }
    const used = await make()
    await core.addPasskey(caller, used)
    await expect(core.addPasskey(caller, used)).rejects.toMatchObject(wrong)
    await expect(core.addPasskey(caller, await make(other))).rejects.toMatchObject(wrong)
    const old = await make()
    advance(301)
    await expect(core.addPasskey(caller, old)).rejects.toMatchObject(wrong)
    expect(await core.passkeys(core.authenticate(grant.accessToken))).toHaveLength(2)
  })
})

describe('A357 who has passkeys', () => {
  it('nobody learns: it is asked alike for everybody, and every answer is refused alike', async () => {
    const { core, signIn } = await passkeyScene()
    const shape = ({ challenge, ...rest }: object & { challenge: string }) => {
      expect(Buffer.from(challenge, 'base64url')).toHaveLength(32)
      return rest
    }
    expect(shape(await core.beginPasskeyLogin())).toEqual({
      rpId,
      timeout: 300_000,
      userVerification: 'required',
      allowCredentials: [],
    })
    const { user } = await core.register({ phone: '13900139000', password })
    const stranger = softAuthenticator(url)
    const faults = []
    for (const handle of [user.id, 'nobody', (await signIn()).user.id]) {
      const userHandle = Buffer.from(handle).toString('base64url')
      const credential = stranger.get(await core.beginPasskeyLogin(), { userHandle })
      faults.push(await core.loginWithPasskey({ credential }).catch((error) => ({ ...error })))
    }
    expect(faults[0]).toMatchObject(wrong)
    expect(faults[1]).toEqual(faults[0])
    expect(faults[2]).toEqual(faults[0])
  })

  it('and an address asks so often and no more', async () => {
    const { core } = await openPasskeys({ failuresPerAddress: 3 })
    for (let n = 0; n < 3; n += 1) await core.beginPasskeyLogin({}, '192.0.2.1')
    const more = core.beginPasskeyLogin({}, '192.0.2.1')
    await expect(more).rejects.toMatchObject(failsWith('too_many_requests'))
    await core.beginPasskeyLogin({}, '192.0.2.2')
    expect(core.work().limits.passkey).toBe(1)
  })
})
