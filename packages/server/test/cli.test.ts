import { once } from 'node:events'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { itsdangerousFormat } from '@ztoken/token'
import { describe, expect, it } from 'vitest'
import { secret } from './open.ts'
import { place, printed, start } from './place.ts'

describe('users', () => {
  it('are added, listed, found by phone, and given another password', async () => {
    const { run } = place()
    const added = await run(
      ['user', 'add', '138 0013 8000', '--name', '张三'],
      'a long enough phrase',
    )
    expect(added).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^added \S{36} \+8613800138000$/),
    })
    const id = added.out.split(' ')[1] as string
    expect((await run('user list')).out).toBe(`${id}\t+8613800138000\t张三`)
    expect((await run(['user', 'list', '--after', id])).out).toBe('')
    const token = (await run('token issue 13800138000')).out
    expect(JSON.parse((await run(['token', 'verify', token])).out)).toMatchObject({ id })
    const changed = await run('user password 13800138000', 'another long phrase')
    expect(changed).toMatchObject({ status: 0, out: expect.stringContaining('sessions ended: 1') })
    expect(await run('token verify', token)).toMatchObject({
      status: 1,
      err: 'the token is not valid',
    })
  })

  it('bad input is refused by its code, with status 1, and changes nothing', async () => {
    const { run } = place()
    await run('user add 13800138000', 'a long enough phrase')
    const refused: [string, string, string][] = [
      ['user add 138', 'a long enough phrase', 'phone_invalid'],
      ['user add 13900000000', 'short', 'password_too_short'],
      ['user add 13900000000', 'password123', 'password_common'],
      ['user add 13900000000', '', 'password_too_short'],
      ['user add 13800138000', 'a long enough phrase', 'phone_taken'],
      ['user password 13900000000', 'a long enough phrase', 'no such user'],
      ['user password 13800138000', 'short', 'password_too_short'],
      ['user list --limit 0', '', '--limit'],
      ['user list --limit x', '', '--limit'],
      ['token issue 13900000000', '', 'no such user'],
    ]
    for (const [line, typed, words] of refused) {
      const { status, out, err } = await run(line, typed)
      expect([status, out], line).toEqual([1, ''])
      expect(err, line).toContain(words)
      expect(err).not.toContain('long enough')
    }
    expect((await run('user list')).out.split('\n')).toHaveLength(1)
  })
})

describe('tokens', () => {
  it('are inspected: what they say, and why they are refused', async () => {
    const { run } = place({ ZTOKEN_TOKEN_FORMAT: 'signed' })
    await run('user add 13800138000', 'a long enough phrase')
    const token = (await run('token issue 13800138000')).out
    const shown = JSON.parse((await run('token inspect', token)).out)
    expect(shown).toMatchObject({ holds: true, format: 'signed', header: { alg: 'HS256' } })
    const refused = JSON.parse((await run(['token', 'inspect', `${token}x`])).out)
    expect(refused).toMatchObject({
      holds: false,
      fault: 'not_authentic',
      header: { alg: 'HS256' },
    })
  })

  it('say when and how somebody showed who they are, where that is set', async () => {
    const { run } = place({ ZTOKEN_TOKEN_FORMAT: 'public', ZTOKEN_AUTHENTICATION_CLAIMS: 'true' })
    await run('user add 13800138000', 'a long enough phrase')
    const token = (await run('token issue 13800138000')).out
    const { claims } = JSON.parse((await run('token inspect', token)).out)
    expect(claims).toMatchObject({ auth_time: claims.iat, amr: [] })
    const nowhere = place({
      ZTOKEN_TOKEN_FORMAT: 'itsdangerous',
      ZTOKEN_AUTHENTICATION_CLAIMS: 'true',
    })
    expect(await nowhere.run('user list')).toMatchObject({
      status: 1,
      err: expect.stringContaining('ZTOKEN_AUTHENTICATION_CLAIMS'),
    })
  })

  it('F06 of another payload open the door by the member that is named, and a diagnosis names it', async () => {
    const flask = itsdangerousFormat({ secrets: ['your-secret-key'], algorithm: 'HS256' })
    const now = Math.floor(Date.now() / 1000)
    const environment = {
      ZTOKEN_TOKEN_FORMAT: 'itsdangerous',
      ZTOKEN_ITSDANGEROUS_SECRET: 'your-secret-key',
      ZTOKEN_ITSDANGEROUS_ALGORITHM: 'HS256',
    }
    const { run } = place(environment)
    const id = (await run('user add 13800138000', 'a long enough phrase')).out.split(' ')[1]
    const token = flask.sign({ user_id: 123 }, now, now + 60)
    expect(JSON.parse((await run('token inspect', token)).out)).toMatchObject({
      holds: false,
      fault: 'payload_unknown',
      payload: { user_id: 123 },
    })
    const named = place({ ...environment, ZTOKEN_ITSDANGEROUS_ID: 'user_id' })
    expect(JSON.parse((await named.run('token inspect', token)).out)).toMatchObject({
      holds: true,
      claims: { sub: '123' },
    })
    const refused = await place({ ...environment, ZTOKEN_ITSDANGEROUS_ID: 'user id' }).run(
      'user list',
    )
    expect(refused).toMatchObject({ status: 1, err: expect.stringContaining('ITSDANGEROUS_ID') })
    expect(id).toHaveLength(36)
  })
})

