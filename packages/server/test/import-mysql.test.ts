import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { place } from './place.ts'

const program = '/usr/sbin/mariadbd'
const isThere = (() => {
  try {
    accessSync(program)
    return true
  } catch {
    process.stderr.write(`skipped: MySQL is tried with ${program}, which is not installed\n`)
    return false
  }
})()

const hash = `pbkdf2:sha256:260000$abcdefgh$${'0'.repeat(64)}`

describe.runIf(isThere)('people of a MySQL database (F07)', () => {
  let socket: string
  let stop: () => Promise<unknown>

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ztoken-mysql-'))
    socket = join(folder, 's')
    const asRoot = process.getuid?.() === 0 ? ['--user=root'] : []
    const common = ['--no-defaults', `--datadir=${join(folder, 'data')}`, ...asRoot]
    spawnSync('mariadb-install-db', [...common, '--auth-root-authentication-method=normal'])
    const child = spawn(program, [...common, `--socket=${socket}`, '--skip-networking'], {
      stdio: 'ignore',
    })
    stop = async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    }
    const tell = (statements: string): void => {
      const words = ['--no-defaults', `--socket=${socket}`, '--user=root', '-e', statements]
      const { status, stderr } = spawnSync('mariadb', words, { encoding: 'utf8' })
      if (status !== 0) throw new Error(stderr)
    }
    await vi.waitFor(() => tell('SELECT 1'), { timeout: 30_000 })
    tell(`
      CREATE DATABASE app CHARACTER SET utf8mb4; USE app;
      CREATE USER reader@localhost IDENTIFIED BY 'p@ss/wörd';
      GRANT SELECT ON app.* TO reader@localhost;
      CREATE TABLE sys_user (id BIGINT UNSIGNED PRIMARY KEY, mobile VARCHAR(20), pwd VARBINARY(128),
        nickname VARCHAR(32), status BIT(1), gmt_create DATETIME);
      INSERT INTO sys_user VALUES
        (9007199254740993, '138 0000 0001', '${hash}', '张三', b'1', '2019-03-01 10:00:00'),
        (2, '13800000002', '${hash}', '李四', b'0', '2019-03-01 10:00:00')`)
  }, 60_000)

  afterAll(() => stop())

  const url = (driver = '') =>
    `mysql${driver}://reader:${encodeURIComponent('p@ss/wörd')}@localhost/app?unix_socket=${socket}&charset=utf8mb4`

  it('come as from any other, flags and large numbers too, and no message shows the password', async () => {
    const { run } = place()
    const dry = await run(['import', url('+pymysql'), '--from', 'flask', '--dry-run'])
    expect(dry.status).toBe(2)
    expect(dry.err).toContain('status')
    const done = await run(['import', url(), '--from', 'flask', '--banned-if', 'status=0'])
    expect(done).toMatchObject({ status: 0, out: expect.stringContaining('2 imported') })
    const shown = async (id: string) => JSON.parse((await run(['user', 'show', id])).out)
    expect(await shown('13800000001')).toMatchObject({
      id: '9007199254740993',
      name: '张三',
      created_at: '2019-03-01T10:00:00.000Z',
      ban: null,
    })
    expect((await shown('2')).ban).not.toBeNull()
    for (const wrong of [url().replace('reader', 'nobody'), url().replace('/app', '/none')]) {
      const { status, err } = await run(['import', wrong, '--from', 'flask'])
      expect([status, err]).toEqual([1, expect.stringContaining('cannot be read: ER_')])
      expect(err).not.toMatch(/p@ss|p%40ss|wörd/)
    }
  })
})
