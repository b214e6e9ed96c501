import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { ZtokenError } from '@ztoken/contract'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { createDatabase, onServer } from '../../stores/test/postgres-server.ts'
import { explainListening } from '../src/cli/listen-words.ts'
import { wordsFor } from '../src/cli/words.ts'
import { secret, temporaryDirectory } from './open.ts'
import { place } from './place.ts'
import { program } from './program.ts'

/** Of a stack, of the client's words, and of what only the source of somebody else explains. */
const noWords = /\n\s+at |Temporarily|aclcheck|auth_failed|InitPostgres|syscall|^\{/m

async function listener(): Promise<number> {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

describe('a server that cannot listen says why and what to do', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['an address of another machine', { ZTOKEN_HOST: '192.0.2.1' }, /no address of this machine/],
    ['a name that nobody knows', { ZTOKEN_HOST: 'nobody.invalid' }, /leads to no address here/],
    [
      'a socket in no folder',
      { ZTOKEN_HOST: '/nowhere/at/all.sock' },
      /its folder has to be there/,
    ],
  ])('%s', async (_, variables, words) => {
    for (const command of ['serve', 'dev']) {
      const { status, out, err } = await place({ ZTOKEN_LOG_LEVEL: 'warn', ...variables }).run(
        command,
      )
      expect([status, out]).toEqual([1, ''])
      expect(err).toMatch(words)
      expect(err).not.toMatch(noWords)
    }
  })

  it('a port that is taken', async () => {
    const port = await listener()
    for (const command of ['serve', 'dev']) {
      const { status, err } = await place({ ZTOKEN_PORT: String(port) }).run(command)
      expect(status).toBe(1)
      expect(err).toContain(`another program listens on port ${port} already`)
      expect(err).toContain(`ZTOKEN_PORT=${port + 1}`)
      expect(err).not.toMatch(noWords)
    }
  })

  it('a port that is root’s, and one that something else forbids', () => {
    const denied = Object.assign(new Error('listen EACCES'), { code: 'EACCES' })
    const said = (port: number): string => wordsFor(explainListening({ host: '::', port }, denied))
    expect(said(80)).toMatch(/port 80 is below 1024.*ZTOKEN_PORT=8080/)
    expect(said(5000)).toContain('may not listen on port 5000')
  })
})

describe('PostgreSQL that cannot be used is said so, and what to do', () => {
  const changed = (url: string, change: object): string => Object.assign(new URL(url), change).href

  it.each<[string, (url: string, taken: number) => string, RegExp]>([
    ['a wrong password', (url) => changed(url, { password: 'canary' }), /28P01.*user and password/],
    [
      'a user that is not there',
      (url) => changed(url, { username: 'canary' }),
      /user and password/,
    ],
    ['no such database', (url) => changed(url, { pathname: '/canary' }), /3D000.*createdb/],
    ['nobody there', (url) => changed(url, { port: '1' }), /ECONNREFUSED.*is it running/],
    [
      'no such host',
      (url) => changed(url, { hostname: 'nobody.invalid' }),
      /(?:ENOTFOUND|EAI_AGAIN).*spelled right/,
    ],
    ['no socket', () => 'postgres:///x?host=/nowhere', /ENOENT.*no such socket/],
    ['no TLS', (url) => `${url}?sslmode=require`, /no TLS: sslmode=disable/],
    [
      'no such certificate',
      (url) => `${url}?sslrootcert=/nowhere`,
      /sslrootcert that names no file/,
    ],
    [
      'something else',
      (url, taken) => changed(url, { port: String(taken) }),
      /own log says more|is it/,
    ],
  ])('%s', async (_, urlOf, words) => {
    const url = urlOf(inject('postgresUrl'), await listener())
    for (const command of ['user list', 'migrate']) {
      const { status, out, err } = await place({ ZTOKEN_DATABASE_URL: url }).run(command)
      expect([status, out]).toEqual([1, ''])
      expect(err).toMatch(words)
      expect(err).not.toMatch(noWords)
      expect(err).not.toContain('canary')
    }
  })

  it('a user without rights, before there are tables and after', async () => {
    const url = await createDatabase(inject('postgresUrl'))
    const name = `poor_${new URL(url).pathname.slice(1)}`
    await onServer(url, async (client) => {
      await client.query(`CREATE ROLE ${name} LOGIN PASSWORD 'pw'`)
      await client.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC')
    })
    const theirs = changed(url, { username: name, password: 'pw' })
    const poor = place({ ZTOKEN_DATABASE_URL: theirs })
    expect(await poor.run('user list')).toMatchObject({
      status: 1,
      err: expect.stringContaining('GRANT CREATE'),
    })
    await place({ ZTOKEN_DATABASE_URL: url }).run('migrate')
    const { status, err } = await poor.run('user list')
    expect(status).toBe(1)
    expect(err).toContain('SELECT, INSERT, UPDATE, DELETE ON ALL TABLES')
    // Closed later: what no question at the start has seen.
    await onServer(url, async (client) => {
      await client.query(
        `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${name}`,
      )
      await client.query(`REVOKE ALL ON audit FROM ${name}`)
    })
    const later = await poor.run('audit')
    expect(later.status).toBe(1)
    expect(later.err).toMatch(/42501.*lacks a right/)
    expect(later.err).not.toMatch(noWords)
  })

  it.each([
    ['53300', 'no connection left'],
    ['57P03', 'starting or stopping'],
    ['3F000', 'no schema of that name'],
    ['42P01', 'ztoken migrate'],
    ['53100', 'disk is full'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'sslrootcert=FILE'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'sslrootcert=FILE'],
    ['ETIMEDOUT', 'firewall'],
    ['SQLITE_BUSY', 'another process holds the file'],
    ['SQLITE_READONLY_DIRECTORY', 'may not write the file'],
    ['SQLITE_FULL', 'disk is full'],
    ['SQLITE_IOERR_WRITE', 'disk fails'],
  ])('%s', (code, words) => {
    const cause = Object.assign(new Error(`PostgreSQL: ${code} (routine)`), { code })
    const said = wordsFor(new ZtokenError('unavailable', { cause }))
    expect(said).toContain(words)
    expect(said).not.toContain('routine')
  })

  it('and a missing engine of SQLite is not taken for a server that does not answer', () => {
    const words = 'the SQLite engine libsql cannot be loaded here (…/docs/guides/runtimes.md)'
    const cause = Object.assign(new Error(words), { code: 'engine_missing' })
    expect(wordsFor(new ZtokenError('unavailable', { cause }))).toBe(words)
  })
})

