import { once } from 'node:events'
import { copyFileSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openEngine } from '../../stores/src/sqlite/engine.ts'
import { loadSettings } from '../src/config/load.ts'
import { openAvatarStorage } from '../src/config/open-avatars.ts'
import { credentials, openBucket, region } from './bucket.ts'
import { secret } from './open.ts'
import { quartersAs } from './pictures.ts'
import { place, printed, start } from './place.ts'

const keys = {
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
}
const load = (variables: Record<string, string>) =>
  loadSettings({ ZTOKEN_SECRET: secret, ...variables }, null, true)

describe('the settings of pictures', () => {
  it('name a folder, a bucket or none', () => {
    expect(load({})).toMatchObject({ avatars: null, public_url: null })
    expect(load({ ZTOKEN_AVATARS: 'off' }).avatars).toEqual({ kind: 'off' })
    const folder = load({ ZTOKEN_AVATARS: 'folder:./data/faces' }).avatars
    expect(folder).toEqual({ kind: 'folder', path: './data/faces' })
    const url = 's3:https://s3.example/bucket/faces/?region=auto'
    expect(load({ ...keys, ZTOKEN_AVATARS: url }).avatars).toEqual({
      kind: 's3',
      url: 'https://s3.example/bucket/faces',
      region: 'auto',
      credentials: {
        accessKeyId: credentials.accessKeyId,
        secretAccessKey: credentials.secretAccessKey,
      },
    })
    const token = { AWS_SESSION_TOKEN: credentials.sessionToken ?? '' }
    const inHost = { ...keys, ...token, ZTOKEN_AVATARS: 's3:https://bucket.s3.example' }
    expect(load(inHost).avatars).toMatchObject({
      url: 'https://bucket.s3.example',
      region: 'us-east-1',
      credentials,
    })
    const address = { ZTOKEN_PUBLIC_URL: 'https://auth.example/x/' }
    expect(load(address).public_url).toBe('https://auth.example/x')
  })

  it('are by default the folder beside the SQLite file; servers that may be several have none', () => {
    const storageOf = (url: string) => openAvatarStorage(load({ ZTOKEN_DATABASE_URL: url }))
    expect(storageOf('sqlite:./data/app.db')).not.toBeNull()
    expect(storageOf('sqlite::memory:')).toBeNull()
    expect(storageOf('postgres://127.0.0.1/app')).toBeNull()
    expect(openAvatarStorage(load({ ZTOKEN_AVATARS: 'off' }))).toBeNull()
  })

  it('A230 A233 that are wrong are named with the others, and no key is shown', async () => {
    for (const wrong of [
      'on',
      'folder:',
      's3:',
      's3:bucket',
      's3:ftp://s3.example/bucket',
      's3:https://canary:canary@s3.example/bucket',
      's3:https://s3.example/bucket?region=EU WEST',
      's3:https://s3.example/bucket?region=a&region=b',
      's3:https://s3.example/bucket?style=path',
      's3:https://s3.example/bucket#x',
      's3:https://s3.example/a%2fb',
    ]) {
      const given = { ...keys, ZTOKEN_AVATARS: wrong }
      expect(() => load(given), wrong).toThrow(
        /ZTOKEN_AVATARS has to be off, folder:PATH or s3:URL/,
      )
    }
    for (const wrong of [
      'auth.example',
      'ftp://a.example',
      'https://u:p@a.example',
      'https://a/?x',
    ]) {
      expect(() => load({ ZTOKEN_PUBLIC_URL: wrong }), wrong).toThrow(/ZTOKEN_PUBLIC_URL has to be/)
    }
    const { run } = place({
      ZTOKEN_PORT: 'x',
      ZTOKEN_AVATARS: 's3:https://s3.example/bucket',
      AWS_SECRET_ACCESS_KEY: 'canary',
    })
    const { status, err } = await run('serve')
    expect([status, err]).toEqual([1, expect.stringContaining('2 problems')])
    expect(err).toContain('AWS_ACCESS_KEY_ID')
    expect(err).not.toContain('canary')
  })
})

describe('ztoken serve', () => {
  it('keeps pictures beside its database, made with the first; `user delete` removes them', async () => {
    const { variables, directory, run } = place()
    const { token, url, stop } = await serving(variables, run)
    const folder = join(directory, 'data', 'avatars')
    expect(existsSync(folder)).toBe(false)
    expect(await upload(url, token)).toBe(200)
    expect(readdirSync(folder)).toHaveLength(4)
    expect((await run('user delete 13800138000 --yes')).status).toBe(0)
    expect(readdirSync(folder)).toEqual([])
    await stop()
  })

  it('keeps them in a bucket where one is named, and shows them from there', async () => {
    const bucket = await openBucket()
    const { variables, run } = place({
      ...keys,
      AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
      ZTOKEN_AVATARS: `s3:${bucket.url}?region=${region}`,
    })
    const { token, url, stop } = await serving(variables, run)
    expect(await upload(url, token)).toBe(200)
    expect(bucket.objects.size).toBe(4)
    const me = await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${token}` } })
    const { data } = (await me.json()) as { data: { head_portrait: string } }
    const shown = await fetch(url + data.head_portrait)
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/webp'])
    await stop()
  })
})

describe('ztoken import', () => {
  it('takes over URLs of pictures, but none of ours: nobody names another’s as their own', async () => {
    const { directory, run } = place()
    const file = join(directory, 'flask.db')
    copyFileSync('fixtures/flask-app.db', file)
    const engine = await openEngine(file)
    const set = engine.prepare('UPDATE user SET head_portrait = ? WHERE id = ?')
    set.run(`https://auth.example/v1/avatars/${'a'.repeat(22)}/256.webp`, 1)
    set.run('https://cdn.example/faces/256.webp', 2)
    engine.close()
    await run(['import', '--from', 'flask', file])
    const portraitOf = async (id: string) =>
      JSON.parse((await run(['user', 'show', id])).out).head_portrait
    expect(await portraitOf('1')).toBeNull()
    expect(await portraitOf('2')).toBe('https://cdn.example/faces/256.webp')
  })
})

async function serving(variables: Record<string, string>, run: ReturnType<typeof place>['run']) {
  await run('user add 13800138000', 'a long enough phrase')
  const token = (await run('token issue 13800138000')).out
  const child = start('serve', { ...variables, ZTOKEN_LOG_LEVEL: 'silent' })
  const url = /listens on (\S+)/.exec(await printed(child, 'listens on'))?.[1] ?? ''
  return {
    token,
    url,
    async stop() {
      child.kill('SIGTERM')
      expect((await once(child, 'exit'))[0]).toBe(0)
    },
  }
}

async function upload(url: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'image/png' }
  const body = new Uint8Array(await quartersAs('png'))
  return (await fetch(`${url}/v1/me/avatar`, { method: 'PUT', headers, body })).status
}
