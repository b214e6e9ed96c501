import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { createPictures } from '../src/features/avatar/pictures.ts'
import { createUploads } from '../src/features/avatar/uploads.ts'
import { addPerson } from './client.ts'
import { openAvatars } from './open-avatars.ts'
import { pngClaiming, quartersAs } from './pictures.ts'
import { sendRaw } from './wire.ts'

const limit = 5 * 1024 * 1024

/** The application on a port, and the head of an upload. */
async function listening() {
  const opened = await openAvatars()
  await opened.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = opened.app.server.address() as AddressInfo
  const head = (token: string, ...lines: string[]): string =>
    [
      'PUT /v1/me/avatar HTTP/1.1',
      'Host: localhost',
      `Authorization: Bearer ${token}`,
      'Content-Type: image/png',
      ...lines,
      '\r\n',
    ].join('\r\n')
  return { ...opened, port, head }
}

describe('the body of an upload', () => {
  it('A027 may have 5 MB and not a byte more, with its length declared or not', async () => {
    const { port, head, person, upload } = await listening()
    const png = await quartersAs('png')
    const largest = Buffer.concat([png, Buffer.alloc(limit - png.length)])
    expect((await upload(largest)).status).toBe(200)
    const over = Buffer.concat([largest, Buffer.alloc(1)])
    const refused = await upload(over)
    expect([refused.status, refused.reason]).toEqual([413, 'body_too_large'])
    // Nothing comes after the byte too many: else the line would break before the answer is read.
    const start = `${head(person.token, 'Transfer-Encoding: chunked')}${over.length.toString(16)}\r\n`
    const chunked = await sendRaw(port, Buffer.concat([Buffer.from(start), over]))
    expect(chunked).toMatch(/^HTTP\/1.1 413 .*connection: close/is)
    // Browsers send to the end before they read: what is a little too long is let run out.
    const reply = await fetch(`http://127.0.0.1:${port}/v1/me/avatar`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${person.token}`, 'content-type': 'image/png' },
      body: new Uint8Array(over),
    })
    expect([reply.status, reply.headers.get('connection')]).toEqual([413, 'keep-alive'])
    // Where it is declared, the answer comes before the body, and the line is closed.
    const declared = await sendRaw(port, head(person.token, 'Content-Length: 999999999'))
    expect(declared).toMatch(/^HTTP\/1.1 413 .*connection: close/is)
  })

  it('A118 that breaks off leaves nothing behind, and the next one is let in', async () => {
    const { port, head, person, upload, files } = await listening()
    const png = await quartersAs('png')
    for (let n = 0; n < 3; n += 1) {
      const socket = connect(port, '127.0.0.1')
      await once(socket, 'connect')
      socket.write(head(person.token, `Content-Length: ${png.length}`))
      socket.write(png.subarray(0, 50))
      await vi.waitFor(async () => expect((await upload(Buffer.from('x'))).status).toBe(429))
      socket.destroy()
      await vi.waitFor(async () => expect((await upload(Buffer.from('x'))).status).toBe(400))
    }
    expect((await upload(png)).status).toBe(200)
    expect(files()).toHaveLength(4)
  })
})

const from = <Account>(account: Account, address: string | null = null) => ({ account, address })

describe('uploads', () => {
  it('of one person are counted, and the others go on', async () => {
    const { upload, core } = await openAvatars()
    const text = Buffer.from('no picture')
    for (let n = 0; n < 30; n += 1) expect((await upload(text)).status).toBe(400)
    const refused = await upload(await quartersAs('png'))
    expect([refused.status, refused.reason]).toEqual([429, 'too_many_requests'])
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(1)
    const { token } = await addPerson(core)
    expect((await upload(await quartersAs('png'), { token })).status).toBe(200)
  })

  it('A051 are let in up to a number at once; the rest is told at once when to come again', async () => {
    const uploads = createUploads({ atOnce: 2 })
    let finish = (): void => undefined
    const wait = new Promise<void>((resolve) => {
      finish = resolve
    })
    const running = ['1', '2'].map((id) => uploads.admit(from(id), () => wait))
    const third = vi.fn()
    const refusal = { code: 'unavailable', retryAfterSeconds: 1 }
    await expect(uploads.admit(from('3'), third)).rejects.toMatchObject(refusal)
    await expect(uploads.admit(from('1'), third)).rejects.toMatchObject({
      code: 'too_many_requests',
    })
    expect(third).not.toHaveBeenCalled()
    finish()
    await Promise.all(running)
    await expect(uploads.admit(from('3'), async () => 'done')).resolves.toBe('done')
    // One that fails makes room as well.
    const failing = uploads.admit(from('4'), () => Promise.reject(new Error('x')))
    await expect(failing).rejects.toThrow('x')
    await expect(uploads.admit(from('4'), async () => 'done')).resolves.toBe('done')
  })
})

describe('S06 nobody’s pictures stand behind a crowd of somebody else', () => {
  it('one address has half of the uploads under way, from however many accounts', async () => {
    const uploads = createUploads({ atOnce: 8 })
    let finish = (): void => undefined
    const wait = new Promise<void>((resolve) => {
      finish = resolve
    })
    const admit = (id: string, address: string): Promise<string> =>
      uploads
        .admit(from(id, address), () => wait)
        .then(
          () => 'sent',
          (error) => error.code,
        )
    const crowd = Array.from({ length: 20 }, (_, n) => admit(`${n}`, '192.0.2.1'))
    const others = Array.from({ length: 4 }, (_, n) => admit(`other ${n}`, `198.51.100.${n}`))
    finish()
    const sent = (await Promise.all(crowd)).filter((outcome) => outcome === 'sent')
    expect(sent).toHaveLength(4)
    expect(await Promise.all(others)).toEqual(new Array(4).fill('sent'))
    expect(await admit('late', '192.0.2.1')).toBe('sent')
  })

  it('whoever comes from elsewhere is next', async () => {
    const pictures = createPictures()
    const bytes = await quartersAs('png')
    const done: string[] = []
    const make = (id: string, address: string): Promise<unknown> =>
      pictures.make(bytes, from(id, address)).then(() => done.push(id))
    const crowd = Array.from({ length: 8 }, (_, n) => make(`${n}`, '192.0.2.1'))
    await Promise.all([...crowd, make('other', '198.51.100.1')])
    expect(done.indexOf('other')).toBeLessThan(3)
    pictures.close()
  })
})

describe('the process that decodes', () => {
  it('A053 may hang: that picture is refused, the next one is made', async () => {
    const bytes = await quartersAs('png')
    const slow = createPictures({ timeoutMilliseconds: 1 })
    await expect(slow.make(bytes, from(null))).rejects.toMatchObject({ code: 'unavailable' })
    slow.close()
    const pictures = createPictures()
    const made = await pictures.make(bytes, from(null))
    expect([...made.keys()]).toEqual([64, 128, 256, 512])
    pictures.close()
    await expect(pictures.make(bytes, from(null))).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('takes one picture at a time, each caller gets their own, and a bad one disturbs nobody', async () => {
    const pictures = createPictures()
    const [png, jpeg] = [await quartersAs('png'), await quartersAs('jpeg', 64)]
    const bomb = pngClaiming(50_000, 50_000)
    const jobs = [png, bomb, jpeg, png, Buffer.from('x'), jpeg].map((bytes) =>
      pictures.make(bytes, from(null)),
    )
    const results = await Promise.allSettled(jobs)
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    const largest = results.map((result) =>
      result.status === 'fulfilled' ? Buffer.from(result.value.get(512) ?? []) : null,
    )
    expect(largest[0]).toEqual(largest[3])
    expect(largest[2]).toEqual(largest[5])
    expect(largest[0]).not.toEqual(largest[2])
    pictures.close()
  })

  it('rests when nobody sends any, and is there again when somebody does', async () => {
    const pictures = createPictures({ restMilliseconds: 1 })
    const bytes = await quartersAs('png')
    for (let n = 0; n < 3; n += 1) {
      expect((await pictures.make(bytes, from(null))).size).toBe(4)
      await after(1)
    }
    pictures.close()
  })
})
