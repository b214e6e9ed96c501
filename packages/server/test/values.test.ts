import { once } from 'node:events'
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSettings } from '../src/config/load.ts'
import { secret, temporaryDirectory } from './open.ts'
import { place, printed, start } from './place.ts'

function load(variables: Record<string, string>, warn?: (text: string) => void) {
  return loadSettings({ ZTOKEN_SECRET: secret, ...variables }, null, true, warn)
}

/** What is said of a faulty value. */
function faultOf(variables: Record<string, string>): string {
  try {
    load(variables)
  } catch (error) {
    return (error as Error).message
  }
  throw new Error(`${JSON.stringify(variables)} is taken`)
}

describe('values as they come (F45)', () => {
  it('F45 what can mean one thing is taken, in every kind of setting', () => {
    const given: readonly (readonly [string, string, unknown])[] = [
      ['PORT', '"21045"', 21_045],
      ['PORT', " '8081' ", 8081],
      ['TOKEN_FORMAT', "'Signed'", 'signed'],
      ['ACCEPT_FORMATS', '"signed, ENCRYPTED"', ['signed', 'encrypted']],
      ['SIGNED_ALGORITHM', 'hs512', 'HS512'],
      ['LOG_LEVEL', 'INFO', 'info'],
      ['DEFAULT_REGION', 'cn', 'CN'],
      ...['False', 'no', 'OFF', '0'].map((word) => ['REGISTRATION', word, false] as const),
      ...['True', 'YES', 'on', ' 1 '].map((word) => ['ITSDANGEROUS_ACCESS', word, true] as const),
      ['ACCESS_TOKEN_SECONDS', '1h', 3600],
      ['ACCESS_TOKEN_SECONDS', '1h30m', 5400],
      ['SESSION_SECONDS', '7 days', 604_800],
      ['AUDIT_DAYS', '4w', 28],
      ['POLL_MILLISECONDS', '2s', 2000],
      ['HOST', '[::1]', '::1'],
      ['HOST', 'unix:/run/z.sock', '/run/z.sock'],
      ['SECRET', `"${secret}"`, [secret]],
      ['SECRET', `${secret}\r\n`, [secret]],
      ['SECRET', `["${secret},x"]`, [`${secret},x`]],
      ['DATABASE_URL', 'sqlite:/data/x.db ', 'sqlite:/data/x.db'],
    ]
    for (const [name, text, value] of given) {
      const settings = load({ [`ZTOKEN_${name}`]: text })
      expect(settings, `${name}=${text}`).toMatchObject({ [name.toLowerCase()]: value })
    }
  })

  it('F45 what could mean two things is refused by name, with the right spelling', () => {
    const given: readonly (readonly [string, string, string])[] = [
      ['SECRET', `"${secret},${secret}"`, 'a JSON list'],
      ['AUDIT_DAYS', '36h', 'a whole number of days'],
      ['ACCESS_TOKEN_SECONDS', '1 fortnight', 'e.g. 3600 or 1h'],
      ['HOST', '0.0.0.0:8080', 'ZTOKEN_PORT'],
      ['HOST', 'http://0.0.0.0', 'without a scheme'],
      ['HOST', '*', '0.0.0.0'],
      ['PAGES', 'maybe', 'true or false'],
      ['HSOT', '::1', 'is not a setting (did you mean ZTOKEN_HOST?)'],
      ['CORS_ORIGIN', 'x', 'did you mean ZTOKEN_CORS_ORIGINS?'],
    ]
    for (const [name, text, words] of given) {
      const fault = faultOf({ [`ZTOKEN_${name}`]: text })
      expect(fault, `${name}=${text}`).toContain(words)
      expect(fault).toMatch(/^1 problem in the configuration:\n {2}- ZTOKEN_/)
    }
  })

  it('F45 a file holds what a variable may hold, whatever an editor left in it', () => {
    const folder = temporaryDirectory()
    const values = join(folder, 'secret')
    writeFileSync(values, `\ufeff"${secret}"\r\n\n`)
    const { ZTOKEN_SECRET: _, ...none } = { ZTOKEN_SECRET_FILE: ` ${values}`, ZTOKEN_SECRET: '' }
    expect(loadSettings(none, null, true).secret).toEqual([secret])
    const config = join(folder, 'ztoken.json')
    const written = { secret: [`${secret},x`], port: ' "81" ', pages: 'no', audit_days: '1w' }
    writeFileSync(config, `\ufeff${JSON.stringify(written)}`)
    expect(loadSettings({}, config, true)).toMatchObject({
      secret: [`${secret},x`],
      port: 81,
      pages: false,
      audit_days: 7,
    })
  })

  it('F45 the URL of a PostgreSQL as others write it', () => {
    const given = {
      'postgresql+psycopg2://u:p@h/x': 'postgres://u:p@h/x',
      'postgresql+asyncpg://u:p@h:5433/x?sslmode=require':
        'postgres://u:p@h:5433/x?sslmode=require',
      'POSTGRES://u:p%40w@h/x?connect_timeout=5': 'postgres://u:p%40w@h/x?connect_timeout=5',
      'postgres:///x?host=/run/postgresql': 'postgres:///x?host=/run/postgresql',
      'postgres://u:p@/x?host=/run/postgresql': 'postgres://u:p@/x?host=/run/postgresql',
      'postgresql://u:p@h/x?schema=public&channel_binding=prefer': 'postgres://u:p@h/x',
      'postgresql://u:p@h/x?schema=auth': 'postgres://u:p@h/x?schema=auth',
    }
    for (const [text, url] of Object.entries(given)) {
      expect(load({ ZTOKEN_DATABASE_URL: text }).database_url, text).toBe(url)
    }
    const prisma = 'postgresql://u:p@h/x?schema=public&connection_limit=5&pgbouncer=true'
    const read = { database_url: 'postgres://u:p@h/x', database_pooler: 'transaction' }
    expect(load({ ZTOKEN_DATABASE_URL: prisma })).toMatchObject({ ...read, database_pool: 5 })
    const own = { ZTOKEN_DATABASE_POOL: '7', ZTOKEN_DATABASE_POOLER: 'none' }
    expect(load({ ZTOKEN_DATABASE_URL: prisma, ...own })).toMatchObject({
      database_pool: 7,
      database_pooler: 'none',
    })
  })

  it('F45 what a URL cannot mean is named, and no password is shown', () => {
    const given = {
      'postgres://u:canary@w@h/x': '@ is %40',
      'postgres://u:canary/w@h:1/x': '/ %2F',
      'postgres://u:canary#w@h/x': '# %23',
      'postgres://u:canary?w@h/x': '? %3F',
      'postgres://u:canary?w=1@h/x': '? %3F',
      'postgres://u:canary%zz@h/x': '% %25',
      'postgres://u:canary@h:1,i:2/x': 'several hosts',
      'postgres://u:canary@h/x?host=a,b': 'several hosts',
      'postgres://u:canary@h/x?sslmod=require': 'sslmod that is not known (did you mean sslmode?)',
      'postgres://u:canary@h/x?statement_timeout=1': 'statement_timeout that is not known',
      'postgres://u:canary@h/x?sslmode=prefer': 'disable or require',
      'postgres://u:canary@h/x?target_session_attrs=read-only': 'target_session_attrs',
      'mysql://u:canary@h/x': 'sqlite:PATH',
    }
    for (const [text, words] of Object.entries(given)) {
      const fault = faultOf({ ZTOKEN_DATABASE_URL: text })
      expect(fault, text).toContain(words)
      expect(fault, text).not.toContain('canary')
    }
  })

  it('F45 a start that finds no database says where it looked and what to try', async () => {
    const folder = temporaryDirectory()
    const tried = {
      'postgres://u:canary@127.0.0.1:1/x': /PostgreSQL at 127\.0\.0\.1:1 .*ECONNREFUSED.* running/,
      [`postgres:///x?host=${folder}`]: /PostgreSQL at \/.*no such socket/,
      'postgres://u:canary@no-such-host.invalid/x': /no-such-host\.invalid:5432 .*spelled/,
      [`sqlite:${folder}`]: /names a folder/,
    }
    for (const [url, words] of Object.entries(tried)) {
      const { status, err } = await place({ ZTOKEN_DATABASE_URL: url }).run('migrate')
      expect([status, err], url).toEqual([1, expect.stringMatching(words)])
      expect(err).not.toContain('canary')
    }
  })
})

