import {
  type Fact,
  facts,
  restart,
  role,
  type Server,
  staleSeconds,
  textOf,
  type World,
} from './world.ts'

/** Does one step of a schedule; what it begins may be answered many steps later. */
export async function step(world: World, choice: number): Promise<void> {
  const server = world.servers[choice % world.servers.length] as Server
  const rest = Math.floor(choice / world.servers.length)
  const fact = facts[rest % facts.length] as Fact
  const amount = Math.floor(rest / 100)
  const action = rest % 100
  if (action < 48) letOn(world, amount)
  else if (action < 64) void read(world, server, fact)
  else if (action < 68) void write(world, server, fact)
  else if (action < 75) await writeByHand(world, fact)
  else if (action < 87) void sync(world, server)
  else if (action < 92) world.now += 1000 * (amount % 15)
  else if (action < 94) await passWithoutHearing(world, 1000 * (200 + (amount % 600)))
  else if (action < 96) server.isCut = !server.isCut
  else if (action < 99) server.skew += 1000 * ((amount % 400) - 200)
  else await restart(world, server)
  await settled()
}

/** Everything answers, and everybody knows what is true. */
export async function finish(world: World): Promise<void> {
  for (const server of world.servers) server.isCut = false
  while (world.pending.length > 0) {
    letOn(world, 0)
    await settled()
  }
  world.isDirect = true
  for (const server of world.servers) {
    await sync(world, server)
    for (const fact of facts) await read(world, server, fact)
  }
}

function letOn({ pending }: World, amount: number): void {
  const [resolve] = pending.splice(amount % Math.max(pending.length, 1), 1)
  resolve?.()
}

/** What was begun has come as far as it comes without being let on. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

async function write(world: World, server: Server, fact: Fact): Promise<void> {
  const { core, life, floor } = server
  world.written += 1
  const value = textOf(fact, world.written)
  try {
    if (fact === 'name') await core.updateManagedUser(world.userId, { name: value })
    else await core.putRole({ name: role, permissions: [value] })
  } catch {
    return
  }
  // What was acknowledged here is seen here.
  if (server.life === life) raise(floor, fact, versionOf(world, fact, value))
}

/** As an operator does, or a program of somebody else. */
async function writeByHand(world: World, fact: Fact): Promise<void> {
  world.written += 1
  const value = textOf(fact, world.written)
  if (fact === 'name') await world.inner.changeAccount(world.userId, { name: value })
  else await world.inner.putRole({ name: role, permissions: [value] })
  world.history[fact].push({ value, at: world.now })
}

/** So long that what was to be heard may have been swept. */
async function passWithoutHearing(world: World, milliseconds: number): Promise<void> {
  world.now += milliseconds
  await world.inner.sweepRevocations(Math.floor(world.now / 1000))
}

async function sync(world: World, { core, floor }: Server): Promise<void> {
  const committed = facts.map((fact) => [fact, world.history[fact].length - 1] as const)
  try {
    await core.syncRevocations()
  } catch {
    return
  }
  for (const [fact, version] of committed) raise(floor, fact, version)
}

async function read(world: World, { number, core, floor }: Server, fact: Fact): Promise<void> {
  const { userId, history } = world
  const least = Math.max(floor[fact], knownBefore(world, fact, world.now - staleSeconds * 1000))
  let value: string
  try {
    const caller = { userId } as never
    if (fact === 'name')
      value = String((core.peekUser(caller) ?? (await core.requireUser(caller))).name)
    else value = String((await core.permissionsOf({ userId, sessionId: 's' }))[0])
  } catch {
    return
  }
  const version = versionOf(world, fact, value)
  if (version < least || version > history[fact].length - 1) {
    world.fault ??= `server ${number} answered version ${version} of ${fact} where it may not be before ${least}`
  }
  // Whoever asks after this answer has to be told as much.
  raise(floor, fact, version)
}

/** The version that held just before a moment. */
function knownBefore({ history }: World, fact: Fact, moment: number): number {
  return history[fact].findLastIndex(({ at }) => at < moment)
}

function versionOf({ history }: World, fact: Fact, value: string): number {
  return history[fact].findLastIndex((one) => one.value === value)
}

function raise(floor: Record<Fact, number>, fact: Fact, version: number): void {
  floor[fact] = Math.max(floor[fact], version)
}
