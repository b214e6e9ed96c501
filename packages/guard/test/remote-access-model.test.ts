import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  closeWorld,
  openWorld,
  permissionOf,
  staleSeconds,
  type World,
} from './remote-access-world.ts'

const schedules = Number(process.env.SCHEDULES ?? 40)
// Looking for the shortest schedule takes minutes: with a seed that is known.
const found =
  process.env.SEED === undefined ? { endOnFailure: true } : { seed: Number(process.env.SEED) }

it('no permission is older in another service than it may be, whatever is slow, cut off or swept', async () => {
  const schedule = fc.array(fc.nat(1_000_000), { minLength: 200, maxLength: 800, size: 'max' })
  await fc.assert(
    fc.asyncProperty(schedule, async (choices) => {
      const world = await openWorld()
      try {
        for (const choice of choices) {
          await step(world, choice)
          if (world.fault !== null) break
        }
        if (world.fault === null) await finish(world)
        expect(world.fault).toBe(null)
      } finally {
        world.isDirect = true
        for (const letOn of world.pending.splice(0)) letOn()
        await closeWorld(world)
      }
    }),
    { numRuns: schedules, ...found },
  )
}, 300_000)

async function step(world: World, choice: number): Promise<void> {
  const action = choice % 100
  const amount = Math.floor(choice / 100)
  // So that a pause after a failure is over some steps later.
  world.now += 100
  if (action < 52) letOn(world, amount)
  else if (action < 72) void read(world, Math.max(0, last(world) - (amount % 2)))
  else if (action < 80) await write(world)
  else if (action < 92) void sync(world)
  else if (action < 94) world.now += 1000 * (amount % 15)
  else if (action < 97) await passWithoutHearing(world, 1000 * (300 + (amount % 600)))
  else world.isCut = action === 97
  await settled(world)
}

/** Everything answers, and what is true is known. */
async function finish(world: World): Promise<void> {
  world.isCut = false
  world.isDirect = true
  for (const letOn of world.pending.splice(0)) letOn()
  await settled(world)
  // Beyond the pause after a failure.
  world.now += 2000
  await sync(world)
  await read(world, last(world))
  for (let version = 0; version < last(world); version += 1) await read(world, version)
}

const last = ({ history }: World): number => history.length - 1

function letOn({ pending }: World, amount: number): void {
  const [resolve] = pending.splice(amount % Math.max(pending.length, 1), 1)
  resolve?.()
}

/** What was begun has come as far as it comes without being let on. */
async function settled(world: World): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve))
  while (world.working > 0)
  await new Promise((resolve) => setImmediate(resolve))
}

async function write(world: World): Promise<void> {
  const version = world.history.length
  // Another server does so, or an operator by hand.
  await world.store.putRole({ name: 'editor', permissions: [permissionOf(version)] })
  world.history.push(world.now)
}

/** So long that what was to be heard may have been swept. */
async function passWithoutHearing(world: World, milliseconds: number): Promise<void> {
  world.now += milliseconds
  await world.store.sweepRevocations(Math.floor(world.now / 1000))
}

async function sync(world: World): Promise<void> {
  const committed = last(world)
  const isThrough = await world.auth.authenticateAsking?.(world.token).catch(() => null)
  if (isThrough) world.floor = Math.max(world.floor, committed)
}

async function read(world: World, version: number): Promise<void> {
  const moment = world.now - staleSeconds * 1000
  const knownBefore = world.history.findLastIndex((at) => at < moment)
  const least = Math.max(world.floor, knownBefore)
  const newest = last(world)
  const caller = world.auth.authenticate(world.token)
  const refusal = await world.auth.requirePermission(caller, permissionOf(version)).then(
    () => null,
    (error) => (error as { code: string }).code,
  )
  if (refusal === null && version < least) {
    world.fault ??= `version ${version} held where it may not be before ${least}`
  }
  if (refusal === 'permission_denied' && version === newest && newest === last(world)) {
    world.fault ??= `version ${version} was refused, and nothing had replaced it`
  }
  // Whoever asks after this answer has to be told as much.
  if (refusal === null) world.floor = Math.max(world.floor, version)
}
