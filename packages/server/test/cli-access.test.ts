import { describe, expect, it } from 'vitest'
import { loadSettings } from '../src/config/load.ts'
import { openCore, openStore } from '../src/config/open.ts'
import { place } from './place.ts'

const password = 'a long enough phrase'
const phone = '13800138000'

async function withUser() {
  const { run, variables } = place()
  const id = (await run(`user add ${phone}`, password)).out.split(' ')[1] as string
  const token = async () => (await run(`token issue ${phone}`)).out
  const holds = async (text: string) => (await run(['token', 'verify', text])).status === 0
  return { run, variables, id, token, holds }
}

describe('ztoken user', () => {
  it('bans, lifts bans and kicks out, and every token is refused at once', async () => {
    const { run, id, token, holds } = await withUser()
    const first = await token()
    const banned = await run(['user', 'ban', phone, '--until', '2999-01-01', '--reason', 'spam'])
    expect(banned).toEqual({
      status: 0,
      out: `banned ${id} until 2999-01-01T00:00:00.000Z`,
      err: '',
    })
    expect(await holds(first)).toBe(false)
    expect(await run(`token issue ${phone}`)).toMatchObject({
      status: 1,
      err: expect.stringContaining('user_banned'),
    })
    expect(JSON.parse((await run(`user show ${id}`)).out)).toMatchObject({
      id,
      ban: { reason: 'spam', until: '2999-01-01T00:00:00.000Z' },
      sessions: [],
    })
    expect((await run(`user unban ${phone}`)).out).toBe(`unbanned ${id}`)
    const second = await token()
    expect(await holds(second)).toBe(true)
    expect(JSON.parse((await run(`user show ${phone}`)).out).sessions).toHaveLength(1)
    expect((await run(`user kickout ${phone}`)).out).toBe(`sessions of ${id} ended: 1`)
    expect(await holds(second)).toBe(false)
    expect((await run(`user ban ${phone}`)).out).toBe(`banned ${id} until it is lifted`)
  })

  it('gives and takes roles, one by one', async () => {
    const { run } = await withUser()
    expect((await run(`user role ${phone}`)).out).toBe('no roles')
    await run('role set support user:read session:*')
    expect((await run(`user role ${phone} --add support admin`)).out).toBe('admin support')
    expect((await run(`user role ${phone} --remove admin --add support`)).out).toBe('support')
    expect(await run(`user role ${phone} --add nothing`)).toMatchObject({
      status: 1,
      err: expect.stringContaining('role_unknown'),
    })
    expect((await run(`user role ${phone}`)).out).toBe('support')
  })

  it('merges two accounts once the id of the one that goes was typed, and says before what that is', async () => {
    const { run, id, token, holds } = await withUser()
    const other = '13900139000'
    const gone = (await run(`user add ${other} --name Two`, password)).out.split(' ')[1] as string
    const facts = [`signs in as well: phone +86${other} (not proven)`, 'taken over: name']
    const promised = [...facts, 'sessions ended: 0']
    const looked = await run(`user merge ${phone} ${other} --dry-run`)
    expect([looked.status, looked.out.split('\n')]).toEqual([0, promised])
    expect(await run(`user merge ${phone} ${other}`, 'no')).toMatchObject({
      status: 1,
      err: expect.stringContaining('nothing was merged'),
    })
    const held = (await run(`token issue ${other}`)).out
    const merged = await run(`user merge ${phone} ${other}`, gone)
    expect(merged.out.split('\n').at(-1)).toBe(`merged ${gone} into ${id}; sessions ended: 1`)
    expect(await holds(held)).toBe(false)
    expect(JSON.parse((await run(`user show ${other}`)).out)).toMatchObject({ id, name: 'Two' })
    expect(await holds(await token())).toBe(true)
    expect(await run(`user merge ${phone} ${other} --yes`)).toMatchObject({
      status: 1,
      err: expect.stringContaining('merge_same_account'),
    })
  })

  it('prints a token to reset the password with, which works once over HTTP', async () => {
    const { run, variables } = await withUser()
    const { out, err, status } = await run(`user reset-password ${phone}`)
    expect(status).toBe(0)
    expect(err.split('\n')).toEqual([
      'holds for 30 minutes, at POST /v1/password-reset, or at',
      `http://127.0.0.1:8080/app/reset-password#${out}`,
    ])
    const settings = loadSettings(variables, null, true)
    const core = await openCore(settings, await openStore(settings))
    await core.resetPassword(out, 'some other long phrase')
    await expect(core.resetPassword(out, 'some third long phrase')).rejects.toThrow()
    await core.close()
  })

  it('A151 adds somebody with roles and no password: a link lets them set one, once', async () => {
    const links = {
      'http://127.0.0.1:9000': { ZTOKEN_HOST: '0.0.0.0', ZTOKEN_PORT: '9000' },
      'http://[::1]:8080': { ZTOKEN_HOST: '::1' },
      'https://login.example/auth': { ZTOKEN_PUBLIC_URL: 'https://login.example/auth/' },
    }
    for (const [base, environment] of Object.entries(links)) {
      const { run, variables } = place(environment)
      await run('role set support user:read')
      const args = ['user', 'add', phone, '--role', 'admin', 'support', '--link']
      const { out, err, status } = await run(args, 'typed by nobody')
      const [added, link = ''] = out.split('\n')
      expect([status, err]).toEqual([0, 'the link holds for 30 minutes, once'])
      expect(added).toMatch(/^added \S{36} \+8613800138000$/)
      const [page, token = ''] = link.split('#')
      expect(page).toBe(`${base}/app/reset-password`)
      expect((await run(`user role ${phone}`)).out).toBe('admin support')
      const settings = loadSettings(variables, null, true)
      const core = await openCore(settings, await openStore(settings))
      const refused = { code: 'credentials_wrong' }
      for (const guess of ['typed by nobody', token, phone]) {
        await expect(core.login({ phone, password: guess })).rejects.toMatchObject(refused)
      }
      await core.resetPassword(token, password)
      await core.login({ phone, password })
      await expect(core.resetPassword(token, password)).rejects.toThrow()
      await core.close()
    }
    const { run } = place()
    const unknown = await run(['user', 'add', phone, '--role', 'nothing', '--link'])
    expect(unknown).toMatchObject({ status: 1, out: '' })
    expect(unknown.err).toContain('role_unknown')
    expect((await run('user list')).out).toBe('')
  })

  it('deletes only who is named twice, or with --yes', async () => {
    const { run, id } = await withUser()
    for (const typed of ['', 'y', id]) {
      expect(await run(`user delete ${phone}`, typed)).toEqual({
        status: 1,
        out: '',
        err: 'nothing was deleted',
      })
    }
    expect((await run(`user delete ${id}`, '+8613800138000')).out).toBe(`deleted ${id}`)
    expect((await run('user list')).out).toBe('')
    const again = (await run(`user add ${phone}`, password)).out.split(' ')[1]
    expect((await run(`user delete ${phone} --yes`)).out).toBe(`deleted ${again}`)
  })

  it('refuses what cannot be meant, and changes nothing', async () => {
    const { run } = await withUser()
    const refused: [string, string][] = [
      ['user ban nobody', 'no such user'],
      ['user unban nobody', 'no such user'],
      ['user kickout nobody', 'no such user'],
      ['user role nobody --add admin', 'no such user'],
      ['user show nobody', 'no such user'],
      ['user delete nobody --yes', 'no such user'],
      ['user reset-password nobody', 'no such user'],
      [`user ban ${phone} --until tomorrow`, '--until'],
      [`user ban ${phone} --until 2999-13-01`, '--until'],
      [`user ban ${phone} --until 2001-01-01`, 'invalid_request'],
    ]
    for (const [line, words] of refused) {
      const { status, out, err } = await run(line)
      expect([status, out], line).toEqual([1, ''])
      expect(err, line).toContain(words)
    }
    expect(JSON.parse((await run(`user show ${phone}`)).out)).toMatchObject({
      ban: null,
      roles: [],
    })
  })
})

