import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { AvatarStorage } from '../src/server.ts'
import { addPerson } from './client.ts'
import { ofSize, openAvatars } from './open-avatars.ts'
import {
  corners,
  cornersOf,
  gifOfFrames,
  kinds,
  partsOfWebp,
  pngClaiming,
  quartersAs,
} from './pictures.ts'

const limit = 5 * 1024 * 1024

describe('what is no picture', () => {
  it('is refused, whatever it calls itself, and nothing is kept of it', async () => {
    const { upload, files } = await openAvatars()
    const png = await quartersAs('png')
    const tiff = await sharp(png).tiff().toBuffer()
    const avif = await sharp(png).avif().toBuffer()
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    const wrong: Record<string, Buffer> = {
      nothing: Buffer.alloc(0),
      text: Buffer.from('hello'),
      html: Buffer.from('<!doctype html><script>alert(1)</script>'),
      svg: Buffer.from(svg),
      'svg after spaces': Buffer.from(`\n\n<?xml version="1.0"?>${svg}`),
      pdf: Buffer.from('%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF'),
      postscript: Buffer.from('%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file'),
      script: Buffer.from("push graphic-context\nimage over 0,0 0,0 'https://127.0.0.1/x'"),
      zip: Buffer.from('PK\x03\x04'),
      bmp: Buffer.concat([Buffer.from('BM'), Buffer.alloc(100)]),
      tiff,
      avif,
      zeros: Buffer.alloc(10_000),
      'the beginning of a PNG': png.subarray(0, 8),
      'the beginning of a GIF': Buffer.from('GIF89a'),
      'the beginning of a JPEG': Buffer.from([0xff, 0xd8, 0xff]),
      'a GIF that is JavaScript': Buffer.from('GIF89a/*\0\0*/=1;alert(1)//'),
      'a RIFF that is no WebP': Buffer.from('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0'),
      'an SVG that begins as a GIF': Buffer.from(`GIF89a${svg}`),
      'a PNG compressed once more': deflateRawSync(png),
    }
    for (const [name, bytes] of Object.entries(wrong)) {
      const reply = await upload(bytes)
      expect([reply.status, reply.reason, reply.code], name).toEqual([400, 'image_invalid', 4103])
    }
    expect(files()).toEqual([])
  })

  it('A027 of another declared type is not even read', async () => {
    const { app, send, person } = await openAvatars()
    const body = await quartersAs('png')
    const { token } = person
    for (const type of [
      'image/svg+xml',
      'image/tiff',
      'image/*',
      'application/octet-stream',
      'application/json',
      'multipart/form-data; boundary=x',
      'text/html',
    ]) {
      const headers = { 'content-type': type }
      const reply = await send('PUT', '/v1/me/avatar', { token, body, headers })
      expect([reply.status, reply.reason], type).toEqual([415, 'media_type_unsupported'])
    }
    const headers = { authorization: `Bearer ${token}`, 'content-type': '' }
    const none = await app.inject({ method: 'PUT', url: '/v1/me/avatar', headers, payload: body })
    expect(none.statusCode).toBe(415)
    const zipped = { 'content-type': 'image/png', 'content-encoding': 'gzip' }
    const reply = await send('PUT', '/v1/me/avatar', {
      token,
      body: deflateRawSync(body),
      headers: zipped,
    })
    expect(reply.reason).toBe('image_invalid')
  })

  it('of somebody without a token is refused before a byte is looked at', async () => {
    const { app } = await openAvatars()
    for (const method of ['PUT', 'DELETE'] as const) {
      const headers = { 'content-type': 'image/png' }
      const payload = await quartersAs('png')
      const reply = await app.inject({ method, url: '/v1/me/avatar', headers, payload })
      expect([reply.statusCode, reply.json().reason]).toEqual([401, 'token_missing'])
    }
  })
})

