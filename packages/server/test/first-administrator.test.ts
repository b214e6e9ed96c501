import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Core, CoreOptions } from '@ztoken/core'
import { postgresStore } from '@ztoken/stores/postgres'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { importSecrets } from '@ztoken/token'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  createDatabase,
  type PostgresServer,
  startPostgres,
} from '../../stores/test/postgres-server.ts'
import { addPerson, password, sender } from './client.ts'
import { open, temporaryDirectory } from './open.ts'
import { place, printed, start } from './place.ts'

let postgres: PostgresServer

beforeAll(async () => {
  postgres = await startPostgres({ fsync: false })
}, 60_000)

afterAll(() => postgres.remove())

const phone = '13900139000'
const stranger = 'another-secret-of-32-bytes-or-more-xyz'

async function opened(options: Partial<CoreOptions> = {}) {
  const { app, core, clock } = await open(options)
  const send = sender(app)
  const setUp = (setupToken: string, body: object = {}, from = '192.0.2.1') =>
    send('POST', '/v1/setup', { body: { setup_token: setupToken, phone, password, ...body }, from })
  const check = (setupToken: string) =>
    send('POST', '/v1/setup/check', { body: { setup_token: setupToken } })
  return { app, core, clock, send, setUp, check }
}

async function setupTokenOf(core: Core): Promise<string> {
  return (await core.requestSetup())?.setupToken ?? ''
}

describe('the first administrator', () => {
  it('A260 signs in with the token and a password of their own; then no token holds any more', async () => {
    const { core, send, setUp, check } = await opened()
    const [token, other] = [await setupTokenOf(core), await setupTokenOf(core)]
    expect(token).toMatch(/^zs2\.[\w-]{12}\.[\w-]{43}\.\d+\.\d+\.[\w-]{43}$/)
    expect(other).not.toBe(token)
    // Asking whether it holds does not use it up.
    expect(await check(token)).toMatchObject({ status: 200, data: undefined })
    const { status, data, headers } = await setUp(token, { name: '张三', device: 'a browser' })
    expect(status).toBe(200)
    expect(data.user).toMatchObject({ phone: '+8613900139000', name: '张三', roles: ['admin'] })
    expect(data.session.device).toBe('a browser')
    expect(headers.pragma).toBe('no-cache')
    const all = await send('GET', '/v1/users', { token: data.access_token })
    expect(all.data.users).toHaveLength(1)
    const { items } = await core.searchAudit({ event: 'administrator_set_up' })
    expect(items).toMatchObject([
      { actorId: data.user.id, userId: data.user.id, address: '192.0.2.1', device: 'a browser' },
    ])
    for (const used of [token, other]) {
      const again = await setUp(used, { phone: '13900139001' })
      expect(again).toMatchObject({ status: 401, code: 4102, reason: 'setup_token_invalid' })
      expect(again.headers['www-authenticate']).toBe('Bearer')
      expect(await check(used)).toMatchObject({ status: 401, reason: 'setup_token_invalid' })
    }
    expect(await core.requestSetup()).toBeNull()
  })

  it('is nobody whom the rules for phones and passwords do not let in, and may try again', async () => {
    const { core, setUp } = await opened()
    const { phone: taken } = await addPerson(core)
    const token = await setupTokenOf(core)
    for (const [body, reason] of [
      [{ password: 'short' }, 'password_too_short'],
      [{ password: 'password123' }, 'password_common'],
      [{ phone: '138' }, 'phone_invalid'],
      [{ phone: taken }, 'phone_taken'],
      [{ roles: ['admin'] }, 'invalid_request'],
    ] as const) {
      expect((await setUp(token, body)).reason).toBe(reason)
    }
    expect((await setUp(token)).status).toBe(200)
  })

  it('A260 needs exactly a token of this server’s, within a day', async () => {
    const { core, clock, setUp, check } = await opened()
    const token = await setupTokenOf(core)
    const person = await addPerson(core)
    const { resetToken } = await core.requestPasswordReset(person.id)
    const foreign = await opened({ secrets: importSecrets(stranger) })
    for (const [n, wrong] of [
      '',
      'x',
      `${token}x`,
      token.slice(0, -1),
      token.replace('zs2', 'zp2'),
      token.replace(/(?<=\.)\d{10}(?=\.)/, (exp) => String(Number(exp) + 1)),
      resetToken,
      person.token,
      person.refreshToken,
      await setupTokenOf(foreign.core),
    ].entries()) {
      const { status, reason } = await setUp(wrong, {}, `192.0.2.${n}`)
      expect([status, reason], wrong).toEqual(
        wrong === '' ? [400, 'invalid_request'] : [401, 'setup_token_invalid'],
      )
      expect((await check(wrong)).reason, wrong).toBe(reason)
    }
    clock.advance(86_400)
    expect((await setUp(token)).reason).toBe('setup_token_invalid')
    expect((await check(token)).reason).toBe('setup_token_invalid')
    expect((await setUp(await setupTokenOf(core))).status).toBe(200)
  })

  it('is not asked for where somebody holds every permission, by whatever role', async () => {
    const { core, setUp, check } = await opened()
    const token = await setupTokenOf(core)
    const owner = await addPerson(core, ['*'])
    expect(await core.requestSetup()).toBeNull()
    expect((await setUp(token)).reason).toBe('setup_token_invalid')
    expect((await check(token)).reason).toBe('setup_token_invalid')
    await core.updateManagedUser(owner.id, { roles: [] })
    expect(await core.requestSetup()).not.toBeNull()
  })

  it('A060 guesses are limited by address', async () => {
    const { core, setUp } = await opened()
    const statuses = []
    for (let n = 0; n < 22; n += 1) statuses.push((await setUp('x')).status)
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 401), 429, 429])
    const token = await setupTokenOf(core)
    expect((await setUp(token)).headers['retry-after']).toBe('45')
    expect((await setUp(token, {}, '192.0.2.2')).status).toBe(200)
  })

  const databases = {
    SQLite: async () => {
      const file = join(temporaryDirectory(), 'shared.db')
      return () => sqliteStore(file)
    },
    PostgreSQL: async () => {
      const url = await createDatabase(postgres.url)
      return () => postgresStore(url)
    },
  }
  for (const [name, prepare] of Object.entries(databases)) {
    it(`A261 is one, however many servers are asked at once (${name})`, async () => {
      const openStore = await prepare()
      const servers = [
        await opened({ store: await openStore(), sharedLimits: true }),
        await opened({ store: await openStore(), sharedLimits: true }),
      ] as const
      const tokens = await Promise.all(servers.map(({ core }) => setupTokenOf(core)))
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          servers[n % 2 === 0 ? 0 : 1].setUp(
            tokens[n % 3 === 0 ? 0 : 1] ?? '',
            { phone: `139001390${String(n).padStart(2, '0')}` },
            `192.0.2.${n}`,
          ),
        ),
      )
      const reasons = answers.map(({ status, reason }) => (status === 200 ? 'made' : reason))
      expect(reasons.filter((reason) => reason === 'made')).toHaveLength(1)
      for (const reason of reasons) {
        expect(['made', 'conflict', 'setup_token_invalid']).toContain(reason)
      }
      const people = await servers[0].core.listUsers({ after: null, limit: 100 })
      expect(people.map(({ roles }) => roles)).toEqual([['admin']])
    })
  }
})

