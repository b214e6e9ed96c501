import { renameSync, rmSync } from 'node:fs'
import { createCore } from '@ztoken/core'
import { createRemoteAuthenticator } from '@ztoken/guard/remote'
import { postgresStore } from '@ztoken/stores/postgres'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { openEngine } from '../../stores/src/sqlite/engine.ts'
import { createDatabase, onServer, startPostgres } from '../../stores/test/postgres-server.ts'
import { type Answer, createAsk } from './kill/client.ts'
import { type ServerProcess, startServer } from './kill/server-process.ts'
import { secret } from './open.ts'
import { place } from './place.ts'

const password = 'a long enough phrase'
const [loggedOut, banned, refreshed, newcomer] = [
  '13800000001',
  '13800000002',
  '13800000003',
  '13800000004',
]
const feedToken = 'feed-token-of-32-characters-or-so'

interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
}

async function answered(answer: Promise<Answer | null>): Promise<Answer> {
  const given = await answer
  if (given === null) throw new Error('no answer')
  return given
}

function client({ url }: ServerProcess) {
  const ask = createAsk(url)
  const tokens = async (path: string, phone: string): Promise<Tokens> =>
    (await answered(ask('POST', path, { body: { phone, password } }))).data as unknown as Tokens
  return {
    register: (phone: string) => tokens('/v1/register', phone),
    signIn: (phone: string) => tokens('/v1/login', phone),
    refresh: (body: object) => answered(ask('POST', '/v1/refresh', { body })),
    logout: (token: string) => answered(ask('POST', '/v1/logout', { token })),
    caller: (token: string) => answered(ask('GET', '/v1/caller', { token })),
  }
}

