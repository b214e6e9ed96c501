import { type Core, type CoreOptions, createCore } from '@ztoken/core'
import { memoryStore } from '@ztoken/stores'
import {
  encryptedFormat,
  importSecrets,
  itsdangerousFormat,
  publicFormat,
  signedFormat,
} from '@ztoken/token'
import { describe, expect, it, onTestFinished } from 'vitest'
import { authenticatorOf } from '../../core/test/authenticator.ts'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { type Caller, callerOf, findCaller } from '../src/index.ts'
import { loginRequired, requireStepUp } from '../src/node.ts'
import { createRemoteAuthenticator, type RemoteOptions } from '../src/remote/index.ts'
import { secret } from './remote-open.ts'

const secrets = importSecrets(secret)
const bound = secrets.map((one) => one.boundTo({ issuer: 'ztoken', audience: 'ztoken' }))
const person = { phone: '13800138000', password: 'a long enough phrase' }
const formats = {
  encrypted: encryptedFormat(bound),
  signed: signedFormat(bound),
  public: publicFormat(bound),
} as const
const late = (data: object = { max_age: '900' }) => ({ code: 'step_up_required', data })

/** A login server's core and a guard elsewhere, on one clock that the test moves. */
async function opened(
  format: keyof typeof formats = 'public',
  options: Partial<CoreOptions> = {},
  remote: Partial<RemoteOptions> = {},
) {
  let now = Date.UTC(2026, 0, 1)
  const clock = (): number => now
  const core = await createCore({
    secrets,
    issueFormat: formats[format],
    store: memoryStore(),
    passwords: cheapHashes,
    authenticationClaims: true,
    clock,
    monotonic: clock,
    ...options,
  })
  onTestFinished(() => core.close())
  const reports: unknown[] = []
  const auth = await createRemoteAuthenticator({
    ...(format === 'public' ? published(core) : { secret, formats: [format] }),
    clock,
    report: (error) => void reports.push(error),
    ...remote,
    authenticationClaims: true,
  })
  onTestFinished(() => auth.close())
  const { accessToken, refreshToken } = await core.register(person)
  const ask = (token: string, wanted: Parameters<typeof auth.requireStepUp>[1] = {}) =>
    auth.requireStepUp(auth.authenticate(token), wanted)
  const move = (seconds: number): void => {
    now += seconds * 1000
  }
  return { core, auth, reports, accessToken, refreshToken, ask, move, now: clock }
}

/** The public keys, without a server in between. */
function published(core: Core) {
  const fetchKeys = async (): Promise<Response> => Response.json(core.jwks())
  return { jwksUrl: 'https://login.example/jwks.json', fetch: fetchKeys as typeof fetch }
}

describe('claims in another service', () => {
  for (const format of Object.keys(formats) as (keyof typeof formats)[]) {
    it(`are those the application gave, and how somebody signed in: ${format}`, async () => {
      const acme = { tenant: '企业', plan: 3 }
      const { auth, accessToken, ask } = await opened(format, { claims: () => acme })
      const caller = auth.authenticate(accessToken)
      expect(caller.claims).toEqual(acme)
      expect(caller.token.claims).toMatchObject({ amr: ['pwd'], ext: acme })
      await ask(accessToken)
    })
  }

  it('are empty where nothing was said', async () => {
    const { auth, accessToken } = await opened('public', { authenticationClaims: false })
    expect(auth.authenticate(accessToken).claims).toEqual({})
  })

  it('have the type of whoever knows their names', () => {
    const caller = { claims: { tenant: 'acme' } } as unknown as Caller
    const request = { [Symbol.for('ztoken.caller')]: caller }
    expect(callerOf<{ tenant: string }>(request).claims.tenant).toBe('acme')
    expect(findCaller<{ tenant: string }>({})?.claims.tenant).toBeUndefined()
  })
})

