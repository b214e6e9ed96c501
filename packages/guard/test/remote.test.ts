import { ZtokenError } from '@ztoken/contract'
import { memoryStore } from '@ztoken/stores'
import {
  encryptedFormat,
  importSecrets,
  itsdangerousFormat,
  publicRingFormat,
  signedFormat,
} from '@ztoken/token'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createRemoteAuthenticator, type RemoteOptions } from 'ztoken/remote'
import { loginRequired, requirePermission, requireRole } from '../src/node.ts'
import {
  eventually,
  feedAt,
  feedToken,
  jwksAt,
  type LoginServer,
  loginServer,
  secret,
  service,
} from './remote-open.ts'

async function everybody(login: LoginServer) {
  return { one: await login.signIn(), other: await login.signIn() }
}

describe('a guard in another service', () => {
  it('A123 A193 knows callers by the public keys, and refuses whose session ends at the server', async () => {
    const login = await loginServer()
    const { one, other } = await everybody(login)
    const { ask, auth } = await service(login.port)
    expect(auth.authenticate(one.token)).toMatchObject({ userId: one.userId })
    expect([await ask(one.token), await ask(other.token)]).toEqual(['ok', 'ok'])
    await login.core.logout(one.token)
    await eventually(async () => expect(await ask(one.token)).toBe('session_ended'))
    await login.core.ban(other.userId)
    await eventually(async () => expect(await ask(other.token)).toBe('user_banned'))
    expect(await ask('')).not.toBe('ok')
    expect(await ask('a.b.c')).toBe('token_invalid')
  })

  it('what was revoked before it started is known before it answers, ten thousand of them', async () => {
    const store = memoryStore()
    const login = await loginServer({ store })
    const { one, other } = await everybody(login)
    await login.core.logout(one.token)
    const until = Math.floor(Date.now() / 1000) + 3600
    for (let n = 0; n < 10_000; n += 1) await store.revokeToken(`token-${n}`, until, 'logged_out')
    await login.core.kickOut(other.userId)
    const { auth } = await service(login.port)
    expect(auth.revocationState()).toMatchObject({ entries: 10_002 })
    expect(() => auth.authenticate(one.token)).toThrow(new ZtokenError('session_ended'))
    expect(() => auth.authenticate(other.token)).toThrow(new ZtokenError('kicked_out'))
  })

  const secrets = importSecrets(secret)
  const formats = {
    encrypted: encryptedFormat(secrets),
    signed: signedFormat(secrets),
    itsdangerous: itsdangerousFormat({ secrets: [secret], sessionSecrets: secrets }),
  }
  for (const [name, format] of Object.entries(formats)) {
    it(`reads ${name} tokens with the shared secret, the newest or one before`, async () => {
      const login = await loginServer({ issueFormat: format, acceptFormats: [publicRingFormat()] })
      const { one, other } = await everybody(login)
      const formats = [name] as NonNullable<RemoteOptions['formats']>
      const newer = 'aN3w-secret-of-thirty-two-bytes-or-more!'
      const { ask } = await service(login.port, { secret: [newer, secret], formats })
      expect(await ask(one.token)).toBe('ok')
      await login.core.kickOut(one.userId)
      await eventually(async () => expect(await ask(one.token)).toBe('kicked_out'))
      expect(await ask(other.token)).toBe('ok')
      const stranger = await service(login.port, { secret: newer, formats })
      expect(await stranger.ask(other.token)).toBe('token_invalid')
    })
  }

  it('reads what Flask minted, and a revocation of the user ends those tokens', async () => {
    const foreign = itsdangerousFormat({ secrets: [secret] })
    const login = await loginServer({ acceptFormats: [foreign] })
    const { one } = await everybody(login)
    const profile = { name: null, avatar: null, intro: null, level: null }
    const row = { id: '17', phone: '13600000000', passwordHash: null, ...profile }
    await login.core.createImport({ dryRun: false }).add(row)
    const now = Math.floor(Date.now() / 1000)
    const token = foreign.sign({ id: 17 }, now - 1, now + 600)
    const options = { secret, formats: ['itsdangerous'], jwksUrl: jwksAt(login.port) } as const
    const { ask } = await service(login.port, options)
    expect([await ask(token), await ask(one.token)]).toEqual(['ok', 'ok'])
    // Whoever knows that secret names nobody else, and no session.
    for (const payload of [{ id: one.userId }, { id: 17, sid: 'any' }]) {
      expect(await ask(foreign.sign(payload, now - 1, now + 600))).toBe('token_invalid')
    }
    await login.core.kickOut('17')
    await eventually(async () => expect(await ask(token)).toBe('kicked_out'))
    expect(await ask(one.token)).toBe('ok')
  })

  it('refuses tokens for another audience or from another issuer', async () => {
    const login = await loginServer({ audience: 'orders' })
    const { one } = await everybody(login)
    expect(await (await service(login.port)).ask(one.token)).toBe('token_invalid')
    const meant = await service(login.port, { audience: 'orders' })
    expect(await meant.ask(one.token)).toBe('ok')
  })

  it('refuses an expired token by the clock it was given', async () => {
    const login = await loginServer()
    const { one } = await everybody(login)
    const { ask, advance } = await service(login.port)
    advance(3601)
    expect(await ask(one.token)).toBe('token_expired')
  })

  it('without the feed it is never stale, asks nobody and holds a token until it expires', async () => {
    const login = await loginServer()
    const { one } = await everybody(login)
    const auth = await createRemoteAuthenticator({ jwksUrl: jwksAt(login.port) })
    onTestFinished(() => auth.close())
    await login.core.logout(one.token)
    await login.stop()
    expect(auth.isStale()).toBe(false)
    expect(auth.revocationState()).toEqual({
      ageMilliseconds: null,
      entries: 0,
      isStreaming: false,
    })
    expect(auth.authenticate(one.token).userId).toBe(one.userId)
  })

  it('says where it is declared that it knows no permissions and no roles', async () => {
    const { auth } = await service((await loginServer()).port)
    expect(() => requirePermission(auth, 'user:read')).toThrow(TypeError)
    expect(() => requireRole(auth, 'admin')).toThrow(TypeError)
    expect(() => loginRequired(auth)).not.toThrow()
  })
})

