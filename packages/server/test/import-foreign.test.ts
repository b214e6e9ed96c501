import { createHash } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { place } from './place.ts'

const hash = `pbkdf2:sha256:260000$abcdefgh$${'0'.repeat(64)}`
const libsql = createRequire(join(process.cwd(), 'packages/stores/package.json'))('libsql')

/** A place with somebody else's database in it, made by statements. */
function scene(...statements: string[]) {
  const here = place()
  const file = join(here.directory, 'app.db')
  const engine = new libsql(file)
  for (const statement of statements) engine.exec(statement)
  engine.close()
  const run = (...words: string[]) => here.run(['import', file, '--from', 'flask', ...words])
  const show = async (name: string) => JSON.parse((await here.run(['user', 'show', name])).out)
  const text = (name: string, content: string | Buffer): string => {
    writeFileSync(join(here.directory, name), content)
    return join(here.directory, name)
  }
  return { command: here.run, directory: here.directory, file, run, show, text }
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
const hex = (text: string): string => Buffer.from(text).toString('hex')

describe('values as databases and drivers leave them (F01)', () => {
  const forms = [
    ['text', (text: string) => literal(text)],
    ['bytes', (text: string) => `X'${hex(text)}'`],
    ['hex of a bytea', (text: string) => literal(`\\x${hex(text)}`)],
    ['bytes of a hex', (text: string) => `X'${hex(`\\x${hex(text)}`)}'`],
    ["str(b'…')", (text: string) => literal(`b'${text}'`)],
    ['repr with double quotes', (text: string) => literal(`b"${text}"`)],
  ] as const
  it.each(forms)('%s is the text that was meant, in every column', async (_name, form) => {
    const { run, show } = scene(
      'CREATE TABLE user (id, phone, password_hash, name, intro, level)',
      `INSERT INTO user VALUES (${['17', '13800000001', hash, 'Li Si', 'hello', '3'].map(form)})`,
    )
    expect(await run()).toMatchObject({ status: 0, err: '' })
    const shown = { id: '17', name: 'Li Si', intro: 'hello', level: 3 }
    expect(await show('13800000001')).toMatchObject(shown)
  })

  it.each(['    ', '\n', '\r\n', '\0\0\0', ' \0'])('padding %j of a hash is cut', async (pad) => {
    const { run } = scene(
      'CREATE TABLE user (id, phone, password_hash)',
      `INSERT INTO user VALUES (1, '13800000001', CAST(X'${hex(hash + pad)}' AS TEXT))`,
      `INSERT INTO user VALUES (2, '13800000002', X'${hex(hash + pad)}')`,
    )
    expect(await run()).toMatchObject({ status: 0, err: '' })
  })

  it('what cannot be read is never written and always reported', async () => {
    const { run, show, directory } = scene(
      'CREATE TABLE user (id, phone, password_hash, name, level)',
      `INSERT INTO user VALUES (1, '13800000001', '${hash}', X'c3', 'high')`,
      `INSERT INTO user VALUES (2, '13800000002', X'ff', 'b', 1)`,
      `INSERT INTO user VALUES (3, X'ff', '${hash}', 'c', 1)`,
    )
    const report = join(directory, 'report.jsonl')
    const { status, out, err } = await run('--report', report)
    expect([status, err.split('\n')]).toEqual([
      2,
      [
        'id "1": not taken over, as it cannot be read: name, level',
        'id "2": left out: the password hash is of no kind that can be read',
        'id "3": left out: the phone is not valid',
      ],
    ])
    expect(out).toContain('1 with something that was not taken over')
    expect(await show('1')).toMatchObject({ name: null, level: null })
    const lines = readFileSync(report, 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['1', '2', '3'])
    expect(statSync(report).mode & 0o077).toBe(0)
  })

  it('an id too large for a double keeps every digit', async () => {
    const { run, show } = scene(
      'CREATE TABLE user (id INTEGER PRIMARY KEY, phone, password_hash)',
      `INSERT INTO user VALUES (1234567890123456789, '13800000001', '${hash}')`,
    )
    expect(await run()).toMatchObject({ status: 0 })
    expect((await show('13800000001')).id).toBe('1234567890123456789')
  })
})

describe('who may not sign in there (F03)', () => {
  const names = 'is_active,status,isDelete,deleted_at,del_flag,locked,ACTIVE,expires_at,is_frozen'
  it.each(names.split(','))('%s stops an import until it has a meaning', async (name) => {
    const { run, command } = scene(
      `CREATE TABLE user (id, phone, password_hash, "${name}", is_admin)`,
      `INSERT INTO user VALUES (1, '13800000001', '${hash}', '1', 0)`,
    )
    const dry = await run('--dry-run')
    expect(dry.status).toBe(2)
    expect(dry.err).toContain(`columns that are not read: ${name}, is_admin`)
    const stopped = await run()
    expect(stopped).toMatchObject({ status: 1, out: '' })
    expect(stopped.err).toContain(name)
    expect((await command('user list')).out).toBe('')
    expect(await run('--ignore-columns', name.toLowerCase())).toMatchObject({ status: 0 })
  })

  const conditions: [string, string | null, boolean][] = [
    ['state=0', '0', true],
    ['state=0', '1', false],
    ['STATE = 0', '0', true],
    ['state = false', '0', true],
    ["state='left'", 'left', true],
    ['state!=1', '2', true],
    ['state != 1', null, true],
    ['state=0', null, false],
    ['state is not null', '2021-05-05 00:00:00', true],
    ['state is null', null, true],
    ['state IS NOT NULL', null, false],
    ['state<2', '10', false],
    ['state >= 2', '10', true],
    ['state<2026-01-01', '2025-12-31 23:59:59', true],
  ]
  it.each(conditions)('--banned-if %s of %j: %s', async (condition, value, isBanned) => {
    const { run, show } = scene(
      'CREATE TABLE user (id, phone, password_hash, state)',
      `INSERT INTO user VALUES (1, '13800000001', '${hash}', ${value === null ? 'NULL' : literal(value)})`,
    )
    expect(await run('--banned-if', condition)).toMatchObject({ status: 0 })
    expect((await show('1')).ban !== null).toBe(isBanned)
  })

  it('several conditions hold beside one another, and who is left out does not come', async () => {
    const { run, show, command } = scene(
      'CREATE TABLE user (id, phone, password_hash, is_active, is_delete, deleted_at)',
      `INSERT INTO user VALUES (1, '13800000001', '${hash}', 1, 0, NULL)`,
      `INSERT INTO user VALUES (2, '13800000002', '${hash}', 0, 0, NULL)`,
      `INSERT INTO user VALUES (3, '13800000003', '${hash}', 1, 1, '2021-05-05')`,
    )
    const said = ['--banned-if', 'is_active=0', '--left-out-if', 'is_delete=1']
    expect(await run(...said)).toMatchObject({ status: 1 })
    const done = await run(...said, '--ignore-columns', 'deleted_at')
    expect(done.status).toBe(0)
    expect(done.out).toContain('1 left out, as --left-out-if says')
    expect((await show('1')).ban).toBeNull()
    expect((await show('2')).ban).toMatchObject({ until: null })
    expect((await command('user show 3')).status).toBe(1)
    expect(await run('--banned-if', 'what is this')).toMatchObject({ status: 1, out: '' })
  })

  const written = [
    "'2019-03-01 10:00:00'",
    "'2019-03-01T18:00:00+08:00'",
    '1551434400',
    '1551434400000',
    "'1551434400'",
  ]
  it.each(written)('a time written %s is when they came', async (time) => {
    const { run, show } = scene(
      'CREATE TABLE user (id, phone, password_hash, gmt_create)',
      `INSERT INTO user VALUES (1, '13800000001', '${hash}', ${time})`,
    )
    expect(await run()).toMatchObject({ status: 0, err: '' })
    expect((await show('1')).created_at).toBe('2019-03-01T10:00:00.000Z')
  })
})

describe('other tables, columns, names and files (F07)', () => {
  const tables: [string, string, string[]][] = [
    ['users', 'id, username, phone, password', []],
    ['user', 'id, nick, mobile, pwd', []],
    ['USER', 'ID, Nickname, Phone, Password_Hash', []],
    ['sys_user', 'user_id, user_name, phonenumber, password', []],
    [
      'people',
      'nr, who, handset, secret',
      ['--table', 'People', '--columns', 'id=NR,phone=handset,password=secret'],
    ],
    ['t_user WITHOUT', 'id PRIMARY KEY, nick, mobile, pwd', []],
  ]
  it.each(tables)('%s (%s)', async (table, columns, words) => {
    const [name, without] = table.split(' ')
    const { run, show } = scene(
      `CREATE TABLE "${name}" (${columns}) ${without === undefined ? '' : 'WITHOUT ROWID'}`,
      `INSERT INTO "${name}" VALUES (1, 'zhang', '13800000001', '${hash}')`,
    )
    expect(await run(...words)).toMatchObject({ status: 0, err: '' })
    expect(await show('1')).toMatchObject({ phone: '+8613800000001' })
  })

  it('people are found by e-mail, by username, and by what --identity says alone', async () => {
    const { run, show } = scene(
      'CREATE TABLE user (id, email, username, phone, password_hash)',
      `INSERT INTO user VALUES (1, 'A@Example.com', NULL, NULL, '${hash}')`,
      `INSERT INTO user VALUES (2, 'b@example.com', 'Bee', '', '${hash}')`,
      `INSERT INTO user VALUES (3, 'a@EXAMPLE.com', NULL, NULL, '${hash}')`,
      `INSERT INTO user VALUES (4, NULL, NULL, '123', '${hash}')`,
    )
    const { status, err } = await run('--identity', 'email')
    expect([status, err.split('\n')]).toEqual([
      2,
      [
        'id "3": left out: the e-mail address belongs to somebody else',
        'id "4": left out: there is neither a phone nor an e-mail address nor a username',
      ],
    ])
    expect((await show('a@example.com')).id).toBe('1')
    expect((await run('--identity', 'email')).out).toContain('2 there before')
    expect((await run('--identity', 'face')).status).toBe(1)
  })

  it('auth_user of Django comes with its names, times and unusable passwords', async () => {
    const { file, show, command } = scene(
      'CREATE TABLE auth_user (id INTEGER PRIMARY KEY, password, last_login, is_superuser, username, last_name, email, is_staff, is_active, date_joined, first_name)',
      `INSERT INTO auth_user VALUES (7, '!Xy1', NULL, 0, 'zhang', '张', 'z@example.com', 0, 1, '2019-03-01 10:00:00.123456', '三')`,
      `INSERT INTO auth_user VALUES (8, '${hash}', NULL, 0, 'ada@example.com', 'Lovelace', '', 0, 0, '2019-03-01', 'Ada')`,
    )
    const from = ['import', file, '--from', 'django']
    expect((await command(from)).err).toContain('is_active')
    expect(await command([...from, '--banned-if', 'is_active=0'])).toMatchObject({ status: 0 })
    expect(await show('7')).toMatchObject({ name: '张三', created_at: '2019-03-01T10:00:00.123Z' })
    expect(await show('ada@example.com')).toMatchObject({ id: '8', name: 'Ada Lovelace' })
  })

  it('CSV and JSON Lines, with other marks, encodings and large ids', async () => {
    const { text, show, command } = scene()
    const csv = `id;mobile;nickname;pwd\r\n1;13800000001;"李;四";${hash}\r\n`
    const bom = text('a.csv', `\ufeff${csv}`)
    const wide = text('b.csv', Buffer.from(`\ufeff${csv.replace('1;138', '2;139')}`, 'utf16le'))
    const gbk = text(
      'c.csv',
      Buffer.concat([
        Buffer.from('id;phone;name;pwd\n3;13700000001;'),
        Buffer.from('c0eecbc4', 'hex'),
        Buffer.from(`;${hash}\n`),
      ]),
    )
    const lines = text(
      'd.jsonl',
      `{"id":1234567890123456789,"phone":"13600000001","password":"${hash}"}\n`,
    )
    const csvs = ['--from', 'csv', '--delimiter', ';']
    expect(await command(['import', bom, ...csvs])).toMatchObject({ status: 0, err: '' })
    expect(await command(['import', wide, ...csvs])).toMatchObject({ status: 0, err: '' })
    expect((await command(['import', gbk, ...csvs])).err).toContain('--encoding gb18030')
    expect((await command(['import', gbk, ...csvs, '--encoding', 'gb18030'])).status).toBe(0)
    expect((await command(['import', lines, '--from', 'jsonl'])).status).toBe(0)
    expect(await show('1')).toMatchObject({ name: '李;四' })
    expect(await show('3')).toMatchObject({ name: '李四' })
    expect((await show('13600000001')).id).toBe('1234567890123456789')
    const more = text(
      'e.jsonl',
      `{"id":5,"phone":"13500000001","password":"${hash}"}\n{"id":6,"status":0}\n`,
    )
    expect((await command(['import', more, '--from', 'jsonl'])).err).toContain('status')
  })

  it('a source that is something else is named, and no password of a URL is shown', async () => {
    const { text, file, command } = scene('CREATE TABLE "users" (id, phone, password)')
    const sources: [string, string][] = [
      [text('dump.sql', 'INSERT INTO `user` VALUES (1,"13800000001","x");\n'), 'dump of SQL'],
      [text('users.csv', `id,phone,password_hash\n1,13800000001,${hash}\n`), '--from csv'],
      [text('users.xlsx', 'PK\u0003\u0004'), 'Excel'],
      ['mysql+pymysql://root:hidden@127.0.0.1/app', 'mysql://…127.0.0.1/app'],
      ['postgresql+psycopg2://me:hidden@127.0.0.1:1/app', 'postgres://…127.0.0.1:1/app'],
      ['oracle://me:hidden@there/app', 'oracle://…there/app'],
    ]
    for (const [source, words] of sources) {
      const { status, out, err } = await command(['import', source, '--from', 'flask'])
      expect([status, out, err]).toEqual([1, '', expect.stringContaining(words)])
      expect(err).not.toContain('hidden')
    }
    const url = ['import', `sqlite:///${file}`, '--from', 'flask']
    expect(await command(url)).toMatchObject({ status: 0, out: '0 users read' })
  })

  it('--unknown-hashes no-password lists who needs a reset', async () => {
    const { run, show } = scene(
      'CREATE TABLE user (id, phone, password_hash)',
      `INSERT INTO user VALUES (1, '13800000001', '${'a'.repeat(32)}')`,
    )
    expect((await run()).status).toBe(2)
    const { status, err, out } = await run('--unknown-hashes', 'no-password')
    expect([status, err]).toEqual([0, 'id "1": imported without a password: they need a reset'])
    expect(out).toContain('1 without a password: they need a reset')
    expect((await show('1')).id).toBe('1')
  })
})

describe('an import that is run again (F07)', () => {
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

  it('--update brings up to date who has not signed in here since, and nobody else', async () => {
    const { command, directory, text } = scene()
    const others = '$2a$04$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'
    const rows = (name: string, phone: string, stored: string) =>
      ['id,phone,name,password', `1,${phone},${name},${stored}`, '2,13800000002,李四,', ''].join(
        '\n',
      )
    const from = ['--from', 'csv', '--update']
    const file = text('people.csv', rows('old', '13800000001', hash))
    expect((await command(['import', file, ...from])).out).toContain('2 imported')
    text('people.csv', rows('new', '13800000009', others))
    const again = await command(['import', file, ...from])
    expect([again.status, again.err]).toEqual([
      2,
      'id "1": left out: the id belongs to somebody else',
    ])
    text('people.csv', rows('new', '13800000001', others))
    expect((await command(['import', file, ...from, '--dry-run'])).out).toContain(
      '1 there before, and brought',
    )
    expect((await command(['user', 'list'])).out).toContain('old')
    expect((await command(['import', file, ...from])).out).toContain('1 there before, and brought')
    expect((await command(['import', file, ...from])).out).toContain('2 there before')
    expect((await command(['user', 'list'])).out).toContain('new')
    await command(['user', 'password', '13800000001'], 'a long enough phrase')
    text('people.csv', rows('newest', '13800000001', hash))
    expect((await command(['import', file, ...from])).out).toContain('have signed in here since')
    expect((await command(['user', 'list'])).out).not.toContain('newest')
    await command(['user', 'ban', '13800000002'])
    text('people.csv', rows('x', '13800000001', hash).replace('李四', '王五'))
    await command(['import', file, ...from])
    const shown = JSON.parse((await command(['user', 'show', '2'])).out)
    expect(shown).toMatchObject({ name: '王五', ban: { reason: null } })
    expect(directory).toBeTruthy()
  })

  it('--quick-hashes keeps them inside argon2id, as the operator says they were made (F36)', async () => {
    const { command, text } = scene()
    const people = [
      'id,phone,password',
      `1,13800000001,${md5('Old-Pass-1234')}`,
      `2,13800000002,md5$x$${md5('xOld-Pass-1234')}`,
      '',
    ]
    const file = text('people.csv', people.join('\n'))
    const from = ['import', file, '--from', 'csv']
    expect(await command([...from, '--quick-hashes', 'crc'])).toMatchObject({
      status: 1,
      err: expect.stringContaining('one of md5'),
    })
    expect((await command(from)).out).toContain('2 left out')
    expect((await command([...from, '--quick-hashes', 'md5', '--dry-run'])).out).toContain(
      '1 imported',
    )
    expect((await command([...from, '--quick-hashes', 'md5'])).out).toContain('1 imported')
    expect((await command([...from, '--quick-hashes', 'salt-before'])).out).toContain('1 imported')
    const dump = join(text('x', '').slice(0, -1), 'all.jsonl')
    await command(['export', '--out', dump])
    const kept = readFileSync(dump, 'utf8')
    expect(kept.match(/wrapped:md5(:before:[\w-]+)?\$argon2id/g)).toHaveLength(2)
    expect(kept).not.toContain(md5('Old-Pass-1234'))
  })

  it('a record of another length is left out and named, and the others come', async () => {
    const { command, text } = scene()
    const file = text(
      'people.csv',
      `id,phone,password\n1,13800000001,${hash}\n2,13800000002\n3,13800000003,${hash}\n`,
    )
    const { status, out, err } = await command(['import', file, '--from', 'csv'])
    expect([status, err]).toEqual([
      2,
      'id "record 2": left out: the record has another number of values than the header',
    ])
    expect(out).toContain('2 imported')
  })
})
