import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Run } from './fault-flows/flow.ts'
import {
  factorUsedUp,
  flows,
  inSteps,
  optionsOf,
  passkeyUsedUp,
  spared,
  usedUp,
} from './fault-flows.ts'
import { type Door, openScene, outcomeOf, type Scene } from './fault-scene.ts'
import { type Fault, type Mode, modes, promises, type State, stateOf } from './fault-store.ts'

/** A flow as it goes when nothing fails: what it asks for, and what is there after each step. */
interface Rehearsal {
  readonly asked: readonly string[]
  readonly states: readonly State[]
  readonly outcome: string
  /** The same once more, when it was done already. */
  readonly again: string
  readonly stateAgain: State
}

async function prepare(name: string): Promise<{ scene: Scene; run: Run }> {
  const scene = await openScene(optionsOf[name])
  const run = await flows[name]?.(scene)
  if (run === undefined) throw new TypeError('no such flow')
  return { scene, run }
}

async function rehearse(name: string): Promise<Rehearsal> {
  const { scene, run } = await prepare(name)
  const states = [await stateOf(scene.inner)]
  scene.arm(null, async () => void states.push(await stateOf(scene.inner)))
  const outcome = await outcomeOf(run)
  const asked = scene.asked()
  scene.arm(null)
  await expectDoors(scene, `${name}, undisturbed`)
  const again = await outcomeOf(run)
  const stateAgain = await stateOf(scene.inner)
  await scene.core.close()
  return { asked, states, outcome, again, stateAgain }
}

/** A door is open exactly where the store says so: nothing closed is open, nobody is shut out. */
async function expectDoors(scene: Scene, label: string): Promise<void> {
  const { inner, now } = scene
  const revocations = await inner.listRevocations({ after: 0, now: 0, limit: 1000 })
  const isRevoked = (kind: string, key: string): boolean =>
    revocations.some((one) => one.kind === kind && one.key === key)
  for (const door of scene.doors) {
    const [header, claims] = door.accessToken.split('.', 2).map(partOf)
    const isOver = Number(claims?.exp ?? header?.exp) * 1000 <= now()
    const session = await inner.findSession(door.sessionId ?? '')
    const isEnded =
      door.sessionId === null
        ? isRevoked('user', '17') || isRevoked('token', door.revocationKey)
        : session === null || session.endedAt !== null
    // All were issued in the second in which the clock stands.
    const isNobodys = isRevoked('all', '0')
    const isOpen = !isOver && !isEnded && !isNobodys && !isRevoked('key', String(header?.kid))
    expect(accepts(scene, door), `${label}: the token "${door.name}"`).toBe(isOpen)
  }
}

function partOf(segment: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'))
}

function accepts({ core }: Scene, door: Door): boolean {
  try {
    core.authenticate(door.accessToken)
    return true
  } catch {
    return false
  }
}

/** What may be there afterwards, by what was said. */
function statesAllowed(name: string, promise: string, rehearsal: Rehearsal, isDone: boolean) {
  const { states } = rehearsal
  const [before, after] = [states[0], states.at(-1)]
  if (isDone) return spared[name]?.includes(promise) ? states : [after]
  return name in inSteps ? states : [before, after]
}

/** What is answered to somebody who shows once more what was used up by a flow that failed. */
const spentBy: Readonly<Record<string, readonly string[]>> = {
  [usedUp]: ['code_expired'],
  [factorUsedUp]: ['code_wrong', 'factor_ticket_invalid'],
  [passkeyUsedUp]: ['passkey_wrong', 'factor_ticket_invalid'],
}

async function inject(name: string, fault: Fault, rehearsal: Rehearsal): Promise<void> {
  const { scene, run } = await prepare(name)
  const { core, inner } = scene
  const promise = rehearsal.asked[fault.at] ?? ''
  const label = `${promise} (${fault.at}) ${fault.mode}`
  scene.arm(fault)
  const outcome = await outcomeOf(run)
  const asked = scene.asked()
  scene.arm(null)
  expect(asked[fault.at], `${label}: was asked`).toBe(promise)
  expect([rehearsal.outcome, 'unavailable'], label).toContain(outcome)

  const isDone = outcome === rehearsal.outcome
  const state = await stateOf(inner)
  expect(statesAllowed(name, promise, rehearsal, isDone), label).toContainEqual(state)
  // What was said to be done holds in this process at once, and nobody was told of what is not.
  if (isDone) await expectDoors(scene, `${label}, at once`)
  await expectHeard(scene, label)

  await core.syncRevocations()
  await core.syncKeys()
  await expectDoors(scene, `${label}, after asking`)

  const first = rehearsal.states[0]?.data === state.data ? [rehearsal.outcome] : []
  const second = rehearsal.states.at(-1)?.data === state.data ? [rehearsal.again] : []
  const spent = spentBy[inSteps[name] ?? ''] ?? []
  const either = [rehearsal.outcome, rehearsal.again, ...spent]
  const again = await outcomeOf(run)
  expect([...first, ...second, ...(name in inSteps ? either : [])], `${label}, again`).toContain(
    again,
  )
  await scene.finish()
  await core.syncRevocations()
  const { data } = await stateOf(inner)
  const known = [rehearsal.states.at(-1), rehearsal.stateAgain].map((one) => one?.data)
  const steps = name in inSteps ? rehearsal.states.map((one) => one.data) : []
  expect([...known, ...steps], `${label}, again`).toContain(data)
  await expectDoors(scene, `${label}, again`)
  await expectRefreshes(scene, label)
  await core.close()
}

/** Listeners hear of what is kept, and once. */
async function expectHeard({ inner, heard }: Scene, label: string): Promise<void> {
  const query = { before: null, limit: 1000, userId: null, event: null, from: null, until: null }
  const kept = (await inner.listAudit(query)).map(({ id }) => id)
  expect(kept, label).toEqual(expect.arrayContaining(heard))
  expect(new Set(heard).size, label).toBe(heard.length)
}

/** A refresh token is good for exactly the sessions that are open. */
async function expectRefreshes(scene: Scene, label: string): Promise<void> {
  const { core, inner, doors } = scene
  for (const { name, refreshToken, sessionId } of doors) {
    if (refreshToken === null || sessionId === null) continue
    const session = await inner.findSession(sessionId)
    const isOpen = session !== null && session.endedAt === null
    const outcome = await outcomeOf(async () => void (await core.refresh(refreshToken)))
    if (!isOpen) expect(outcome, `${label}: refresh of "${name}"`).not.toBe('null')
  }
}

// Nothing is asked for in the background: what a flow asks for is all there is.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }))
afterEach(() => void vi.useRealTimers())

describe('A170 A173 a store that fails at any promise', () => {
  for (const name of Object.keys(flows)) {
    it(`${name}: as ever or unavailable, once or not at all, and works when asked again`, async () => {
      const rehearsal = await rehearse(name)
      expect(rehearsal.asked).not.toEqual([])
      const faults = rehearsal.asked.flatMap((_, at) =>
        modes.map((mode: Mode): Fault => ({ at, mode })),
      )
      await Promise.all(faults.map((fault) => inject(name, fault, rehearsal)))
    })
  }

  it('there is no promise that no flow asks for', async () => {
    const rehearsals = await Promise.all(Object.keys(flows).map(rehearse))
    const asked = new Set(rehearsals.flatMap((one) => one.asked))
    expect([...asked].sort()).toEqual([...promises].sort())
  })
})