describe('S28 a database restored from a backup', () => {
  it('after one command nothing from before it opens anything, here or in another service', async () => {
    const { run, variables } = place()
    const file = variables.ZTOKEN_DATABASE_URL.slice('sqlite:'.length)
    const serving = (port = '0') =>
      startServer({ ...variables, ZTOKEN_PORT: port, ZTOKEN_FEED_TOKENS: feedToken })
    let server = await serving()
    onTestFinished(async () => void (await server.stop()))
    const before = client(server)
    const one = await before.register(loggedOut)
    const two = await before.register(banned)
    const three = await before.register(refreshed)
    const guard = await createRemoteAuthenticator({
      secret,
      feedUrl: `${server.url}/v1/revocations`,
      feedToken,
      timing: { poll: 20, backOff: 20, longestBackOff: 50 },
      report: () => undefined,
    })
    onTestFinished(() => guard.close())

    const engine = await openEngine(file)
    engine.prepare('VACUUM INTO ?').run(`${file}.backup`)
    engine.close()

    await before.logout(one.access_token)
    expect((await run(`user ban ${banned}`)).status).toBe(0)
    const { data } = await before.refresh({ refresh_token: three.refresh_token })
    const after = data as unknown as Tokens
    const unknown = await before.register(newcomer)
    for (let n = 0; n < 20; n += 1) {
      await before.logout((await before.signIn(refreshed)).access_token)
    }
    await vi.waitFor(() => expect(guard.revocationState().entries).toBeGreaterThan(20))

    await server.stop()
    renameSync(`${file}.backup`, file)
    for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
    const { status, out } = await run('sessions end --all')
    expect([status, out]).toEqual([0, expect.stringMatching(/^ended 3 sessions; tokens issued/)])
    server = await serving(new URL(server.url).port)
    const now = client(server)

    const all = [one, two, three, after, unknown]
    for (const { access_token, refresh_token } of all) {
      expect((await now.caller(access_token)).status).toBe(401)
      expect((await now.refresh({ refresh_token })).status).toBe(401)
    }
    await vi.waitFor(() => {
      for (const { access_token } of all) {
        expect(() => guard.authenticate(access_token)).toThrow(/.+/)
      }
    })
    const fresh = await now.signIn(loggedOut)
    expect((await now.caller(fresh.access_token)).status).toBe(200)
    expect((await now.refresh({ refresh_token: fresh.refresh_token })).status).toBe(200)
    expect(guard.authenticate(fresh.access_token)).toHaveProperty('userId')
    // What was done after the backup is gone: a ban has to be put on again.
    expect(await now.signIn(banned)).toHaveProperty('access_token')
    const audit = await run('audit --event session_ended --json --limit 1')
    expect(JSON.parse(audit.out)).toMatchObject({ detail: { which: 'everybody' }, actor_id: null })
  }, 60_000)

  it('on PostgreSQL too, on a server that runs, with links that were given out', async () => {
    const postgres = await startPostgres({ fsync: false })
    onTestFinished(() => postgres.remove())
    const url = await createDatabase(postgres.url)
    const secrets = importSecrets(secret)
    const opened = async (from: string) =>
      createCore({
        store: await postgresStore(from),
        secrets,
        issueFormat: encryptedFormat(secrets),
        passwords: cheapHashes,
      })
    const old = await opened(url)
    const person = { phone: loggedOut, password }
    const grant = await old.register(person)
    await old.close()

    const backup = new URL(url)
    backup.pathname = `${backup.pathname}_backup`
    const names = [backup.pathname.slice(1), new URL(url).pathname.slice(1)]
    await onServer(postgres.url, (client) =>
      client.query(`CREATE DATABASE ${names[0]} TEMPLATE ${names[1]}`),
    )
    const lost = await opened(url)
    await lost.kickOut(grant.user.id)
    const unknown = await lost.login(person)
    const { resetToken } = await lost.requestPasswordReset(grant.user.id)
    await lost.close()

    const running = await opened(backup.href)
    const operator = await opened(backup.href)
    for (const core of [running, operator]) onTestFinished(() => core.close())
    expect(running.authenticate(grant.accessToken)).toHaveProperty('userId')
    expect(running.authenticate(unknown.accessToken)).toHaveProperty('userId')
    const { sessions, before } = await operator.endEverything()
    expect(sessions).toBe(1)
    const second = (before + 1) * 1000
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThanOrEqual(second), { timeout: 5000 })
    await vi.waitFor(() => {
      for (const { accessToken } of [grant, unknown]) {
        expect(() => running.authenticate(accessToken)).toThrow(
          expect.objectContaining({ code: 'kicked_out' }),
        )
      }
    })
    await expect(running.refresh(grant.refreshToken)).rejects.toMatchObject({ code: 'kicked_out' })
    await expect(running.refresh(unknown.refreshToken)).rejects.toMatchObject({
      code: 'token_invalid',
    })
    await expect(running.resetPassword(resetToken, 'another phrase')).rejects.toMatchObject({
      code: 'reset_token_invalid',
    })
    const fresh = await running.login(person)
    expect(operator.authenticate(fresh.accessToken)).toHaveProperty('userId')
    const again = await running.requestPasswordReset(grant.user.id)
    await running.resetPassword(again.resetToken, 'another phrase')
  }, 60_000)

  it('since a moment: what was issued before it goes on', async () => {
    const { run } = place()
    await run('user add 13800138000', password)
    const old = (await run('token issue 13800138000')).out
    const holds = async (token: string) => (await run(['token', 'verify', token])).status === 0
    const second = Math.floor(Date.now() / 1000) + 1
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThanOrEqual(second * 1000), 2000)
    const stolen = (await run('token issue 13800138000')).out
    const since = new Date(second * 1000).toISOString()
    const { status, out } = await run(['sessions', 'end', '--since', since])
    expect([status, out]).toEqual([0, expect.stringMatching(/^ended 1 sessions/)])
    expect([await holds(old), await holds(stolen)]).toEqual([true, false])
    expect(await holds((await run('token issue 13800138000')).out)).toBe(true)
  })

  it('says what is missing, and ends nothing then', async () => {
    const { run } = place()
    await run('user add 13800138000', password)
    const token = (await run('token issue 13800138000')).out
    for (const line of [
      'sessions end',
      'sessions end --all --since 2020-01-01',
      'sessions end --since yesterday',
      'sessions end --since 2999-01-01',
    ]) {
      const { status, err } = await run(line)
      expect([status, err], line).toEqual([1, expect.stringMatching(/--since/)])
    }
    expect((await run(['token', 'verify', token])).status).toBe(0)
  })
})
