import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import { createDatabase, startPostgres } from '../../stores/test/postgres-server.ts'
import { createZtoken, memory, postgres, sqlite, type Ztoken } from '../src/index.ts'
import { secret } from './open.ts'
import { place } from './place.ts'

const password = 'a long enough phrase'
const flask = { id: '17', phone: '13900139000', name: '李四', avatar: null, intro: null, level: 3 }

async function opened(url: string): Promise<Ztoken> {
  const store = url.startsWith('sqlite:') ? sqlite(url.slice(7)) : postgres(url)
  const auth = await createZtoken({ secret, store, format: 'public', passwords: cheapHashes })
  onTestFinished(() => auth.close())
  return auth
}

/** Roles, an imported account, one that is signed in, one that was, somebody banned, and keys. */
async function filled(auth: Ztoken) {
  await auth.putRole({ name: 'editor', permissions: ['user:read', 'post:*'] })
  await auth.createImport({ dryRun: false }).add({ ...flask, passwordHash: null })
  const open = await auth.register({ phone: '13800138000', password, name: '张三' })
  const over = await auth.register({ phone: '13800138001', password })
  await auth.logout(over.accessToken)
  await auth.updateManagedUser(open.user.id, { roles: ['editor'] })
  const again = await auth.login({ phone: '13800138000', password })
  await auth.ban('17', { reason: '违规' })
  return { again, over }
}

const kinds = ['role', 'account', 'session', 'audit']

/** What of an export another one of the same holds as well, but for what each server does by itself. */
function linesOf(file: string): unknown[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  return lines
    .map((line) => JSON.parse(line))
    .filter(({ type }) => kinds.includes(type))
    .filter(
      ({ entry }) => !['data_exported', 'data_imported', 'key_rotated'].includes(entry?.event),
    )
}

