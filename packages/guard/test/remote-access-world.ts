import { type Core, createCore, type Store } from '@ztoken/core'
import { memoryStore } from '@ztoken/stores'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import type { FastifyInstance } from 'fastify'
import { createApp } from 'ztoken/server'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { createRemoteAuthenticator, type PermittingAuthenticator } from '../src/remote/index.ts'
import { permissionToken } from './remote-access-open.ts'
import { secret } from './remote-open.ts'

export const staleSeconds = 10

/** A login server, a service, and what is under way between them while time passes. */
export interface World {
  now: number
  readonly store: Store
  readonly core: Core
  readonly app: FastifyInstance
  readonly auth: PermittingAuthenticator
  readonly token: string
  /** When each version was committed: the role of everybody holds the permission of the last. */
  readonly history: number[]
  /** The version that no answer may fall behind. */
  floor: number
  /** Steps of questions under way, each of which waits to be let on. */
  readonly pending: (() => void)[]
  /** Questions that the login server works on. */
  working: number
  /** Nothing waits: for what is done before and after the schedule. */
  isDirect: boolean
  isCut: boolean
  /** What a broken promise is. */
  fault: string | null
}

export const permissionOf = (version: number): string => `article:edit${version}`

export async function openWorld(): Promise<World> {
  const start = Date.UTC(2026, 0, 1)
  const clock = (): number => world.now
  const world = {
    now: start,
    store: memoryStore({ clock }),
    history: [0],
    floor: 0,
    pending: [],
    working: 0,
    isDirect: true,
    isCut: false,
    fault: null,
  } as Omit<World, 'core' | 'app' | 'auth' | 'token'> as World
  const secrets = importSecrets(secret)
  const core = await createCore({
    secrets,
    issueFormat: encryptedFormat(secrets),
    // It hears of nothing that others write, as one that is slow to.
    store: { ...world.store, onChange: () => () => undefined },
    pollMilliseconds: 1e9,
    staleSeconds: 1e9,
    passwords: cheapHashes,
    accessTokenSeconds: 86_400,
    clock,
    monotonic: clock,
  })
  const app = await createApp(core, { feed: { permissionTokens: [permissionToken], clock } })
  await core.putRole({ name: 'editor', permissions: [permissionOf(0)] })
  const person = { phone: '13800138000', password: 'a long enough phrase' }
  const { user, accessToken: token } = await core.register(person)
  await core.updateManagedUser(user.id, { roles: ['editor'] })
  const auth = await createRemoteAuthenticator({
    secret,
    feedUrl: 'http://127.0.0.1:1/v1/revocations',
    feedToken: permissionToken,
    permissions: true,
    staleSeconds,
    fetch: fetchIn(world, app),
    clock,
    monotonic: clock,
    // Nothing in the background: only the schedule asks.
    timing: { poll: 1000, backOff: 600_000, longestBackOff: 600_000 },
    report: () => undefined,
  })
  return Object.assign(world, { core, app, auth, token, isDirect: false })
}

/** Each question goes to the application and comes back when it is let on; there are no streams. */
function fetchIn(world: World, app: FastifyInstance) {
  const onWay = async (): Promise<void> => {
    if (!world.isDirect) await new Promise<void>((resolve) => world.pending.push(resolve))
    if (world.isCut) throw new TypeError('fetch failed')
  }
  return async ({ pathname, search }: URL, { headers }: RequestInit): Promise<Response> => {
    const sent = headers as Record<string, string>
    if (sent.accept === 'text/event-stream') return new Response(null, { status: 503 })
    await onWay()
    world.working += 1
    const reply = await app.inject({ url: `${pathname}${search}`, headers: sent })
    world.working -= 1
    await onWay()
    return new Response(reply.body, { status: reply.statusCode })
  }
}

export async function closeWorld({ auth, app, core }: World): Promise<void> {
  auth.close()
  await app.close()
  await core.close()
}