describe('a bomb', () => {
  it('of many pixels is refused by its head alone', async () => {
    const { upload, files } = await openAvatars()
    const bombs: Record<string, Buffer> = {
      'a PNG of 50,000 × 50,000': pngClaiming(50_000, 50_000),
      'the same with all its data': pngClaiming(50_000, 50_000, Buffer.alloc(60_000_000)),
      'a PNG of 5,001 × 5,000': pngClaiming(5001, 5000),
      'a PNG of one pixel by 20,000': pngClaiming(20_000, 1),
      'a PNG of 2^31 - 1': pngClaiming(2 ** 31 - 1, 2 ** 31 - 1),
      'a GIF of 65,535 × 65,535': gifOfFrames(1, 65_535, 65_535),
    }
    for (const [name, bytes] of Object.entries(bombs)) {
      const reply = await upload(bytes)
      expect(reply.status, name).toBe(400)
      expect(['image_too_large', 'image_invalid'], name).toContain(reply.reason)
    }
    expect((await upload(pngClaiming(50_000, 50_000))).reason).toBe('image_too_large')
    expect((await upload(pngClaiming(1, 16_385))).reason).toBe('image_too_large')
    expect(files()).toEqual([])
  })

  it('of many frames is refused, and a long animation is not', async () => {
    const { upload, picture } = await openAvatars()
    const many = gifOfFrames(200_000)
    expect(many.length).toBeLessThan(limit)
    expect((await upload(many)).reason).toBe('image_too_large')
    expect((await upload(gifOfFrames(501))).reason).toBe('image_too_large')
    const { data } = await upload(gifOfFrames(500))
    expect((await sharp(await picture(data.head_portrait)).metadata()).width).toBe(256)
  })

  it('that is within every limit and needs the most memory is a picture like any other', async () => {
    const { upload } = await openAvatars()
    const create = { width: 5000, height: 5000, channels: 4, background: 'red' } as const
    const bytes = await sharp({ create })
      .toColourspace('rgb16')
      .withMetadata({ orientation: 6 })
      .png({ progressive: true })
      .toBuffer()
    expect((await upload(bytes)).status).toBe(200)
  })
})

describe('a picture that is something else as well', () => {
  const payloads: Record<string, string> = {
    html: '<html><script>alert("canary")</script></html>',
    php: '<?php system($_GET["canary"]); ?>',
    javascript: '*/=1;alert("canary")//',
    zip: 'PK\x03\x04canary\x00PK\x05\x06canary',
  }

  for (const kind of kinds) {
    it(`comes out of ${kind} clean: nothing that was appended or noted survives`, async () => {
      const { upload, picture } = await openAvatars()
      const clean = await quartersAs(kind)
      for (const [name, text] of Object.entries(payloads)) {
        const bytes = Buffer.concat([clean, Buffer.from(text, 'latin1')])
        const reply = await upload(bytes)
        expect(reply.status, name).toBe(200)
        await expectClean(picture, reply.data.head_portrait)
      }
    })
  }

  it('comes out clean of what is hidden within: comments, text parts, profiles, metadata', async () => {
    const { upload, picture } = await openAvatars()
    const canary = '<script>alert("canary")</script><?php canary ?>'
    const jpeg = await quartersAs('jpeg')
    const comment = Buffer.concat([
      Buffer.from([0xff, 0xfe, 0, canary.length + 2]),
      Buffer.from(canary),
    ])
    const gif = await quartersAs('gif')
    const withComment = Buffer.concat([
      gif.subarray(0, -1),
      Buffer.from([0x21, 0xfe, canary.length]),
      Buffer.from(canary),
      Buffer.from([0, 0x3b]),
    ])
    const exif = { IFD0: { Copyright: canary, ImageDescription: canary } }
    for (const bytes of [
      Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]),
      withComment,
      await sharp(await quartersAs('png'))
        .withExif(exif)
        .withXmp(`<x>${canary}</x>`)
        .png()
        .toBuffer(),
      await sharp(await quartersAs('png'))
        .withExif(exif)
        .withXmp(`<x>${canary}</x>`)
        .webp()
        .toBuffer(),
    ]) {
      expect(bytes.includes('canary')).toBe(true)
      const reply = await upload(bytes)
      expect(reply.status).toBe(200)
      await expectClean(picture, reply.data.head_portrait)
    }
  })

  async function expectClean(picture: (url: string) => Promise<Buffer>, url: string) {
    for (const size of [64, 128, 256, 512]) {
      const kept = await picture(ofSize(url, size))
      for (const part of partsOfWebp(kept)) expect(['VP8 ', 'VP8L', 'VP8X', 'ALPH']).toContain(part)
      expect(kept.includes('canary')).toBe(false)
      expect(await cornersOf(kept)).toEqual(corners)
    }
  }
})

