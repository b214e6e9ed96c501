import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { hashSync } from 'bcryptjs'
import { describe, expect, inject, it } from 'vitest'
import { openClient } from '../../stores/test/postgres-open.ts'
import { createDatabase } from '../../stores/test/postgres-server.ts'
import { withCore } from '../src/cli/context.ts'
import { loadSettings } from '../src/config/load.ts'
import { place } from './place.ts'

const libsql = createRequire(join(process.cwd(), 'packages/stores/package.json'))('libsql')
const hash = hashSync('an old pass phrase', 4)

/** The lines of the guide that import a file, as arguments, with the file where it is. */
function linesFor(guide: string, file: string, directory: string): string[][] {
  const text = readFileSync(guide, 'utf8')
  const lines = [...text.matchAll(/^npx ztoken (import (\S+) .*)$/gm)]
  return lines
    .filter(([, , name]) => name === file)
    .map(([, line = '']) =>
      line
        .split(' ')
        .map((word) => (word === file ? join(directory, file) : word.replaceAll("'", ''))),
    )
}

function databaseAt(file: string, statements: readonly string[]): void {
  const engine = new libsql(file)
  for (const statement of statements) engine.exec(statement)
  engine.close()
}

describe.each(['docs/guides/import.md', 'docs/guides/import.zh-CN.md'])('%s (F07)', (guide) => {
  it('a Flask application of one’s own moves over by its lines alone', async () => {
    const { directory, run, variables } = place()
    databaseAt(join(directory, 'app.db'), [
      'CREATE TABLE members (uid INTEGER PRIMARY KEY, mail, nick, pwd, is_active, create_time)',
      `INSERT INTO members VALUES (1, 'Zhang@Example.com', '张', '${hash}', 1, '2019-03-01 10:00:00')`,
      `INSERT INTO members VALUES (2, 'li@example.com', '李', X'${Buffer.from(hash).toString('hex')}', 0, NULL)`,
    ])
    const [look = [], take = []] = linesFor(guide, 'app.db', directory)
    expect((await run(look)).err).toContain('is_active')
    expect(await run(take)).toMatchObject({ status: 0, err: '' })
    const shown = JSON.parse((await run('user show zhang@example.com')).out)
    expect(shown).toMatchObject({ id: '1', name: '张', ban: null })
    await withCore(loadSettings(variables, null, true), async (core) => {
      const login = (email: string) => core.login({ email, password: 'an old pass phrase' })
      expect((await login('zhang@example.com')).user.id).toBe('1')
      await expect(login('li@example.com')).rejects.toMatchObject({ code: 'user_banned' })
    })
    expect(JSON.parse((await run('user show li@example.com')).out).ban).not.toBeNull()
  })

  it('a Django application moves over by its lines alone', async () => {
    const { directory, run } = place()
    databaseAt(join(directory, 'db.sqlite3'), [
      'CREATE TABLE auth_user (id INTEGER PRIMARY KEY, password, username, first_name, last_name, email, is_active, date_joined)',
      `INSERT INTO auth_user VALUES (1, 'bcrypt$${hash}', 'ada', 'Ada', 'Lovelace', '', 1, '2019-03-01')`,
    ])
    const [look = [], take = []] = linesFor(guide, 'db.sqlite3', directory)
    expect((await run(look)).err).toContain('username = username')
    expect(await run(take)).toMatchObject({ status: 0, err: '' })
    expect(JSON.parse((await run('user show 1')).out).name).toBe('Ada Lovelace')
  })

  it('people of a CSV file come by its lines alone', async () => {
    const { directory, run } = place()
    writeFileSync(join(directory, 'people.csv'), `id,phone,password\n1,13800000001,${hash}\n`)
    for (const line of linesFor(guide, 'people.csv', directory)) {
      expect(await run(line)).toMatchObject({ status: 0 })
    }
    expect((await run('user list')).out).not.toBe('')
  })
})

it('a table of PostgreSQL is read in its own names, more than a page of it (F07)', async () => {
  const url = await createDatabase(inject('postgresUrl'))
  const client = await openClient(url)
  await client.query(
    'CREATE TABLE "Users" (id bigint, "Mobile" text, pwd bytea, enabled boolean, created_at timestamptz)',
  )
  await client.query(
    `INSERT INTO "Users" SELECT n, (13800000000 + n)::text, convert_to($1, 'UTF8'), n <> 7,
       '2019-03-01 18:00:00+08' FROM generate_series(1, 1203) n`,
    [hash],
  )
  const { run } = place()
  const source = url.replace(/^postgres(ql)?:/, 'postgresql+psycopg2:')
  const line = ['import', source, '--from', 'flask', '--banned-if', 'enabled=false']
  expect(await run(line)).toMatchObject({ status: 0, out: '1203 users read\n1203 imported' })
  const shown = JSON.parse((await run('user show 7')).out)
  expect(shown).toMatchObject({ phone: '+8613800000007', created_at: '2019-03-01T10:00:00.000Z' })
  expect(shown.ban).not.toBeNull()
  expect(JSON.parse((await run('user show 8')).out).ban).toBeNull()
})
