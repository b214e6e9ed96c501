import { existsSync, statSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, it, vi } from 'vitest'
import { createApp } from '../src/server.ts'
import { addPerson } from './client.ts'
import { open } from './open.ts'
import { ofSize, openAvatars } from './open-avatars.ts'
import { corners, cornersOf, kinds, partsOfWebp, quarters, quartersAs } from './pictures.ts'

const sizes = [64, 128, 256, 512]

/** How the corners lie in a file of each orientation (EXIF 2.3 §4.6.4): what is seen is upright. */
const storedCorners = [
  ['red', 'lime', 'blue', 'white'],
  ['lime', 'red', 'white', 'blue'],
  ['white', 'blue', 'lime', 'red'],
  ['blue', 'white', 'red', 'lime'],
  ['red', 'blue', 'lime', 'white'],
  ['lime', 'white', 'red', 'blue'],
  ['white', 'lime', 'blue', 'red'],
  ['blue', 'red', 'white', 'lime'],
]

describe('a picture', () => {
  for (const kind of kinds) {
    it(`of kind ${kind} comes out as square WebP in four sizes, whatever it is called`, async () => {
      const { upload, picture, send, person } = await openAvatars()
      const reply = await upload(await quartersAs(kind), { type: 'image/gif' })
      expect([reply.status, reply.code]).toEqual([200, 0])
      const url = reply.data.head_portrait as string
      expect(url).toMatch(/^\/v1\/avatars\/[\w-]{22}\/256\.webp$/)
      const me = await send('GET', '/v1/me', { token: person.token })
      expect(reply.data).toEqual(me.data)
      for (const size of sizes) {
        const bytes = await picture(ofSize(url, size))
        expect(await sharp(bytes).metadata()).toMatchObject({
          format: 'webp',
          width: size,
          height: size,
        })
        expect(await cornersOf(bytes)).toEqual(corners)
      }
    })
  }

  for (const [at, stored] of storedCorners.entries()) {
    const orientation = at + 1
    it(`turned by EXIF (${orientation}) stands upright, and says nothing of where it was taken`, async () => {
      const { upload, picture } = await openAvatars()
      const bytes = await quarters(200, stored)
        .withExif({
          IFD0: { Make: 'canary-camera', Orientation: String(orientation) },
          IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '39/1 54/1 0/1' },
        })
        .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">canary-xmp</x:xmpmeta>')
        .withIccProfile('p3')
        .withMetadata({ orientation })
        .jpeg({ quality: 95 })
        .toBuffer()
      expect(bytes.includes('canary-camera')).toBe(true)
      expect((await sharp(bytes).metadata()).orientation).toBe(orientation)
      const { data } = await upload(bytes, { type: 'image/jpeg' })
      for (const size of sizes) {
        const kept = await picture(ofSize(data.head_portrait, size))
        expect(await cornersOf(kept)).toEqual(corners)
        expect(partsOfWebp(kept)).toEqual(['VP8 '])
      }
    })
  }

  it('that is transparent stays so, and one that is wide loses its sides', async () => {
    const { upload, picture } = await openAvatars()
    const background = { r: 255, g: 0, b: 0, alpha: 0.5 }
    const clear = sharp({ create: { width: 900, height: 30, channels: 4, background } })
    const { data } = await upload(await clear.png().toBuffer())
    const kept = await picture(data.head_portrait)
    expect(await sharp(kept).metadata()).toMatchObject({ width: 256, height: 256, hasAlpha: true })
    const { channels } = await sharp(kept).stats()
    expect(Math.round(channels[3]?.mean ?? 0)).toBe(128)
  })

  it('that moves is its first frame', async () => {
    const { upload, picture } = await openAvatars()
    const frame = (colour: string) =>
      sharp({ create: { width: 40, height: 40, channels: 3, background: colour } })
        .png()
        .toBuffer()
    const frames = [await frame('red'), await frame('blue')]
    for (const kind of ['gif', 'webp'] as const) {
      const moving = sharp(frames, { join: { animated: true } })
      const bytes = await moving.toFormat(kind, { delay: [100, 100] }).toBuffer()
      expect((await sharp(bytes).metadata()).pages).toBe(2)
      const { data } = await upload(bytes)
      const kept = await picture(data.head_portrait)
      expect(await cornersOf(kept)).toEqual(Array(4).fill('red'))
      expect((await sharp(kept).metadata()).pages).toBeUndefined()
    }
  })

  it('in grey, in CMYK, of one pixel and of sixteen bits is taken as well', async () => {
    const { upload, picture } = await openAvatars()
    const plain = (side: number) =>
      sharp({ create: { width: side, height: side, channels: 3, background: 'red' } })
    for (const bytes of [
      await plain(50).toColourspace('b-w').png().toBuffer(),
      await plain(50).toColourspace('cmyk').jpeg().toBuffer(),
      await plain(1).png().toBuffer(),
      await plain(50).toColourspace('rgb16').png().toBuffer(),
      await plain(50).png({ palette: true, progressive: true }).toBuffer(),
    ]) {
      const reply = await upload(bytes)
      expect(reply.status).toBe(200)
      const kept = await sharp(await picture(reply.data.head_portrait)).metadata()
      expect(kept).toMatchObject({ width: 256, height: 256 })
    }
  })
})