describe('import', () => {
  it('dry run, run, and run again say what became of everybody', async () => {
    const { run, directory } = place()
    const dry = await run('import fixtures/flask-app.db --from flask --dry-run')
    expect(dry.out).toContain('43 users read (dry run: nothing was written)')
    expect((await run('user list')).out).toBe('')
    const first = await run('import fixtures/flask-app.db --from flask')
    expect(first).toMatchObject({ status: 0, out: expect.stringContaining('43 imported') })
    const second = await run('import fixtures/flask-app.db --from flask')
    expect(second).toMatchObject({ status: 0, out: expect.stringContaining('43 there before') })
    expect((await run('user list --limit 1000')).out.split('\n')).toHaveLength(43)
    const elsewhere = place()
    await elsewhere.run('user add 13800138000', 'a long enough phrase')
    const collided = await elsewhere.run('import fixtures/flask-app.db --from flask')
    expect(collided.status).toBe(2)
    expect(collided.err).toMatch(/^id "\d+": left out: the phone belongs to somebody else$/m)
    const junk = join(directory, 'junk.db')
    writeFileSync(junk, 'no database')
    for (const file of [join(directory, 'nothing.db'), junk, directory]) {
      const failed = await run(['import', file, '--from', 'flask'])
      expect([failed.status, failed.out]).toEqual([1, ''])
      expect(failed.err).not.toBe('')
    }
    expect((await run('import fixtures/flask-app.db --from django')).status).toBe(1)
    expect((await run('import fixtures/flask-app.db')).status).toBe(1)
  })
})

describe('migrate', () => {
  it('applies what is due, once, and needs no secret', async () => {
    const { run } = place({ ZTOKEN_SECRET: '' })
    expect((await run('migrate')).out).toMatch(/^applied 0001-/)
    expect((await run('migrate')).out).toBe('nothing to do: the schema is up to date')
  })
})

describe('configuration', () => {
  it('every fault is named at once, and no secret is shown', async () => {
    const { run } = place({
      ZTOKEN_SECRET: 'changeme',
      ZTOKEN_DATABASE_URL: 'mysql://x',
      ZTOKEN_PORT: '99999',
      ZTOKEN_TOKEN_FORMAT: 'jwt',
      ZTOKEN_ACCEPT_FORMATS: 'signed,none',
      ZTOKEN_ISSUER: 'zto"ken',
      ZTOKEN_CORS_ORIGINS: '*',
      ZTOKEN_TRUSTED_PROXIES: '10.0.0.0/33',
      ZTOKEN_DEFAULT_REGION: 'XX',
      ZTOKEN_ACCESS_TOKEN_SECONDS: '1y',
      ZTOKEN_ITSDANGEROUS_SECRET: '{"kty":"oct"}',
      ZTOKEN_LOG_LEVEL: 'loud',
      ZTOKEN_NONSENSE: 'canary-value',
    })
    const { status, out, err } = await run('serve')
    expect([status, out]).toEqual([1, ''])
    expect(err).toContain('13 problems')
    for (const name of [
      'SECRET',
      'DATABASE_URL',
      'PORT',
      'TOKEN_FORMAT',
      'ACCEPT_FORMATS',
      'ISSUER',
    ]) {
      expect(err).toContain(`ZTOKEN_${name} `)
    }
    for (const hidden of ['changeme', 'canary-value', 'kty']) expect(err).not.toContain(hidden)
  })

  it('a missing secret is a fault of serve, with the way to make one', async () => {
    const { run } = place({ ZTOKEN_SECRET: '' })
    const { status, err } = await run('serve')
    expect(status).toBe(1)
    expect(err).toContain('ZTOKEN_SECRET is missing')
    expect(err).toContain('openssl rand')
  })

  it('a file is read, variables win over it, and its faults name it', async () => {
    const { run, directory } = place()
    const file = join(directory, 'my.json')
    const config = ['--config', file]
    writeFileSync(file, JSON.stringify({ token_format: 'signed', accept_formats: ['encrypted'] }))
    await run('user add 13800138000', 'a long enough phrase')
    const { out } = await run([...config, 'token', 'issue', '13800138000'])
    expect(JSON.parse((await run([...config, 'token', 'inspect', out])).out)).toMatchObject({
      format: 'signed',
    })
    for (const [content, words] of [
      ['{"port": 99999, "color": 1}', '2 problems'],
      ['[]', 'not one JSON object'],
      ['{', 'not one JSON object'],
      ['{"port":1,"port":2}', 'not one JSON object'],
    ] as const) {
      writeFileSync(file, content)
      const refused = await run([...config, 'migrate'])
      expect([refused.status, refused.out]).toEqual([1, ''])
      expect(refused.err).toContain(words)
    }
    const gone = await run(['--config', join(directory, 'none.json'), 'migrate'])
    expect(gone).toMatchObject({ status: 1, err: expect.stringContaining('cannot be read') })
  })

  it('a database that cannot be opened is said so, without a stack', async () => {
    const { directory } = place()
    writeFileSync(join(directory, 'file'), 'no database '.repeat(200))
    const paths = {
      [`${directory}/file/app.db`]: /ZTOKEN_DATABASE_URL: .* is not a folder$/,
      [directory]: /ZTOKEN_DATABASE_URL names a folder/,
      [join(directory, 'file')]: /^MigrationError: the file is not a database of ztoken/,
    }
    for (const [path, words] of Object.entries(paths)) {
      const { run } = place({ ZTOKEN_DATABASE_URL: `sqlite:${path}` })
      const { status, err } = await run('user list')
      expect(status, path).toBe(1)
      expect(err).toMatch(words)
      expect(err).not.toMatch(/\n\s+at /)
    }
  })
})

