import { ZtokenError } from '@ztoken/contract'
import { memoryStore } from '@ztoken/stores'
import { expect, it } from 'vitest'
import { type Opened, open, password, phone } from './open.ts'

const lifetimes = { sessionSeconds: 120, sessionIdleSeconds: 120, accessTokenSeconds: 5 }

/** Whatever gives new tokens for a session that is there. */
const ways: Readonly<Record<string, (opened: Opened, tokens: Tokens) => Promise<unknown>>> = {
  'a refresh': ({ core }, { refreshToken }) => core.refresh(refreshToken),
  'a refresh a tab repeats': async ({ core }, { refreshToken }) => {
    await core.refresh(refreshToken)
    return core.refresh(refreshToken)
  },
}

interface Tokens {
  readonly refreshToken: string
}

/** Tokens say whole seconds, sessions end at any moment of one. */
const offsets = [0, 1, 400, 999]

for (const [name, way] of Object.entries(ways)) {
  it(`in the last second of a session ${name} gives tokens that do not outlive it, or says that it is over`, async () => {
    const outcomes = new Set<string>()
    for (const offset of offsets) {
      for (let left = 1200; left >= -200; left -= 100) {
        const opened = await open(lifetimes)
        const { core, advance } = opened
        await core.createUser({ phone, password })
        advance(offset / 1000)
        const grant = await core.login({ phone, password })
        advance(120 - left / 1000)
        const answer = await way(opened, grant).catch((error: unknown) => error)
        if (answer instanceof Error) {
          expect(answer).toBeInstanceOf(ZtokenError)
          expect(answer).toMatchObject({ code: 'session_idle' })
          expect(left).toBeLessThan(1000)
          outcomes.add('over')
        } else {
          const { accessToken } = answer as { accessToken: string }
          const { expiresAt } = core.authenticate(accessToken)
          expect(expiresAt).toBeLessThanOrEqual(grant.session.createdAt + 120_000)
          outcomes.add('new tokens')
        }
      }
    }
    expect([...outcomes].sort()).toEqual(['new tokens', 'over'])
  })
}

it('a session whose last second passes while its counter moves is over', async () => {
  const inner = memoryStore()
  let passes = (): void => {}
  const opened = await open({
    ...lifetimes,
    store: {
      ...inner,
      async rotateSession(...how) {
        const moved = await inner.rotateSession(...how)
        passes()
        return moved
      },
    },
  })
  const { core, advance } = opened
  await core.createUser({ phone, password })
  const { refreshToken } = await core.login({ phone, password })
  advance(118.9)
  passes = () => advance(2)
  await expect(core.refresh(refreshToken)).rejects.toMatchObject({ code: 'session_idle' })
})