describe('who has a picture', () => {
  it('has one at a time: what was before is gone, and so is the last one when it is taken down', async () => {
    const { upload, files, send, person } = await openAvatars()
    expect(files()).toEqual([])
    const urls = new Set<string>()
    for (const kind of kinds) {
      const { data } = await upload(await quartersAs(kind))
      urls.add(data.head_portrait)
      const id = data.head_portrait.split('/')[3]
      await vi.waitFor(() => expect(files().every((name) => name.startsWith(id))).toBe(true))
      expect(files()).toHaveLength(4)
    }
    expect(urls.size).toBe(4)
    for (let n = 0; n < 2; n += 1) {
      const reply = await send('DELETE', '/v1/me/avatar', { token: person.token })
      expect([reply.status, reply.data.head_portrait]).toEqual([200, null])
      await vi.waitFor(() => expect(files()).toEqual([]))
    }
    for (const url of urls) expect((await send('GET', url)).status).toBe(404)
  })

  it('A132 takes it along when the account is deleted, by themselves or by others', async () => {
    const { core, upload, files, send, person } = await openAvatars()
    const admin = await addPerson(core, ['*'])
    const others = [person, await addPerson(core), await addPerson(core)] as const
    const deletions = [
      () => send('DELETE', '/v1/me', { token: person.token }),
      () => send('DELETE', `/v1/users/${others[1].id}`, { token: admin.token }),
      () => core.deleteAccount(others[2].id),
    ]
    for (const [n, remove] of deletions.entries()) {
      await upload(await quartersAs('png'), { token: others[n]?.token ?? '' })
      expect(files()).toHaveLength(4)
      await remove()
      await vi.waitFor(() => expect(files()).toEqual([]))
    }
  })

  it('has exactly one after many at once, and no file of another is left', async () => {
    const { core, upload, files, send } = await openAvatars()
    const people = await Promise.all([addPerson(core), addPerson(core), addPerson(core)])
    const bytes = await quartersAs('png')
    const replies = await Promise.all(
      people.flatMap(({ token }) => [1, 2, 3, 4].map(() => upload(bytes, { token }))),
    )
    // One upload of a person at a time: the others are asked to come again.
    const statuses = replies.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(3)
    for (const { status, headers } of replies) {
      if (status !== 200) expect([status, headers['retry-after']]).toEqual([429, '1'])
    }
    await vi.waitFor(() => expect(files()).toHaveLength(12))
    for (const { token } of people) {
      const { data } = await send('GET', '/v1/me', { token })
      const id = data.head_portrait.split('/')[3]
      expect(files().filter((name) => name.startsWith(id))).toHaveLength(4)
    }
  })

  it('that stands elsewhere, as imported people do, loses the URL and nothing else', async () => {
    const { core, upload, send, files } = await openAvatars()
    const elsewhere = 'https://cdn.example/faces/17.png'
    const run = core.createImport({ dryRun: false })
    const row = { name: null, avatar: elsewhere, intro: null, level: 0, passwordHash: null }
    for (const [id, phone] of [
      ['17', '13700000017'],
      ['18', '13700000018'],
    ] as const) {
      expect(await run.add({ ...row, id, phone })).toBe('added')
    }
    const token = await core.createToken('17')
    expect((await send('GET', '/v1/me', { token })).data.head_portrait).toBe(elsewhere)
    const reply = await upload(await quartersAs('jpeg'), { token })
    expect(reply.data.head_portrait).toMatch(/^\/v1\/avatars\//)
    const other = await core.createToken('18')
    const taken = await send('DELETE', '/v1/me/avatar', { token: other })
    expect(taken.data.head_portrait).toBeNull()
    expect(files()).toHaveLength(4)
  })

  it('a change is told in the audit with the names of fields, and no URL', async () => {
    const { core, upload, person } = await openAvatars()
    const { data } = await upload(await quartersAs('png'))
    const { items } = await core.searchAudit({ userId: person.id, event: 'user_updated' })
    expect(items).toMatchObject([{ actorId: person.id, detail: { fields: 'avatar' } }])
    expect(JSON.stringify(items)).not.toContain(data.head_portrait.split('/')[3])
  })
})

describe('pictures', () => {
  it('are asked for by anybody, kept by browsers for good and shown on every origin', async () => {
    const { app, upload } = await openAvatars()
    const { data } = await upload(await quartersAs('png'))
    const url = data.head_portrait as string
    const reply = await app.inject({ url })
    expect(reply.headers).toMatchObject({
      'content-type': 'image/webp',
      'content-length': String(reply.rawPayload.length),
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'cross-origin',
    })
    const head = await app.inject({ url, method: 'HEAD' })
    const { date: _, 'x-request-id': __, ...headers } = head.headers
    expect([head.statusCode, head.payload]).toEqual([200, ''])
    expect(reply.headers).toMatchObject(headers)
    const tag = String(reply.headers.etag)
    for (const known of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
      const again = await app.inject({ url, headers: { 'if-none-match': known } })
      expect([again.statusCode, again.payload], known).toEqual([304, ''])
      expect(again.headers['cache-control']).toContain('immutable')
    }
    const changed = await app.inject({ url, headers: { 'if-none-match': '"x"' } })
    expect(changed.statusCode).toBe(200)
  })

  it('are named with the prefix of a mount, or under the address that browsers see', async () => {
    const { core, person, app } = await openAvatars({ app: { prefix: '/auth' } })
    const headers = { authorization: `Bearer ${person.token}`, 'content-type': 'image/png' }
    const payload = await quartersAs('png')
    const put = { method: 'PUT', headers, payload } as const
    const own = (await app.inject({ ...put, url: '/auth/v1/me/avatar' })).json()
    expect(own.data.head_portrait).toMatch(/^\/auth\/v1\/avatars\//)
    expect((await app.inject({ url: own.data.head_portrait })).statusCode).toBe(200)
    const { folder } = await openAvatars()
    expect(existsSync(folder)).toBe(false)
    const opened = await openAvatars({ app: { publicUrl: 'https://auth.example/x/' } })
    const { data } = await opened.upload(payload)
    const [, path = ''] = data.head_portrait.split('https://auth.example/x')
    expect(path).toMatch(/^\/v1\/avatars\//)
    expect(await opened.picture(path)).toBeInstanceOf(Buffer)
    await opened.upload(payload)
    await vi.waitFor(() => expect(opened.files()).toHaveLength(4))
    for (const publicUrl of ['auth.example', 'ftp://a.example', 'https://a.example/?x']) {
      const avatars = { write: vi.fn(), read: vi.fn(), remove: vi.fn() }
      await expect(createApp(core, { publicUrl, avatars })).rejects.toThrow(TypeError)
    }
  })

  it('are nowhere where no storage was given', async () => {
    const { app, core } = await open()
    const { token } = await addPerson(core)
    const headers = { authorization: `Bearer ${token}` }
    for (const [method, url] of [
      ['PUT', '/v1/me/avatar'],
      ['DELETE', '/v1/me/avatar'],
      ['GET', `/v1/avatars/${'a'.repeat(22)}/256.webp`],
    ] as const) {
      const reply = await app.inject({ method, url, headers })
      expect([reply.statusCode, reply.json().reason]).toEqual([404, 'not_found'])
    }
  })

  it('A198 lie in a folder and in files of their owner alone', async () => {
    const { upload, folder, files } = await openAvatars()
    await upload(await quartersAs('png'))
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    for (const name of files()) expect(statSync(`${folder}/${name}`).mode & 0o777).toBe(0o600)
  })
})
