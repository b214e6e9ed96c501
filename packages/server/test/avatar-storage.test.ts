import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ZtokenError } from '@ztoken/core'
import { memoryStore } from '@ztoken/stores'
import { describe, expect, it, vi } from 'vitest'
import { type AvatarStorage, folderStorage, type S3Options, s3Storage } from '../src/server.ts'
import { type Bucket, credentials, type Fault, openBucket, region } from './bucket.ts'
import { temporaryDirectory } from './open.ts'
import { openAvatars } from './open-avatars.ts'
import { quartersAs } from './pictures.ts'

const name = 'a-name_of-a-picture-256.webp'

function storageOf(bucket: Bucket, options: Partial<S3Options> = {}): AvatarStorage {
  return s3Storage({ url: bucket.url, region, credentials, pauseMilliseconds: 1, ...options })
}

const storages: Record<string, () => Promise<AvatarStorage>> = {
  'a folder': async () => folderStorage(join(temporaryDirectory(), 'made', 'on first use')),
  'a bucket in the path': async () => storageOf(await openBucket('/bucket/some/prefix')),
  'a bucket in the host': async () => storageOf(await openBucket('')),
}

for (const [title, openStorage] of Object.entries(storages)) {
  describe(`pictures in ${title}`, () => {
    it('are read as they were written, until they are removed', async () => {
      const storage = await openStorage()
      expect(await storage.read(name)).toBeNull()
      const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, n) => n % 256))
      await storage.write(name, bytes)
      await storage.write('another.webp', Buffer.from('x'))
      expect(Buffer.from((await storage.read(name)) ?? [])).toEqual(bytes)
      await storage.remove(name)
      expect(await storage.read(name)).toBeNull()
      expect(await storage.read('another.webp')).not.toBeNull()
    })

    it('are replaced as a whole, and what is not there is removed as well', async () => {
      const storage = await openStorage()
      await storage.remove(name)
      const texts = Array.from({ length: 20 }, (_, n) => String(n).repeat(10_000))
      await storage.write(name, Buffer.from(texts[0] ?? ''))
      const [, ...reads] = await Promise.all([
        Promise.all(texts.map((text) => storage.write(name, Buffer.from(text)))),
        ...texts.map(() => storage.read(name)),
      ])
      for (const read of reads) expect(texts).toContain(Buffer.from(read ?? []).toString())
      await Promise.all([storage.remove(name), storage.remove(name)])
      expect(await storage.read(name)).toBeNull()
    })

    it('A028 have a name that is a file’s and never a path', async () => {
      const storage = await openStorage()
      const wrong = ['', '..', '../x.webp', '/etc/passwd', 'a/b.webp', 'a\0.webp', '.webp', 'a.png']
      for (const one of [...wrong, 'a.webp/..', 'a.webp?x', 'é.webp', `${'x'.repeat(65)}.webp`]) {
        await expect(storage.read(one), one).rejects.toThrow(TypeError)
        await expect(storage.write(one, Buffer.from('x')), one).rejects.toThrow(TypeError)
        await expect(storage.remove(one), one).rejects.toThrow(TypeError)
      }
    })
  })
}

describe('a folder', () => {
  it('that cannot be used says so, and leaves nothing unfinished', async () => {
    const directory = temporaryDirectory()
    const file = join(directory, 'file')
    writeFileSync(file, '')
    await expect(folderStorage(file).write(name, Buffer.from('x'))).rejects.toThrow()
    await expect(folderStorage(file).read(name)).rejects.toThrow()
    const inTheWay = folderStorage(directory)
    mkdirSync(join(directory, name))
    await expect(inTheWay.write(name, Buffer.from('x'))).rejects.toThrow()
    expect(readdirSync(directory).sort()).toEqual([name, 'file'])
  })
})

/** The first requests fail so, and those after them are answered. */
const failing =
  (times: number, fault: (...given: Parameters<Fault>) => unknown): Fault =>
  (request, response) => {
    times -= 1
    if (times < 0) return false
    fault(request, response)
    return true
  }

const faults: Record<string, (...given: Parameters<Fault>) => unknown> = {
  'an error of its own': (_request, response) => response.writeHead(500).end('canary'),
  'too much at once': (_request, response) => response.writeHead(503).end(),
  'a broken line': (request) => request.socket.destroy(),
  'half an answer': (_request, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('x')
    setImmediate(() => response.destroy())
  },
  'no answer': () => undefined,
}