describe('a picture that is broken', () => {
  it('is refused or whole wherever it was cut off, and never a failure of ours', async () => {
    const { core, upload } = await openAvatars()
    const whole = await Promise.all(kinds.map((kind) => quartersAs(kind, 64)))
    let count = 0
    let token = ''
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        async (bytes, part, isDamaged) => {
          // Nobody may send many: somebody else goes on.
          if (count % 25 === 0) token = (await addPerson(core)).token
          count += 1
          const at = Math.floor(bytes.length * part)
          const rest = isDamaged ? Buffer.alloc(bytes.length - at, 0xa5) : Buffer.alloc(0)
          const reply = await upload(Buffer.concat([bytes.subarray(0, at), rest]), { token })
          expect([200, 400]).toContain(reply.status)
          if (part < 0.9 && !isDamaged) expect(reply.reason).toBe('image_invalid')
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('paths to pictures', () => {
  it('A028 of another form never reach the storage', async () => {
    const asked: string[] = []
    const storage: AvatarStorage = {
      write: async () => undefined,
      read: async (name) => {
        asked.push(name)
        return null
      },
      remove: async () => undefined,
    }
    const { app } = await openAvatars({ storage })
    const id = 'a'.repeat(22)
    const wrong = [
      ...['..', '.', '%2e%2e', '..%2f..%2fetc%2fpasswd', '%00', 'a%00', 'x'.repeat(200), '%5c..'],
      ...[`${id}%2f..`, `${id}a`, id.slice(1), `${id.slice(1)}.`, `${id.slice(1)}%E4%B8%AD`, '%zz'],
    ].map((part) => `/v1/avatars/${part}/256.webp`)
    const sizes = [
      '0',
      '1',
      '255',
      '0256',
      '+256',
      '256%00',
      '1e3',
      '..%2f256',
      '',
      '256.webp',
      '512x',
    ]
    wrong.push(...sizes.map((size) => `/v1/avatars/${id}/${size}.webp`))
    for (const file of [
      '256',
      '256.png',
      '256.webp.html',
      '256.webp/..',
      '..%2f..',
      '256%2ewebp%00',
    ]) {
      wrong.push(`/v1/avatars/${id}/${file}`)
    }
    for (const url of wrong) {
      const reply = await app.inject({ url })
      expect([400, 404], url).toContain(reply.statusCode)
      expect(reply.json(), url).toMatchObject({ code: expect.any(Number), msg: expect.any(String) })
      if (reply.statusCode === 404) expect(reply.headers['cache-control'], url).toBe('no-store')
    }
    expect(asked).toEqual([])
    const unknown = await app.inject({ url: `/v1/avatars/${id}/256.webp` })
    expect([unknown.statusCode, unknown.json().reason]).toEqual([404, 'not_found'])
    expect(unknown.headers['cache-control']).toBe('no-store')
    expect(unknown.headers['cross-origin-resource-policy']).toBeUndefined()
    expect(asked).toEqual([`${id}-256.webp`])
  })
})
