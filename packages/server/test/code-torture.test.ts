import { join } from 'node:path'
import { type Core, createCore, type Store } from '@ztoken/core'
import { postgresStore } from '@ztoken/stores/postgres'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import { describe, expect, it, onTestFinished } from 'vitest'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { otherThan } from '../../core/test/inbox.ts'
import {
  createDatabase,
  type PostgresServer,
  startPostgres,
} from '../../stores/test/postgres-server.ts'
import { secret, temporaryDirectory } from './open.ts'

const phone = '13800138000'
const login = { purpose: 'login', phone } as const
const secrets = importSecrets(secret)

interface Servers {
  readonly cores: readonly [Core, Core, Core]
  /** To whom something was sent, and which code. */
  readonly sent: readonly { readonly to: string; readonly code: string }[]
  readonly postgres: PostgresServer | null
}

/** Three servers on one database, each with its own connections. */
async function threeServers(openStore: () => Promise<Store>): Promise<Omit<Servers, 'postgres'>> {
  const sent: { to: string; code: string }[] = []
  const open = async (): Promise<Core> => {
    const core = await createCore({
      secrets,
      issueFormat: encryptedFormat(secrets),
      passwords: cheapHashes,
      sharedLimits: true,
      report: () => undefined,
      senders: { sms: async ({ to, code }) => void sent.push({ to, code }) },
      store: await openStore(),
    })
    onTestFinished(() => core.close().catch(() => undefined))
    return core
  }
  return { cores: [await open(), await open(), await open()], sent }
}

async function onPostgres(): Promise<Servers> {
  const postgres = await startPostgres({ fsync: false })
  onTestFinished(() => postgres.remove())
  const url = await createDatabase(postgres.url)
  return { ...(await threeServers(() => postgresStore(url))), postgres }
}

async function onSqlite(): Promise<Servers> {
  const file = join(temporaryDirectory(), 'app.db')
  return { ...(await threeServers(() => sqliteStore(file))), postgres: null }
}

/** So many at once, spread over the servers: how each went. */
async function atOnce(
  { cores }: Pick<Servers, 'cores'>,
  count: number,
  ask: (core: Core, n: number) => Promise<unknown>,
): Promise<readonly string[]> {
  return Promise.all(
    Array.from({ length: count }, (_, n) =>
      ask(cores[n % 3] as Core, n).then(
        () => 'done',
        (error) => String(error.code ?? error),
      ),
    ),
  )
}

function counted(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const one of outcomes) counts[one] = (counts[one] ?? 0) + 1
  return counts
}

/** All that was asked for has gone out. */
async function settled({ cores, sent }: Servers, count: number): Promise<number> {
  const started = (): number => cores.reduce((all, core) => all + core.work().codes.sms.sent, 0)
  await expect.poll(started, { timeout: 20_000 }).toBeGreaterThanOrEqual(count)
  return sent.length
}

const soon = { interval: 1, timeout: 20_000 }
const numbered = (n: number): string => `139${String(n).padStart(8, '0')}`

describe.each([
  ['three servers on PostgreSQL', onPostgres],
  ['three processes on SQLite', onSqlite],
])('%s', (_name, open) => {
  it('A157 A309 of two hundred guesses at once five are looked at, and one right one counts', async () => {
    const servers = await open()
    const { challengeId } = await servers.cores[0].requestCode(login)
    await settled(servers, 1)
    const code = servers.sent[0]?.code ?? ''
    const guesses = await atOnce(servers, 200, (core, n) =>
      core.loginWithCode(
        { phone, challengeId, code: otherThan(code, n + 1) },
        { address: '192.0.2.1' },
      ),
    )
    expect(counted(guesses).code_wrong).toBe(5)
    expect(counted(guesses).done).toBeUndefined()
    const other = numbered(1)
    const next = await servers.cores[1].requestCode({ ...login, phone: other })
    await settled(servers, 2)
    const right = { phone: other, challengeId: next.challengeId, code: servers.sent[1]?.code ?? '' }
    const all = await atOnce(servers, 50, (core) => core.loginWithCode(right))
    expect(counted(all).done).toBe(1)
  })

  it('A301 A303 of a thousand sends at once as many go out as the bounds say', async () => {
    const servers = await open()
    const same = await atOnce(servers, 1000, (core, n) =>
      core.requestCode(login, `192.0.2.${n % 250}`),
    )
    expect(counted(same)).toEqual({ done: 1, too_many_requests: 999 })
    const network = await atOnce(servers, 300, (core, n) =>
      core.requestCode({ ...login, phone: numbered(n) }, `2001:db8::${n.toString(16)}`),
    )
    expect(counted(network).done).toBe(20)
    expect(await settled(servers, 21)).toBe(21)
  })
})

describe('a database that is gone in the middle (attack A305)', () => {
  it('sends nothing that was not counted', async () => {
    const servers = await onPostgres()
    const asking = atOnce(servers, 300, (core, n) =>
      core.requestCode({ ...login, phone: numbered(n) }, `192.0.2.${n % 250}`),
    )
    await expect.poll(() => servers.sent.length, soon).toBeGreaterThan(0)
    await servers.postgres?.kill()
    const outcomes = counted(await asking)
    expect(outcomes.done ?? 0).toBeLessThan(300)
    await Promise.all(servers.cores.map((core) => core.close()))
    // What was acknowledged was sent, and nothing else.
    expect(servers.sent.length).toBe(outcomes.done ?? 0)
  })
})