describe('ztoken role', () => {
  it('lists, makes, changes and deletes', async () => {
    const { run } = place()
    expect((await run('role list')).out).toBe('admin\t*')
    expect((await run('role set editor user:edit user:read')).out).toBe(
      'editor\tuser:edit user:read',
    )
    await run('role set editor user:read')
    expect((await run('role list')).out.split('\n')).toContain('editor\tuser:read')
    expect((await run('role delete editor')).out).toBe('deleted editor')
    const refused: [string, string][] = [
      ['role delete editor', 'not_found'],
      ['role delete admin', 'permission_denied'],
      ['role set admin user:read', 'permission_denied'],
      ['role set Editor user:read', 'a lowercase letter'],
      ['role set editor user:', 'a permission is like'],
      ['role set editor', 'missing required argument'],
    ]
    for (const [line, words] of refused) {
      const { status, err } = await run(line)
      expect([status, err], line).toEqual([1, expect.stringContaining(words)])
    }
    expect((await run('role list')).out).toBe('admin\t*')
  })
})

describe('ztoken audit', () => {
  it('A167 shows who did what, of one user, of one kind, as text and as JSON', async () => {
    const { run, id } = await withUser()
    await run(['user', 'ban', phone, '--reason', 'spam'])
    await run(`user unban ${phone}`)
    const lines = (await run(`audit --user ${phone}`)).out.split('\n').map((row) => row.split('\t'))
    expect(lines.map(([, event]) => event)).toEqual([
      'user_unbanned',
      'user_banned',
      'user_created',
    ])
    expect(lines[1]).toEqual([
      expect.stringMatching(/Z$/),
      'user_banned',
      '-',
      id,
      '-',
      'reason=spam by=command_line',
    ])
    const json = (await run('audit --event user_banned --json')).out
    expect(JSON.parse(json)).toMatchObject({ event: 'user_banned', user_id: id, actor_id: null })
    expect((await run('audit --limit 1')).out.split('\n')).toHaveLength(1)
    // Of somebody who was deleted the id still leads to what there is.
    await run(`user delete ${phone} --yes`)
    expect((await run(`audit --user ${id} --limit 1`)).out).toContain('user_deleted')
    for (const [line, words] of [
      ['audit --event nonsense', '--event'],
      ['audit --limit 0', '--limit'],
    ] as const) {
      expect(await run(line)).toMatchObject({ status: 1, err: expect.stringContaining(words) })
    }
  })

  it('reads as many pages as it takes', async () => {
    const { run, variables } = place()
    const settings = loadSettings(variables, null, true)
    const core = await openCore(settings, await openStore(settings))
    const { id } = await core.createUser({ phone, password })
    for (let n = 0; n < 450; n += 1) await core.unban(id)
    await core.close()
    expect((await run('audit --limit 430')).out.split('\n')).toHaveLength(430)
    expect((await run('audit --limit 9999')).out.split('\n')).toHaveLength(451)
  })
})

describe('what an operator did', () => {
  it('is known to a server that runs already', async () => {
    const { run, variables } = await withUser()
    const settings = loadSettings({ ...variables, ZTOKEN_POLL_MILLISECONDS: '20' }, null, true)
    const core = await openCore(settings, await openStore(settings))
    const { accessToken } = await core.login({ phone, password })
    expect(core.authenticate(accessToken)).toHaveProperty('userId')
    await run(`user kickout ${phone}`)
    await core.syncRevocations()
    expect(() => core.authenticate(accessToken)).toThrow(
      expect.objectContaining({ code: 'kicked_out' }),
    )
    await core.close()
  })
})