describe('SQLite’s file, however it is named (F10)', () => {
  it('F10 what is one file to everybody is that file', () => {
    const given = {
      'sqlite:./app.db': 'sqlite:./app.db',
      'sqlite:app.db?mode=rwc': 'sqlite:app.db',
      'sqlite:////data/app.db': 'sqlite:/data/app.db',
      'sqlite+aiosqlite:////data/app.db': 'sqlite:/data/app.db',
      'file:app.db': 'sqlite:app.db',
      'file:///data/app.db': 'sqlite:/data/app.db',
      './app.db': 'sqlite:./app.db',
      'data/app.sqlite3': 'sqlite:data/app.sqlite3',
      '/data/ztoken': 'sqlite:/data/ztoken',
      'sqlite:///:memory:': 'sqlite::memory:',
      'sqlite::memory:': 'sqlite::memory:',
    }
    for (const [text, url] of Object.entries(given)) {
      expect(load({ ZTOKEN_DATABASE_URL: text }).database_url, text).toBe(url)
    }
  })

  it('F10 what could be two files is refused with both spellings, and no file is made', async () => {
    const given = {
      'sqlite:///app.db': ['sqlite:/app.db', 'sqlite:app.db'],
      'sqlite:///data/app.db?mode=rwc': ['sqlite:/data/app.db', 'sqlite:data/app.db'],
      'sqlite://app.db': ['sqlite:app.db', 'sqlite:/app.db'],
      'sqlite://': ['sqlite::memory:'],
      'sqlite:app.db?mode=ro': ['mode'],
      'sqlite:app.db?timeout=5': ['timeout'],
      'sqlite:~/app.db': ['~'],
      app: ['sqlite:PATH'],
    }
    for (const [text, words] of Object.entries(given)) {
      const fault = faultOf({ ZTOKEN_DATABASE_URL: text })
      for (const word of words) expect(fault, text).toContain(word)
    }
  })
})

