import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, it, onTestFinished } from 'vitest'
import { settingsOf } from '../src/cli/context.ts'
import { loadSettings } from '../src/config/load.ts'
import { readings } from '../src/config/settings.ts'
import { secretVariables } from '../src/config/value-files.ts'
import { createPictures } from '../src/features/avatar/pictures.ts'
import { addPerson } from './client.ts'
import { open, secret } from './open.ts'

const isRoot = process.getuid?.() === 0

describe('S19 secrets of the process', () => {
  it('leave its environment as soon as they have been read', () => {
    const environment: Record<string, string | undefined> = {
      ZTOKEN_SECRET: secret,
      ZTOKEN_DATABASE_URL: 'postgres://somebody:password@127.0.0.1/x',
      ZTOKEN_PORT: '0',
    }
    const settings = settingsOf(
      {
        environment,
        isInteractive: false,
        forget: (names) => {
          for (const name of names) delete environment[name]
        },
        out: () => undefined,
        err: () => undefined,
        ask: async () => '',
      },
      {},
    )
    expect(settings.secret).toEqual([secret])
    expect(environment).toEqual({ ZTOKEN_PORT: '0' })
  })

  it('are all known: no setting that holds one is left out', () => {
    const secretive = Object.keys(readings).filter((name) =>
      /secret|tokens|database_url/.test(name),
    )
    for (const name of secretive) {
      expect(secretVariables).toContain(`ZTOKEN_${name.toUpperCase()}`)
    }
  })

  it('another user decodes pictures where one is named, and only root can name one', async () => {
    const load = (user: string) => () =>
      loadSettings({ ZTOKEN_SECRET: secret, ZTOKEN_PICTURE_USER: user }, null, true).picture_user
    for (const user of ['nobody', '-1', '1:', ':1', '1:2:3', '0', '0:0']) {
      expect(load(user), user).toThrow('ZTOKEN_PICTURE_USER')
    }
    if (!isRoot) {
      expect(load('65534')).toThrow('is of use where the server runs as root')
      return
    }
    expect(load('65534')()).toEqual({ uid: 65_534, gid: 65_534 })
    expect(load('65534:1000')()).toEqual({ uid: 65_534, gid: 1000 })
  })

  it.skipIf(!isRoot || process.platform !== 'linux')(
    'the process that decodes is that user’s, in no other group, and may not look at ours',
    async () => {
      const pictures = createPictures({ user: { uid: 65_534, gid: 65_534 } })
      onTestFinished(pictures.close)
      const red = { create: { width: 8, height: 8, channels: 3, background: 'red' } } as const
      const made = await pictures.make(await sharp(red).png().toBuffer(), {
        account: '17',
        address: null,
      })
      expect(made.size).toBe(4)
      const { stdout } = spawnSync('pgrep', ['-P', String(process.pid), '-f', 'picture-process'])
      const status = readFileSync(`/proc/${String(stdout).trim()}/status`, 'utf8')
      expect(status).toMatch(/^Uid:\t65534\t65534\t65534\t65534$/m)
      expect(status).toMatch(/^Gid:\t65534\t65534\t65534\t65534$/m)
      expect(status).toMatch(/^Groups:\t*\s*$/m)
      const look = spawnSync('cat', [`/proc/${process.pid}/environ`], { uid: 65_534, gid: 65_534 })
      expect(look.status).toBe(1)
    },
  )
})

describe('S19 browsers are told to stay with https', () => {
  it('where the public URL is https, in every reply, and nowhere else', async () => {
    const header = 'strict-transport-security'
    const { app, core } = await open({}, { publicUrl: 'https://login.example' })
    const { token } = await addPerson(core)
    for (const url of ['/v1/about', '/v1/me', '/nothing', '/.well-known/jwks.json', '/app/']) {
      const { headers } = await app.inject({ url, headers: { 'z-token': token } })
      expect(headers[header], url).toBe('max-age=31536000')
    }
    for (const publicUrl of ['http://login.example', undefined]) {
      const { app: plain } = await open({}, publicUrl === undefined ? {} : { publicUrl })
      expect((await plain.inject('/v1/about')).headers[header]).toBeUndefined()
    }
  })
})
