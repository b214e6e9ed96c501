import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSettings } from '../src/config/load.ts'
import { readings } from '../src/config/settings.ts'
import { secret, temporaryDirectory } from './open.ts'
import { quartersAs } from './pictures.ts'
import { place, printed, start } from './place.ts'

const feedToken = 'kQ2rV8vN5xT1mW7yB4cF9hJ6pL3sD0gA'

/** Files with these contents; their paths. */
function files<Name extends string>(contents: Record<Name, string>): Record<Name, string> {
  const directory = temporaryDirectory()
  const paths = Object.entries(contents).map(([name, content]) => {
    writeFileSync(join(directory, name), content as string)
    return [name, join(directory, name)]
  })
  return Object.fromEntries(paths)
}

const load = (variables: Record<string, string>, needsSecret = true) =>
  loadSettings(variables, null, needsSecret)

describe('a setting as a file (attack A232)', () => {
  it('A232 every variable may be the one line of a file, with or without the end of that line', () => {
    const paths = files({ secret: `${secret}\n`, url: 'sqlite:x.db\r\n', tokens: feedToken })
    expect(
      load({
        ZTOKEN_SECRET_FILE: paths.secret,
        ZTOKEN_DATABASE_URL_FILE: paths.url,
        ZTOKEN_FEED_TOKENS_FILE: paths.tokens,
        ZTOKEN_METRICS_TOKENS_FILE: '',
      }),
    ).toMatchObject({ secret: [secret], database_url: 'sqlite:x.db', feed_tokens: [feedToken] })
    for (const name of Object.keys(readings)) {
      const variable = `ZTOKEN_${name.toUpperCase()}_FILE`
      expect(() => load({ [variable]: '/nowhere' }, false), variable).toThrow(
        `${variable} names a file that cannot be read`,
      )
    }
  })

  it('A232 the keys of a bucket, too', () => {
    const { id, key } = files({ id: 'AKIDEXAMPLE\n', key: 'wJalrXUtnFEMI/K7MDENG\n' })
    const settings = load({
      ZTOKEN_SECRET: secret,
      ZTOKEN_AVATARS: 's3:https://s3.example/bucket',
      AWS_ACCESS_KEY_ID_FILE: id,
      AWS_SECRET_ACCESS_KEY_FILE: key,
    })
    expect(settings.avatars).toMatchObject({
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG' },
    })
  })

  it('A232 A233 what is wrong is said by the name of the variable, once, without the content', async () => {
    const canary = 'canary-of-a-secret-that-is-long-enough'
    const paths = files({ lines: `${canary}1\n${canary}2\n`, empty: '\n', fine: canary })
    const folder = temporaryDirectory()
    for (const [variables, fault] of [
      [{ ZTOKEN_SECRET_FILE: paths.lines }, 'ZTOKEN_SECRET_FILE names a file that is not one line'],
      [{ ZTOKEN_SECRET_FILE: paths.empty }, 'ZTOKEN_SECRET_FILE names a file that is empty'],
      [{ ZTOKEN_SECRET_FILE: folder }, 'ZTOKEN_SECRET_FILE names a file that cannot be read'],
      [
        { ZTOKEN_SECRET_FILE: `${folder}/0` },
        'ZTOKEN_SECRET_FILE names a file that cannot be read',
      ],
      [
        { ZTOKEN_SECRET: canary, ZTOKEN_SECRET_FILE: paths.fine },
        'ZTOKEN_SECRET and ZTOKEN_SECRET_FILE are both set',
      ],
      [{ ZTOKEN_SECRET: secret, ZTOKEN_PORT_FILE: paths.fine }, 'ZTOKEN_PORT has to be'],
      [
        { ZTOKEN_SECRET: secret, ZTOKEN_COLOUR_FILE: paths.fine },
        'ZTOKEN_COLOUR_FILE is not a setting',
      ],
    ] as const) {
      const { run } = place({ ZTOKEN_SECRET: '', ...variables })
      const { status, out, err } = await run('serve')
      expect([status, out], fault).toEqual([1, ''])
      expect(err).toContain(`1 problem in the configuration:\n  - ${fault}`)
      expect(err).not.toContain('canary')
    }
  })

  it('A031 A232 the file of settings holds texts, numbers, truths and lists, and no members of objects', async () => {
    const { run, directory } = place()
    const file = join(directory, 'my.json')
    for (const content of [
      '{"issuer": {"a": 1}}',
      '{"issuer": null}',
      '{"accept_formats": ["signed", ["encrypted"]]}',
      '{"__proto__": {"port": 1}}',
      '{"__proto__": "x"}',
      '{"constructor": "x"}',
      '{"toString": "x"}',
      '{"hasOwnProperty": "x"}',
    ]) {
      writeFileSync(file, content)
      const { status, out, err } = await run(['--config', file, 'migrate'])
      expect([status, out], content).toEqual([1, ''])
      expect(err).toContain('1 problem in')
    }
    expect(Object.prototype).not.toHaveProperty('port')
  })
})

const isLinux = process.platform === 'linux'

it.runIf(isLinux)(
  'A232 with its secret in a file, no process of the server shows one among its variables',
  async () => {
    const { path } = files({ path: secret })
    const { ZTOKEN_SECRET: _, ...variables } = place().variables
    const child = start('serve', {
      ...variables,
      ZTOKEN_SECRET_FILE: path,
      ZTOKEN_LOG_LEVEL: 'silent',
    })
    const url = /listens on (\S+)/.exec(await printed(child, 'listens on'))?.[1] as string
    await askForAPicture(url)
    const processes = [child.pid as number, ...childrenOf(child.pid as number)]
    expect(processes.length).toBeGreaterThan(1)
    for (const pid of processes) {
      expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain(secret)
    }
    child.kill('SIGTERM')
    expect((await once(child, 'exit'))[0]).toBe(0)
  },
  60_000,
)

it.runIf(isLinux)(
  'A232 with its secrets in variables, the process that decodes pictures has none of them',
  async () => {
    const { variables } = place({ ZTOKEN_FEED_TOKENS: feedToken, ZTOKEN_LOG_LEVEL: 'silent' })
    const child = start('serve', variables)
    const url = /listens on (\S+)/.exec(await printed(child, 'listens on'))?.[1] as string
    await askForAPicture(url)
    const decoders = childrenOf(child.pid as number)
    expect(decoders).toHaveLength(1)
    const seen = readFileSync(`/proc/${decoders[0]}/environ`, 'utf8')
    expect(seen).not.toMatch(/ZTOKEN|PATH/)
    child.kill('SIGTERM')
    expect((await once(child, 'exit'))[0]).toBe(0)
  },
  60_000,
)

/** Makes the server start the process that decodes; it rests afterwards and does not end. */
async function askForAPicture(url: string): Promise<void> {
  const registered = await fetch(`${url}/v1/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone: '13800138000', password: 'a long enough phrase' }),
  })
  const { data } = (await registered.json()) as { data: { access_token: string } }
  const sent = await fetch(`${url}/v1/me/avatar`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${data.access_token}`, 'content-type': 'image/png' },
    body: new Uint8Array(await quartersAs('png')),
  })
  expect(sent.status).toBe(200)
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent)
}

/** The fourth field of `stat`, after the name in brackets (proc(5)). */
function parentOf(pid: number): number | null {
  try {
    return Number(/\) \S (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch {
    return null
  }
}
