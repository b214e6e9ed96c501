import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Store, ZtokenError } from '../src/index.ts'
import type { Run } from './fault-flows/flow.ts'
import { flows, optionsOf } from './fault-flows.ts'
import { openScene } from './fault-scene.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** How a store answers whoever finds that the account is another by now, at every look. */
const answers = {
  changeAccount: async () => ({ outcome: 'conflict' }),
  openSession: async () => ({ outcome: 'stale' }),
  rotateSession: async () => false,
} satisfies Partial<Store>

/** What begins anew, by what is asked of the store and how often; everything else asks once. */
const again: Readonly<Record<keyof typeof answers, Readonly<Record<number, string[]>>>> = {
  changeAccount: {
    3: [
      'addIdentity of another kind',
      'denyNotice',
      'loginWithCode that proves a phone for the first time',
      'loginWithFactor',
      'loginWithFactor by a recovery code',
      'loginWithFactor on a device that is trusted',
      'loginWithPasskey',
      'loginWithPasskey with a ticket',
      'removeIdentity',
      'resetPasswordWithCode',
      'setPassword',
      'verifyIdentityWithFactor',
      'verifyIdentityWithPasskey',
    ],
    5: ['removeFactors'],
    8: ['updateUser', 'updateUser with own fields'],
    // Eight times for the fields, and all of it five times for the right to change them.
    40: ['updateManagedUser'],
  },
  openSession: {
    3: [
      'createToken',
      'login',
      'login at the limit, from a known address',
      'login at the maximum of sessions',
      'login beyond the maximum of sessions',
      'login with a hash from elsewhere',
      'loginWithCode that proves a phone for the first time',
      'loginWithCode that registers',
      'signIn',
    ],
  },
  rotateSession: { 5: ['A173 refresh'] },
}

describe('where an account is another at every look an act begins anew a few times, and gives up', () => {
  it.each(Object.keys(answers) as (keyof typeof answers)[])('%s', async (promise) => {
    const found: Record<number, string[]> = {}
    for (const name of Object.keys(flows)) {
      const scene = await openScene(optionsOf[name])
      const run = (await flows[name]?.(scene)) as Run
      let asked = 0
      const answer = async () => {
        asked += 1
        return answers[promise]()
      }
      Object.assign(scene.store, { [promise]: answer })
      await run().catch((error: unknown) => expect(error).toBeInstanceOf(ZtokenError))
      await scene.core.close()
      if (asked > 1) found[asked] = [...(found[asked] ?? []), name].sort()
    }
    expect(found).toEqual(again[promise])
  })
})
