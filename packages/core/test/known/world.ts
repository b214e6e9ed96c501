import { memoryStore } from '@ztoken/stores'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import { type Core, createCore, type Store, ZtokenError } from '../../src/index.ts'
import { cheapHashes } from '../cheap-hashes.ts'
import { imported } from '../open.ts'

/** What is written over and over, each time with a value of its own. */
export type Fact = 'name' | 'permission'
export const facts: readonly Fact[] = ['name', 'permission']

/** A value as it was committed; the versions of a fact count from 0. */
interface Committed {
  readonly value: string
  readonly at: number
}

/** One database, the time that passes, and what is under way between it and the servers. */
export interface World {
  now: number
  /** How many values were made. */
  written: number
  readonly inner: Store
  readonly userId: string
  readonly history: Readonly<Record<Fact, Committed[]>>
  readonly servers: Server[]
  /** Steps of questions under way, each of which waits to be let on. */
  readonly pending: (() => void)[]
  /** Nothing waits: for what is done before and after the schedule. */
  isDirect: boolean
  /** What a broken promise is. */
  fault: string | null
}

export interface Server {
  readonly number: number
  core: Core
  life: number
  isCut: boolean
  /** How far its clock is ahead, in milliseconds. */
  skew: number
  /** Versions that its answers may not fall behind. */
  readonly floor: Record<Fact, number>
}

export function textOf(fact: Fact, number: number): string {
  return fact === 'name' ? `name ${number}` : `article:edit${number}`
}

export const staleSeconds = 10
export const role = 'editor'
const secrets = importSecrets('kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-test')

export async function openWorld(count: number): Promise<World> {
  const start = Date.UTC(2026, 0, 1)
  const clock = (): number => world.now
  const first = (fact: Fact): Committed[] => [{ value: textOf(fact, 0), at: 0 }]
  const history = { name: first('name'), permission: first('permission') }
  const world: World = {
    now: start,
    written: 0,
    inner: memoryStore({ clock }),
    userId: 'u',
    history,
    servers: [],
    pending: [],
    isDirect: true,
    fault: null,
  }
  for (let number = 0; number < count; number += 1) {
    const floor = { name: 0, permission: 0 }
    const server = { number, life: 0, isCut: false, skew: 0, floor } as Omit<Server, 'core'>
    world.servers.push(Object.assign(server, { core: await openCore(world, server as Server) }))
  }
  const { core } = world.servers[0] as Server
  await core.putRole({ name: role, permissions: [textOf('permission', 0)] })
  const person = { ...imported('u'), name: textOf('name', 0) }
  await core.createImport({ dryRun: false }).add(person)
  await core.updateManagedUser('u', { roles: [role] })
  world.isDirect = false
  return world
}

/** A process that was killed and comes back remembers nothing. */
export async function restart(world: World, server: Server): Promise<void> {
  const { core: dead } = server
  server.life += 1
  server.isCut = false
  world.isDirect = true
  server.core = await openCore(world, server)
  await dead.close()
  world.isDirect = false
}

async function openCore(world: World, server: Server): Promise<Core> {
  return createCore({
    store: storeBetween(world, server),
    secrets,
    issueFormat: encryptedFormat(secrets),
    clock: () => world.now + server.skew,
    monotonic: () => world.now,
    passwords: cheapHashes,
    staleSeconds,
    pollMilliseconds: 1e9,
    storeTimeoutMilliseconds: 1e9,
    report: () => undefined,
  })
}

/** The database as one server sees it: each question goes there and comes back when it is let on. */
function storeBetween(world: World, server: Server): Store {
  const { life } = server
  const { inner } = world
  const onWay = async (): Promise<void> => {
    if (!world.isDirect) await new Promise<void>((resolve) => world.pending.push(resolve))
    // Nobody is there any more to hear.
    if (server.life !== life) await new Promise(() => undefined)
    if (server.isCut) throw new ZtokenError('unavailable')
  }
  const store: Record<string, unknown> = { ...inner }
  for (const [name, ask] of Object.entries(inner)) {
    if (name === 'onChange' || name === 'close') continue
    store[name] = async (...about: unknown[]) => {
      await onWay()
      const answer = await (ask as (...about: unknown[]) => unknown)(...about)
      noteCommit(world, name, about)
      await onWay()
      return answer
    }
  }
  store.onChange = () => () => undefined
  store.close = async () => undefined
  return store as unknown as Store
}

function noteCommit({ history, now }: World, name: string, about: readonly unknown[]): void {
  if (name === 'changeAccount') {
    const { name: value } = about[1] as { name?: string }
    if (value !== undefined) history.name.push({ value, at: now })
  } else if (name === 'putRole') {
    const [value = ''] = (about[0] as { permissions: string[] }).permissions
    history.permission.push({ value, at: now })
  }
}