/** Root without its powers, else nobody in particular: whoever may only do what files say. */
const powerless =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-all', '--inh-caps', '-all'] : []

function runPowerless(folder: string, line: string, variables: Record<string, string> = {}) {
  const [file = '', ...rest] = [...powerless, process.execPath, program, ...line.split(' ')]
  return spawnSync(file, rest, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ZTOKEN_PORT: '0', ...variables },
  })
}

describe('files that this user may not use are said so', () => {
  const closed = (mode: number) => {
    const folder = temporaryDirectory()
    mkdirSync(join(folder, 'data'))
    writeFileSync(join(folder, 'data', 'ztoken.db'), '')
    chmodSync(join(folder, 'data'), mode)
    onTestFinished(() => chmodSync(join(folder, 'data'), 0o700))
    return folder
  }
  const rows: [string, () => string, RegExp][] = [
    ['a folder that only reads', () => closed(0o500), /folder \S+data cannot be written to/],
    ['a folder that is closed', () => closed(0), /may not look into the folder|cannot be written/],
    [
      'a file that only reads',
      () => {
        const folder = closed(0o700)
        chmodSync(join(folder, 'data', 'ztoken.db'), 0o400)
        return folder
      },
      /file \S+ztoken\.db cannot be written to/,
    ],
    [
      'a secret that is somebody else’s',
      () => {
        const folder = closed(0o700)
        writeFileSync(join(folder, 'data', 'dev-secret'), secret, { mode: 0 })
        return folder
      },
      /dev-secret: give this user the right|ZTOKEN_SECRET is missing/,
    ],
  ]
  it.each(rows)(
    '%s',
    (_, make, words) => {
      const folder = make()
      for (const line of ['dev', 'user list']) {
        const given =
          /secret/.test(String(words)) || line === 'dev' ? {} : { ZTOKEN_SECRET: secret }
        const { status, stdout, stderr } = runPowerless(folder, line, given)
        expect([status, stdout], line).toEqual([1, ''])
        expect(stderr).toMatch(words)
        expect(stderr).not.toMatch(noWords)
      }
    },
    60_000,
  )

  it('what a command writes or reads beside the database as well', async () => {
    const { run } = place()
    for (const line of [
      'export --out /nowhere/at/all.jsonl',
      'import /nowhere/at/all.db --from flask',
      'import /nowhere/at/all.jsonl --from ztoken',
      '--config /nowhere/at/all.json migrate',
    ]) {
      const { status, err } = await run(line)
      expect([status, err.includes('/nowhere/at/all')], line).toEqual([1, true])
      expect(err).not.toMatch(noWords)
    }
    const denied = Object.assign(new Error('EACCES, open'), { code: 'EACCES', path: '/a/b' })
    expect(wordsFor(denied)).toBe(
      '/a/b (EACCES): this user may not: give them the right, or name another place',
    )
  })
})
