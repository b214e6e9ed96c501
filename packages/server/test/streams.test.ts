import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createCore } from '@ztoken/core'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { AppOptions } from '../src/server.ts'
import { addPerson, type Person } from './client.ts'
import { type Following, follow } from './follow.ts'
import { open, secret, temporaryDirectory } from './open.ts'

const feedToken = 'feed-token-of-32-characters-or-so'
const paths = { feed: '/v1/revocations', session: '/v1/me/session/events' } as const
type Stream = keyof typeof paths

/** Two servers on one file; streams are opened at the first. Heartbeats are too late to help. */
async function opened(options: AppOptions = {}) {
  const file = join(temporaryDirectory(), 'shared.db')
  const heartbeatMilliseconds = 600_000
  const { app, core } = await open(
    { store: await sqliteStore(file), clock: Date.now, monotonic: () => performance.now() },
    {
      ...options,
      feed: { tokens: [feedToken], heartbeatMilliseconds, ...options.feed },
      sessionEvents: { heartbeatMilliseconds, ...options.sessionEvents },
    },
  )
  const secrets = importSecrets(secret)
  const store = await sqliteStore(file)
  const elsewhere = await createCore({ secrets, issueFormat: encryptedFormat(secrets), store })
  onTestFinished(() => elsewhere.close())
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const watch = (stream: Stream, token: string): Promise<Following> =>
    follow(`http://127.0.0.1:${port}${paths[stream]}`, { authorization: `Bearer ${token}` })
  return { core, elsewhere, watch }
}

async function ended({ next }: Following): Promise<boolean> {
  for (let event = await next(); event !== null; event = await next());
  return true
}

type Cores = Awaited<ReturnType<typeof opened>>
type Taking = (core: Cores['core'], person: Person) => Promise<unknown>
const roleOf = async (core: Cores['core'], { id }: Person): Promise<string> =>
  (await core.findUser(id))?.roles[0] as string

/** Everything that takes the right to a stream away, and from which streams. */
const takings: Readonly<
  Record<string, { readonly from: readonly Stream[]; readonly take: Taking }>
> = {
  'the permission is taken from the role': {
    from: ['feed'],
    take: async (core, person) =>
      core.putRole({ name: await roleOf(core, person), permissions: ['user:read'] }),
  },
  'the role is taken from the user': {
    from: ['feed'],
    take: (core, { id }) => core.updateManagedUser(id, { roles: [] }),
  },
  'the role is deleted': {
    from: ['feed'],
    take: async (core, person) => core.deleteRole(await roleOf(core, person)),
  },
  'the user is banned': { from: ['feed', 'session'], take: (core, { id }) => core.ban(id) },
  'the user is kicked out': { from: ['feed', 'session'], take: (core, { id }) => core.kickOut(id) },
  'the session ends': { from: ['feed', 'session'], take: (core, { token }) => core.logout(token) },
  'the password changes': {
    from: ['feed', 'session'],
    take: (core, { id }) => core.setPassword(id, 'some other long phrase'),
  },
  'the account is deleted': {
    from: ['feed', 'session'],
    take: (core, { id }) => core.deleteAccount(id),
  },
}

describe('S20 a stream ends at once with the right to it', () => {
  const cases = Object.entries(takings).flatMap(([name, { from, take }]) =>
    from.flatMap((stream) => ['core', 'elsewhere'].map((where) => ({ name, stream, where, take }))),
  )

  it.each(cases)('the $stream when $name ($where)', { timeout: 5000 }, async (given) => {
    const { stream, where, take } = given
    const cores = await opened()
    const person = await addPerson(cores.core, ['revocation:read'])
    const bystander = await addPerson(cores.core, ['revocation:read'])
    const following = await cores.watch(stream, person.token)
    const other = await cores.watch(stream, bystander.token)
    expect(await following.next()).not.toBeNull()
    expect(await other.next()).not.toBeNull()
    await take(cores[where as 'core'], person)
    expect(await ended(following)).toBe(true)
    await cores.core.logout(bystander.token)
    expect(await other.next()).not.toBeNull()
    await ended(other)
  })
})

describe('S19 no account takes the streams of all the others', () => {
  for (const stream of Object.keys(paths) as Stream[]) {
    it(`${stream}: three accounts with as many as they like leave room for the rest`, async () => {
      const limits = { maximumStreams: 20 }
      const { core, watch } = await opened({ feed: limits, sessionEvents: limits })
      const rich = await Promise.all([1, 2, 3].map(() => addPerson(core, ['revocation:read'])))
      for (const { token } of rich) for (let n = 0; n < 12; n += 1) await watch(stream, token)
      for (let n = 0; n < 14; n += 1) {
        const { token } = await addPerson(core, ['revocation:read'])
        expect((await watch(stream, token)).reply.status).toBe(200)
      }
    })

    it(`${stream}: where all places are taken whoever has the most gives one up`, async () => {
      const limits = { maximumStreams: 4, streamsPerUser: 4 }
      const { core, watch } = await opened({ feed: limits, sessionEvents: limits })
      const rich = await addPerson(core, ['revocation:read'])
      const first = await watch(stream, rich.token)
      for (let n = 0; n < 3; n += 1) await watch(stream, rich.token)
      for (let n = 0; n < 3; n += 1) {
        const { token } = await addPerson(core, ['revocation:read'])
        expect((await watch(stream, token)).reply.status).toBe(200)
      }
      expect(await ended(first)).toBe(true)
      // Now everybody has one.
      const { token } = await addPerson(core, ['revocation:read'])
      expect((await watch(stream, token)).reply.status).toBe(503)
    })
  }
})