describe('help', () => {
  it('--help, --version, and what is no command', async () => {
    const { run } = place()
    const help = await run('--help')
    expect(help.status).toBe(0)
    for (const command of ['dev', 'serve', 'migrate', 'import', 'user', 'role', 'audit', 'token']) {
      expect(help.out).toContain(command)
      expect((await run(`${command} --help`)).status).toBe(0)
    }
    expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+$/)
    for (const line of ['nonsense', 'user nonsense', 'user add', '--nonsense', 'import']) {
      const { status, err } = await run(line)
      expect([status, err.length > 10], line).toEqual([1, true])
    }
  })
})

describe('the server as a process', () => {
  it('dev makes a secret and demo people, prints how to try it, and stops when asked', async () => {
    const { directory } = place()
    const file = join(directory, 'data', 'app.db')
    const variables = { ZTOKEN_DATABASE_URL: `sqlite:${file}`, ZTOKEN_LOG_LEVEL: 'silent' }
    const logins = []
    for (let round = 0; round < 2; round += 1) {
      const child = start('dev', variables)
      const text = await printed(child, 'Ctrl+C 停止')
      const url = /listens on (\S+)/.exec(text)?.[1] as string
      expect(text).toContain(`curl -s ${url}/login`)
      const reply = await fetch(`${url}/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ phone: '13800138000', password: 'pass-word-0' }),
      })
      const { data } = (await reply.json()) as { data: string }
      logins.push(data)
      // The token of the first start holds after the second: the secret stayed.
      for (const token of logins) {
        const detail = await fetch(`${url}/user/detail`, { headers: { 'z-token': token } })
        expect(await detail.json()).toMatchObject({ code: 0, data: { phone: '13800138000' } })
      }
      child.kill('SIGTERM')
      expect((await once(child, 'exit'))[0]).toBe(0)
    }
    const made = join(directory, 'data', 'dev-secret')
    expect(statSync(made).mode & 0o777).toBe(0o600)
    expect(readFileSync(made, 'utf8').length).toBeGreaterThanOrEqual(43)
  }, 60_000)

  it('dev refuses in production, serve without a secret, and neither leaves a file', async () => {
    const { directory } = place()
    const file = join(directory, 'data', 'app.db')
    const variables = { ZTOKEN_DATABASE_URL: `sqlite:${file}` }
    for (const [command, more] of [
      ['dev', { NODE_ENV: 'production' }],
      ['serve', {}],
    ] as const) {
      const child = start(command, { ...variables, ...more })
      expect((await once(child, 'exit'))[0]).toBe(1)
      expect(existsSync(file)).toBe(false)
    }
  }, 60_000)

  it('A195 kill -9 right after the reply: what was acknowledged is there', async () => {
    const { directory } = place()
    const variables = {
      ZTOKEN_SECRET: secret,
      ZTOKEN_DATABASE_URL: `sqlite:${join(directory, 'app.db')}`,
      ZTOKEN_LOG_LEVEL: 'silent',
    }
    const phones: string[] = []
    for (let round = 0; round < 3; round += 1) {
      const child = start('serve', variables)
      const url = /listens on (\S+)/.exec(await printed(child, 'listens on'))?.[1] as string
      const post = async (path: string, body: object) =>
        (
          await fetch(`${url}${path}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          })
        ).status
      for (const known of phones) {
        expect(await post('/v1/login', { phone: known, password: 'a long enough phrase' })).toBe(
          200,
        )
      }
      const phone = `1380013800${round}`
      expect(await post('/v1/register', { phone, password: 'a long enough phrase' })).toBe(200)
      phones.push(phone)
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  }, 60_000)
})