describe('variables of a Service called ztoken (F24)', () => {
  const links = {
    ZTOKEN_SERVICE_HOST: '10.96.12.34',
    ZTOKEN_SERVICE_PORT: '8080',
    ZTOKEN_SERVICE_PORT_HTTP: '8080',
    ZTOKEN_PORT: 'tcp://10.96.12.34:8080',
    ZTOKEN_PORT_8080_TCP: 'tcp://10.96.12.34:8080',
    ZTOKEN_PORT_8080_TCP_PROTO: 'tcp',
    ZTOKEN_PORT_8080_TCP_PORT: '8080',
    ZTOKEN_PORT_8080_TCP_ADDR: '10.96.12.34',
    ZTOKEN_DB_SERVICE_HOST: 'fd00::12',
    ZTOKEN_DB_PORT: 'tcp://[fd00::12]:5432',
    ZTOKEN_DB_PORT_5432_TCP: 'tcp://[fd00::12]:5432',
    ZTOKEN_NAME: '/app/ztoken',
    ZTOKEN_ENV_NODE_VERSION: '24',
  }

  it('F24 are passed over with one warning, and what an operator set counts', () => {
    const warnings: string[] = []
    const warn = (text: string): void => void warnings.push(text)
    expect(load(links, warn).port).toBe(8080)
    expect(warnings).toEqual([expect.stringContaining('ZTOKEN_DB_SERVICE_HOST')])
    expect(load({ ...links, ZTOKEN_PORT: '21024' }).port).toBe(21_024)
  })

  it('F24 nothing else is passed over', () => {
    expect(faultOf({ ...links, ZTOKEN_SERVICE: 'x' })).toContain('ZTOKEN_SERVICE is not a setting')
    expect(faultOf({ ZTOKEN_NAME: '/app/ztoken' })).toContain('ZTOKEN_NAME is not a setting')
    expect(faultOf({ ZTOKEN_PORT: 'tcp' })).toContain('ZTOKEN_PORT has to be')
  })
})