describe('its options', () => {
  it('T050 takes https addresses, http for this machine alone, and nothing around them', async () => {
    const asked: string[] = []
    const fetch = async (url: URL) => {
      asked.push(url.href)
      return new Response('{}', { status: 500 })
    }
    for (const url of [
      'http://login.example/jwks',
      'http://127.0.0.1.evil.example/jwks',
      'http://localhost.evil.example/',
      'http://127.0.0.1@evil.example/',
      'ftp://127.0.0.1/',
      'file:///etc/passwd',
      'data:application/json,{"keys":[]}',
      'https://user:pass@login.example/',
      'https://login.example/?a=b',
      'https://login.example/#a',
      '//login.example/',
      '',
    ]) {
      const made = [
        createRemoteAuthenticator({ jwksUrl: url, fetch }),
        createRemoteAuthenticator({ secret, feedUrl: url, feedToken, fetch }),
      ]
      for (const one of made) await expect(one, url).rejects.toThrow(TypeError)
    }
    expect(asked).toEqual([])
    for (const url of ['https://login.example/jwks', 'http://[::1]:8080/', 'http://127.9.8.7/']) {
      const made = createRemoteAuthenticator({ jwksUrl: url, fetch })
      await expect(made, url).rejects.toMatchObject({ code: 'unavailable' })
    }
    expect(asked).toHaveLength(3)
  })

  it('refuses what cannot be meant, and a secret that may not be used', async () => {
    const feedUrl = feedAt(1)
    for (const options of [
      {},
      { feedUrl, feedToken },
      { secret, feedUrl },
      { secret, feedToken },
      { secret, feedUrl, feedToken: 'two words' },
      { secret, feedUrl, feedToken: 'a\r\nb' },
      { secret, formats: [] },
      { secret, formats: ['public'] },
      { jwksUrl: jwksAt(1), formats: ['encrypted'] },
      { secret, whenStale: 'never' },
      { secret, staleSeconds: 0 },
      { secret, staleSeconds: Number.NaN },
      { secret, leewaySeconds: 301 },
    ] as RemoteOptions[]) {
      await expect(createRemoteAuthenticator(options), JSON.stringify(options)).rejects.toThrow(
        TypeError,
      )
    }
    await expect(createRemoteAuthenticator({ secret: 'short' })).rejects.toMatchObject({
      code: 'secret_too_short',
    })
  })
})