/** A command that runs on, and all that it prints. */
function running(line: string, variables: Record<string, string>) {
  const child = start(line, variables)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (piece) => {
      text += piece
    })
  }
  return {
    says: (words: RegExp) =>
      vi.waitFor(() => words.exec(text) ?? Promise.reject(new Error(text)), {
        timeout: 30_000,
        interval: 20,
      }),
    async stop(): Promise<string> {
      const ended = once(child, 'close')
      child.kill('SIGTERM')
      expect((await ended)[0]).toBe(0)
      return text
    },
  }
}

describe('ztoken serve', () => {
  const body = (setupToken: string) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ setup_token: setupToken, phone, password }),
  })

  for (const line of ['serve', 'serve --workers 2']) {
    it(`A260 A152 prints a link for the first administrator, which works once, and no more after that (${line})`, async () => {
      const { variables, run } = place({ ZTOKEN_PUBLIC_URL: 'https://login.example' })
      const first = running(line, variables)
      const [, token = ''] = await first.says(/^ {2}https:\/\/login\.example\/app\/welcome#(\S+)$/m)
      const [, url = ''] = await first.says(/listens on (\S+)/)
      const reply = await fetch(`${url}/v1/setup`, body(token))
      expect(reply.status).toBe(200)
      expect((await fetch(`${url}/v1/setup`, body(token))).status).toBe(401)
      // Nothing that was logged meanwhile names it.
      expect((await first.stop()).split(token)).toHaveLength(2)
      expect((await run(`user role ${phone}`)).out).toBe('admin')
      const second = running(line, variables)
      await second.says(/listens on (\S+)/)
      expect(await second.stop()).not.toContain('/app/welcome')
    }, 60_000)
  }

  it('so does ztoken dev, only where its demo people do not administer', async () => {
    const { variables } = place({ ZTOKEN_LOG_LEVEL: 'silent' })
    const alone = await printed(start('dev', variables), 'Ctrl+C 停止')
    expect(alone).not.toContain('/app/welcome')
    const { variables: open } = place({ ZTOKEN_LOG_LEVEL: 'silent', ZTOKEN_HOST: '0.0.0.0' })
    const everywhere = await printed(start('dev', open), 'Ctrl+C 停止')
    expect(everywhere).toMatch(/http:\/\/127\.0\.0\.1:\d+\/app\/welcome#zs2\./)
  })
})

describe('a database that ztoken dev has filled', () => {
  it('opens nothing to the administrator whose password everybody knows, once it is served', async () => {
    const { variables } = place({ ZTOKEN_LOG_LEVEL: 'silent' })
    const dev = start('dev', variables)
    await printed(dev, 'Ctrl+C 停止')
    await stopped(dev)
    const child = start('serve', variables)
    const text = await printed(child, 'listens on')
    expect(text).toContain('18612345678 is a demo person')
    const url = /listens on (\S+)/.exec(text)?.[1] as string
    const login = async (phone: string, password: string): Promise<number> =>
      (
        await fetch(`${url}/v1/login`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ phone, password }),
        })
      ).status
    expect(await login('18612345678', 'pass-word-2')).toBe(401)
    expect(await login('13800138000', 'pass-word-0')).toBe(200)
    await stopped(child)
    const again = await printed(start('serve', variables), 'listens on')
    expect(again).not.toContain('is a demo person')
  })
})

async function stopped(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  await once(child, 'exit')
}