describe('everything out of one database and into another', () => {
  it('from SQLite to PostgreSQL and back: everybody goes on, whoever was signed out stays so', async () => {
    const from = place({ ZTOKEN_TOKEN_FORMAT: 'public' })
    const source = await opened(from.variables.ZTOKEN_DATABASE_URL)
    await from.run('migrate')
    const { again, over } = await filled(source)
    const file = join(from.directory, 'all.jsonl')
    const written = await from.run(['export', '--sessions', '--out', file])
    expect(written).toMatchObject({ status: 0, err: expect.stringContaining('3 account') })
    expect(statSync(file).mode & 0o777).toBe(0o600)

    const server = await startPostgres({ fsync: false })
    onTestFinished(() => server.remove())
    const url = await createDatabase(server.url)
    const to = place({ ZTOKEN_DATABASE_URL: url, ZTOKEN_TOKEN_FORMAT: 'public' })
    const dry = await to.run(['import', file, '--from', 'ztoken', '--dry-run'])
    expect(dry).toMatchObject({ status: 0, out: expect.stringContaining('nothing was written') })
    expect((await to.run('user list')).out).toBe('')
    expect(await to.run(['import', file, '--from', 'ztoken'])).toMatchObject({
      status: 0,
      out: expect.stringContaining('3 account'),
    })
    const back = join(from.directory, 'back.jsonl')
    await to.run(['export', '--sessions', '--out', back])
    expect(linesOf(back)).toEqual(linesOf(file))
    const third = place()
    expect((await third.run(['import', back, '--from', 'ztoken'])).status).toBe(0)
    const last = join(from.directory, 'last.jsonl')
    await third.run(['export', '--sessions', '--out', last])
    expect(linesOf(last)).toEqual(linesOf(file))

    const target = await opened(url)
    expect(await target.verifyToken(again.accessToken)).toMatchObject({ name: '张三' })
    expect(await target.verifyToken(over.accessToken)).toBeNull()
    expect((await target.refresh(again.refreshToken)).user.roles).toEqual(['editor'])
    expect((await target.login({ phone: '13800138000', password })).user.name).toBe('张三')
    await expect(target.createToken('17')).rejects.toMatchObject({ code: 'user_banned' })

    // Whoever is there already stays as they are.
    const repeated = await to.run(['import', file, '--from', 'ztoken'])
    expect(repeated).toMatchObject({ status: 0, err: '' })
    expect(repeated.out).not.toMatch(/account|role|session|audit|signing_key/)
  })

  it('is the operator’s act, and recorded with what was taken', async () => {
    const { run, directory } = place()
    await run('user add 13800138000', password)
    await run(['export', '--out', join(directory, 'a.jsonl')])
    expect((await run('audit --event data_exported')).out).toContain('account=1')
    const other = place()
    await other.run(['import', join(directory, 'a.jsonl'), '--from', 'ztoken'])
    expect((await other.run('audit --event data_imported')).out).toContain('by=command_line')
  })

  it('a file that was cut off, changed or is another one changes nothing, and says where', async () => {
    const { run, directory } = place()
    await run('user add 13800138000', password)
    const file = join(directory, 'all.jsonl')
    await run(['export', '--out', file])
    const whole = readFileSync(file, 'utf8')
    const lines = whole.trimEnd().split('\n')
    const faulty: [string, string][] = [
      [lines.slice(0, -1).join('\n'), 'was cut off'],
      [whole.slice(0, whole.indexOf('"epoch"')), 'line 3'],
      [[...lines, lines[1]].join('\n'), 'goes on after its end'],
      [[lines[0], ...lines.slice(2)].join('\n'), 'does not hold as many records'],
      [whole.replace('"level":0', '"level":"0"'), 'line 3'],
      [whole.replace('"type":"account"', '"type":"person"'), 'line 3'],
      [lines.slice(1).join('\n'), 'is not what "ztoken export" writes'],
      ['id,phone\n1,13800138000\n', 'is not what "ztoken export" writes'],
      ['', 'is not what "ztoken export" writes'],
    ]
    for (const [text, words] of faulty) {
      writeFileSync(file, text)
      const to = place()
      const refused = await to.run(['import', file, '--from', 'ztoken'])
      expect(refused, words).toMatchObject({
        status: 1,
        out: '',
        err: expect.stringContaining(words),
      })
      expect(refused.err).not.toContain('$argon2')
      expect((await to.run('user list')).out).toBe('')
    }
    expect((await run(['import', join(directory, 'no'), '--from', 'ztoken'])).err).toContain(
      'no file',
    )
  })

  it('leaves nothing behind where it cannot be written to the end, and never writes over one under way', async () => {
    const { run, directory } = place()
    const file = join(directory, 'all.jsonl')
    writeFileSync(`${file}.part`, 'of somebody else')
    expect(await run(['export', '--out', file])).toMatchObject({
      status: 1,
      err: expect.stringContaining('.part'),
    })
    expect([existsSync(file), readFileSync(`${file}.part`, 'utf8')]).toEqual([
      false,
      'of somebody else',
    ])
    expect(await run(['export', '--out', join(directory, 'no', 'all.jsonl')])).toMatchObject({
      status: 1,
    })
  })

  it('reports who is left out because somebody else is there', async () => {
    const { run, directory } = place()
    await run('user add 13800138000', password)
    const file = join(directory, 'all.jsonl')
    await run(['export', '--out', file])
    const to = place()
    await to.run('user add 13800138000', password)
    const report = await to.run(['import', file, '--from', 'ztoken'])
    expect(report).toMatchObject({ status: 2, err: expect.stringContaining('somebody else') })
  })

  it('keeps the audit in the order in which it was written, and twice nothing', async () => {
    const source = await createZtoken({ secret, store: memory(), passwords: cheapHashes })
    onTestFinished(() => source.close())
    for (let n = 0; n < 450; n += 1) await source.putRole({ name: `r${n}`, permissions: [] })
    const records = []
    for await (const record of source.exportEverything()) records.push(record)
    const audit = records.filter(({ type }) => type === 'audit')
    expect(audit).toHaveLength(450)
    const target = await createZtoken({ secret, store: memory(), passwords: cheapHashes })
    onTestFinished(() => target.close())
    await target.importRecords(audit.slice(0, 300))
    const outcomes = await target.importRecords(audit)
    expect(outcomes.filter((one) => one === 'added')).toHaveLength(150)
    const found: string[] = []
    for (let after: string | null = null; ; ) {
      const page = await target.searchAudit({ limit: 200, after })
      found.push(...page.items.map(({ id }) => id))
      after = page.next
      if (after === null) break
    }
    expect(found.reverse()).toEqual(audit.map((one) => (one as { entry: { id: string } }).entry.id))
  })
})