describe('a step-up in another service', () => {
  it('A359 is asked of the token: when it was, as long as the guard says, and by what', async () => {
    const { core, accessToken, ask, move, now } = await opened()
    move(900)
    await ask(accessToken)
    move(1)
    await expect(ask(accessToken)).rejects.toMatchObject(late())
    await ask(accessToken, { within: 901 })
    const shown = await core.verifyIdentity(core.authenticate(accessToken), person.password)
    await ask(shown.accessToken)
    const mfa = late({ max_age: '60', acr_values: 'mfa' })
    const asked = ask(shown.accessToken, { within: 60, factor: true })
    await expect(asked).rejects.toMatchObject(mfa)
    const caller = core.authenticate(shown.accessToken)
    const { enrolment, secret: key } = await core.beginTotp(caller)
    const code = authenticatorOf(key, now).code()
    const { accessToken: stronger } = await core.confirmTotp(caller, { enrolment, code })
    await ask(stronger, { within: 60, factor: true })
  })

  it('A359 a refresh makes nothing fresh, and what was shown since is in the next token', async () => {
    const { core, refreshToken, ask, move } = await opened('public', {}, { stepUpSeconds: 60 })
    move(61)
    const next = await core.refresh(refreshToken)
    await expect(ask(next.accessToken)).rejects.toMatchObject(late({ max_age: '60' }))
    const shown = await core.verifyIdentity(core.authenticate(next.accessToken), person.password)
    move(30)
    await ask((await core.refresh(shown.refreshToken)).accessToken)
  })

  it('A359 T116 a moment that is still to come is none: some clock is wrong', async () => {
    const { accessToken, auth, ask, move } = await opened('public', {}, { leewaySeconds: 30 })
    const caller = auth.authenticate(accessToken)
    move(-30)
    await ask(accessToken)
    move(-1)
    await expect(auth.requireStepUp(caller)).rejects.toMatchObject(late())
  })

  it('T116 a token that does not say when passes none, and somebody is told once what to set', async () => {
    const { core, accessToken, reports, ask } = await opened('public', {
      authenticationClaims: false,
    })
    const other = await core.login(person)
    for (const token of [accessToken, accessToken, other.accessToken]) {
      await expect(ask(token)).rejects.toMatchObject(late())
    }
    expect(reports.map(String)).toEqual([
      expect.stringContaining('ZTOKEN_AUTHENTICATION_CLAIMS=true'),
    ])
    expect(String(reports[0])).not.toContain(accessToken)
  })

  it('a token that another application issued has shown nothing', async () => {
    const { core, auth, reports, now } = await opened(
      'encrypted',
      {},
      {
        formats: ['encrypted', 'itsdangerous'],
      },
    )
    expect(core.isStale()).toBe(false)
    const seconds = now() / 1000
    const flask = itsdangerousFormat({ secrets: [secret] })
    const foreign = auth.authenticate(flask.sign({ id: 17 }, seconds, seconds + 60))
    await expect(auth.requireStepUp(foreign)).rejects.toMatchObject(late())
    expect(reports).toEqual([])
  })

  it('is refused where it is made, where no token tells of what is asked', async () => {
    const { auth } = await opened()
    requireStepUp(auth, { factor: true })
    expect(() => requireStepUp(auth, { scope: 'pay' })).toThrow(/scope is asked for where/)
    const { accessToken } = await opened()
    const asked = auth.requireStepUp(auth.authenticate(accessToken), { scope: 'pay' })
    await expect(asked).rejects.toThrow(TypeError)
    const silent = await createRemoteAuthenticator({ secret })
    onTestFinished(() => silent.close())
    expect(() => requireStepUp(silent)).toThrow(/authenticationClaims: true/)
    expect(() => loginRequired(silent, { stepUp: {} })).toThrow(/authenticationClaims: true/)
    const nowhere = { secret, formats: ['itsdangerous'], authenticationClaims: true } as const
    await expect(createRemoteAuthenticator(nowhere)).rejects.toThrow(/itsdangerous format/)
    for (const stepUpSeconds of [0, -1, 1.5, Number.NaN]) {
      const options = { secret, authenticationClaims: true, stepUpSeconds } as const
      await expect(createRemoteAuthenticator(options)).rejects.toThrow(/stepUpSeconds/)
    }
  })
})
