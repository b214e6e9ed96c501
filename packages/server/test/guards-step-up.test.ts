import { describe, expect, it } from 'vitest'
import { createZtoken, memory, type StepUpWanted, type Ztoken } from 'ztoken'
import { loginRequired } from 'ztoken/fastify'
import { enrol } from '../../core/test/authenticator.ts'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { frameworks, listening, type Route } from './frameworks.ts'
import { createClock, secret } from './open.ts'
import { getRaw } from './wire.ts'

const person = { phone: '13800138000', password: 'a long enough phrase' }

async function opened(name: string, route: Route) {
  const clock = createClock()
  const auth = await createZtoken({
    secret,
    store: memory(),
    passwords: cheapHashes,
    clock: clock.now,
    monotonic: clock.now,
    pollMilliseconds: 1_000_000,
    accessTokenSeconds: 86_400,
    staleSeconds: 1_000_000,
  })
  const port = await listening(name, auth, route)
  const { accessToken: token } = await auth.register(person)
  const ask = async (text = token) => {
    const { status, headers, body } = await getRaw(port, '/mine', [`z-token: ${text}`])
    return { status, headers: headers.join('\n').toLowerCase(), body: JSON.parse(body) }
  }
  return { auth, clock, token, ask }
}

const stepUp = (wanted: StepUpWanted): Route => ({ verb: 'requireStepUp', stepUp: wanted })
const asked = (auth: Ztoken): number => auth.work().store.answers.count

for (const name of frameworks) {
  describe(`step-up in ${name}`, () => {
    it('A359 lets on who showed who they are so lately, and says what is asked for', async () => {
      const { auth, clock, token, ask } = await opened(name, stepUp({ within: 300 }))
      clock.advance(300)
      expect((await ask()).status).toBe(200)
      clock.advance(1)
      const refused = await ask()
      expect(refused).toMatchObject({
        status: 403,
        body: { code: 4108, reason: 'step_up_required', data: { max_age: '300' } },
      })
      expect(refused.headers).toMatch(
        /www-authenticate\n?:? ?bearer error="insufficient_user_authentication", max_age=300/,
      )
      const other = await auth.login(person)
      expect((await ask()).status).toBe(403)
      expect((await ask(other.accessToken)).status).toBe(200)
      const again = await auth.verifyIdentity(auth.authenticate(token), person.password)
      expect((await ask(again.accessToken)).status).toBe(200)
      expect((await ask()).body.reason).toBe('token_invalid')
    })

    it('A359 a second factor is asked for where it is named, and a scope where it was opened', async () => {
      const { auth, clock, token, ask } = await opened(name, {
        ...stepUp({ factor: true, scope: 'pay' }),
      })
      const refused = await ask()
      expect(refused.body.data).toEqual({ max_age: '900', acr_values: 'mfa' })
      expect(refused.headers).toContain('acr_values="mfa", max_age=900')
      const { grant } = await enrol({ core: auth, now: clock.now }, { accessToken: token })
      const closed = await ask(grant.accessToken)
      expect(closed.body.data).toEqual({ scope: 'pay' })
      const caller = auth.authenticate(grant.accessToken)
      await auth.openSafe(caller, 'pay', 60)
      expect((await ask(grant.accessToken)).status).toBe(200)
      await auth.closeSafe(caller, 'pay')
      expect((await ask(grant.accessToken)).status).toBe(403)
    })
  })
}

describe('a step-up', () => {
  it('asks the store for nothing where the session is known, and once where it is not', async () => {
    const { auth, ask } = await opened('Fastify', stepUp({ within: 300 }))
    await ask()
    const before = asked(auth)
    for (let n = 0; n < 20; n += 1) expect((await ask()).status).toBe(200)
    expect(asked(auth)).toBe(before)
    const store = await memory()()
    const one = await createZtoken({ secret, store, passwords: cheapHashes })
    const other = await createZtoken({ secret, store, passwords: cheapHashes })
    const { accessToken } = await one.register(person)
    const elsewhere = other.authenticate(accessToken)
    const counts: number[] = [asked(other)]
    for (let n = 0; n < 3; n += 1) {
      await other.requireStepUp(elsewhere)
      counts.push(asked(other))
    }
    expect(counts.map((count) => count - (counts[0] ?? 0))).toEqual([0, 1, 1, 1])
    await Promise.all([one.close(), other.close()])
  })

  it('is an option of every other guard, too', async () => {
    const { auth, clock, ask } = await opened('Fastify', {
      verb: 'requireRole',
      wanted: 'admin',
      options: { stepUp: { within: 60 } },
    })
    expect((await ask()).body.reason).toBe('permission_denied')
    const [user] = await auth.listUsers({ after: null, limit: 1 })
    await auth.updateManagedUser(user?.id ?? '', { roles: ['admin'] })
    expect((await ask()).status).toBe(200)
    clock.advance(61)
    expect((await ask()).body.reason).toBe('step_up_required')
  })

  it('is refused where the guard is made: by bounds that are none, and where nobody can tell', async () => {
    const { auth } = await opened('Fastify', { verb: 'loginRequired' })
    for (const within of [0, -1, 1.5, Number.NaN]) {
      expect(() => loginRequired(auth, { stepUp: { within } })).toThrow(TypeError)
    }
    const { requireStepUp: _, ...elsewhere } = auth
    expect(() => loginRequired(elsewhere, { stepUp: {} })).toThrow(/cannot tell/)
  })
})