describe('a bucket', () => {
  for (const [title, fault] of Object.entries(faults)) {
    it(`that gives ${title} is asked again, three times in all`, async () => {
      const bucket = await openBucket()
      const storage = storageOf(bucket, { timeoutMilliseconds: title === 'no answer' ? 50 : 3000 })
      await storage.write(name, Buffer.from('x'))
      bucket.fault = failing(2, fault)
      expect(Buffer.from((await storage.read(name)) ?? []).toString()).toBe('x')
      bucket.fault = failing(99, fault)
      const failed = await storage.read(name).catch((error: unknown) => error)
      expect(failed).toBeInstanceOf(Error)
      expect(bucket.requests).toHaveLength(7)
      expect(String(failed)).not.toMatch(/canary|127\.0\.0\.1/)
    })
  }

  it('that refuses is not asked again, and its words are not repeated', async () => {
    const bucket = await openBucket()
    const secretAccessKey = 'another-secret'
    const wrong = storageOf(bucket, { credentials: { ...credentials, secretAccessKey } })
    for (const call of [
      () => wrong.read(name),
      () => wrong.write(name, Buffer.from('x')),
      () => wrong.remove(name),
      () => storageOf(bucket, { region: 'us-west-1' }).read(name),
    ]) {
      await expect(call()).rejects.toThrow('the bucket answered 403')
    }
    expect(bucket.requests).toHaveLength(4)
    expect(bucket.objects.size).toBe(0)
  })

  it('that leads elsewhere is not followed, and what is too large is none of ours', async () => {
    const bucket = await openBucket()
    const elsewhere = await openBucket()
    bucket.fault = (_request, response) => {
      response.writeHead(307, { location: `${elsewhere.url}/${name}` }).end()
      return true
    }
    await expect(storageOf(bucket).read(name)).rejects.toThrow()
    expect(elsewhere.requests).toEqual([])
    bucket.fault = null
    bucket.objects.set(`/bucket/faces/${name}`, Buffer.alloc(1024 * 1024 + 1))
    await expect(storageOf(bucket).read(name)).rejects.toThrow()
  })

  it('is an http(s) URL without credentials or query', () => {
    for (const url of [
      'bucket',
      'ftp://s3.example/bucket',
      'https://key:secret@s3.example/bucket',
      'https://s3.example/bucket?x',
      'https://s3.example/b%2f',
    ]) {
      expect(() => s3Storage({ url, credentials }), url).toThrow(TypeError)
    }
  })
})

describe('an account names a picture that is there', () => {
  it('whatever fails: a storage that is down is 503 and changes nothing', async () => {
    const bucket = await openBucket()
    const { upload, send, person, app } = await openAvatars({ storage: storageOf(bucket) })
    const png = await quartersAs('png')
    const { data } = await upload(png)
    expect(bucket.objects.size).toBe(4)
    bucket.fault = (_request, response) => {
      response.writeHead(500).end()
      return true
    }
    const refused = await upload(png)
    expect([refused.status, refused.reason]).toEqual([503, 'unavailable'])
    expect(refused.headers['retry-after']).toBe('5')
    const read = await app.inject({ url: data.head_portrait })
    expect([read.statusCode, read.json().reason]).toEqual([503, 'unavailable'])
    expect(read.headers['cache-control']).toBe('no-store')
    bucket.fault = null
    const me = await send('GET', '/v1/me', { token: person.token })
    expect(me.data.head_portrait).toBe(data.head_portrait)
    expect((await app.inject({ url: data.head_portrait })).statusCode).toBe(200)
  })

  it('when one of its files cannot be written the others go again', async () => {
    const bucket = await openBucket()
    const { upload, send, person } = await openAvatars({ storage: storageOf(bucket) })
    bucket.fault = ({ method, url }, response) => {
      if (method !== 'PUT' || !url?.endsWith('-128.webp')) return false
      response.writeHead(507).end()
      return true
    }
    expect((await upload(await quartersAs('png'))).status).toBe(503)
    await vi.waitFor(() => expect(bucket.objects.size).toBe(0))
    const me = await send('GET', '/v1/me', { token: person.token })
    expect(me.data.head_portrait).toBeNull()
  })

  it('when the old one cannot be removed: it stays behind, and nobody waits or fails', async () => {
    const bucket = await openBucket()
    const { upload, send, person } = await openAvatars({ storage: storageOf(bucket) })
    const png = await quartersAs('png')
    bucket.fault = ({ method }, response) => {
      if (method !== 'DELETE') return false
      response.writeHead(500).end()
      return true
    }
    for (let n = 0; n < 2; n += 1) expect((await upload(png)).status).toBe(200)
    const reply = await send('DELETE', '/v1/me/avatar', { token: person.token })
    expect([reply.status, reply.data.head_portrait]).toEqual([200, null])
    expect((await send('DELETE', '/v1/me', { token: person.token })).status).toBe(200)
    expect(bucket.objects.size).toBe(8)
  })

  it('when the store does not answer, the files stay: it may have kept the URL', async () => {
    const store = memoryStore()
    const { upload, send, person, folder, files } = await openAvatars({ options: { store } })
    const { changeAccount } = store
    store.changeAccount = async (...given) => {
      await changeAccount(...given)
      throw new ZtokenError('unavailable')
    }
    expect((await upload(await quartersAs('png'))).status).toBe(503)
    const { data } = await send('GET', '/v1/me', { token: person.token })
    const id = data.head_portrait.split('/')[3]
    expect(existsSync(join(folder, `${id}-256.webp`))).toBe(true)
    store.changeAccount = async () => ({ outcome: 'not_found' })
    expect((await upload(await quartersAs('png'))).reason).toBe('token_invalid')
    await vi.waitFor(() => expect(files()).toHaveLength(4))
  })
})
