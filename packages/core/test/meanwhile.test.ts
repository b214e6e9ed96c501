import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Store, ZtokenError } from '../src/index.ts'
import type { Run } from './fault-flows/flow.ts'
import { flows, optionsOf } from './fault-flows.ts'
import { openScene, type Scene, userId } from './fault-scene.ts'
import { meanwhile } from './meanwhile.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** What happens to the user after everything was made ready, on another server. */
const happens: Readonly<Record<string, (scene: Scene) => unknown>> = {
  'the account is deleted': ({ inner, now }) =>
    inner.deleteAccount(userId, {
      reason: 'deleted',
      at: now(),
      revokedUntil: now() / 1000 + 3600,
    }),
  'they are banned': ({ inner, now }) =>
    inner.changeAccount(userId, { ban: { since: now(), until: null, reason: 'spam' } }),
  'somebody else changes the account each time': ({ store }) =>
    Object.assign(store, {
      changeAccount: async () => ({ outcome: 'conflict' }),
    } satisfies Partial<Store>),
}

describe('what a flow answers where meanwhile', () => {
  for (const [what, happen] of Object.entries(happens)) {
    it(what, async () => {
      const ends: Record<string, string[]> = {}
      for (const name of Object.keys(flows)) {
        const scene = await openScene(optionsOf[name])
        const run = (await flows[name]?.(scene)) as Run
        await happen(scene)
        await scene.core.syncRevocations()
        const end = await endOf(run)
        if (end !== 'done') ends[end] = [...(ends[end] ?? []), name]
        await scene.core.close()
      }
      expect(inOrder(ends)).toEqual(inOrder(meanwhile[what] ?? {}))
    })
  }
})

/** Where a flow stands among the others says nothing. */
function inOrder(ends: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(ends).map(([end, names]) => [end, [...names].sort()]))
}

async function endOf(run: Run): Promise<string> {
  try {
    await run()
    return 'done'
  } catch (error) {
    if (error instanceof ZtokenError) return error.code
    throw error
  }
}