describe('origins of apps and extensions (F17)', () => {
  it('F17 any scheme is taken, as browsers send it', () => {
    const given = {
      'capacitor://localhost': 'capacitor://localhost',
      'ionic://localhost/': 'ionic://localhost',
      'tauri://localhost': 'tauri://localhost',
      'app://Obsidian.md': 'app://obsidian.md',
      'chrome-extension://abcdefghijklmnopabcdefghijklmnop':
        'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
      'moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc':
        'moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc',
      'HTTPS://App.Example:443/': 'https://app.example',
      'http://localhost:5173/': 'http://localhost:5173',
      'http://[::1]:80': 'http://[::1]',
      'https://bücher.example': 'https://xn--bcher-kva.example',
    }
    const texts = Object.keys(given).join(', ')
    expect(load({ ZTOKEN_CORS_ORIGINS: texts }).cors_origins).toEqual(Object.values(given))
  })

  it('F17 what would let anybody in, or match nothing, is refused with its reason', () => {
    const given = {
      'https://*.app.example': 'asterisk',
      '*': 'asterisk',
      null: 'null or file://',
      'file://': 'null or file://',
      'https://app.example/path': 'without a path',
      'app.example': 'as browsers send them',
      'https://me@app.example': 'as browsers send them',
      'javascript://x': 'as browsers send them',
    }
    for (const [text, words] of Object.entries(given)) {
      expect(faultOf({ ZTOKEN_CORS_ORIGINS: text }), text).toContain(words)
    }
  })
})

describe('a unix socket (F45)', () => {
  const answer = (socketPath: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = { host: 'login.example', 'content-type': 'application/json' }
      const asked = httpRequest({
        socketPath,
        path: '/login',
        method: 'POST',
        headers,
        agent: false,
      })
      asked.on('response', (response) => {
        response.resume().on('end', () => resolve(response.statusCode))
      })
      asked.on('error', reject).end('{"phone": "13800138000", "password": "not the password"}')
    })

  it('F45 is listened on, for owner and group, and is gone after the stop', async () => {
    const { directory, variables } = place()
    const path = join(directory, 'z.sock')
    // One that a killed process left.
    const left = createServer().listen(path)
    await once(left, 'listening')
    const child = start('serve', { ...variables, ZTOKEN_HOST: path })
    let fault = ''
    child.stderr?.on('data', (piece) => {
      fault += piece
    })
    expect((await once(child, 'exit'))[0]).toBe(1)
    expect(fault).toContain('another process already listens')
    left.close()
    mkdirSync(join(directory, 'other'))
    for (const line of ['serve', 'serve --workers 2']) {
      const running = start(line, { ...variables, ZTOKEN_HOST: path })
      await printed(running, 'listens on')
      expect(statSync(path).mode & 0o777).toBe(0o660)
      expect(await answer(path)).toBe(200)
      running.kill('SIGTERM')
      expect((await once(running, 'exit'))[0], line).toBe(0)
      expect(existsSync(path)).toBe(false)
    }
    const killed = start('serve', { ...variables, ZTOKEN_HOST: path })
    await printed(killed, 'listens on')
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    const after = start('serve', { ...variables, ZTOKEN_HOST: path })
    await printed(after, 'listens on')
    expect(await answer(path)).toBe(200)
  })
})
