import { crc32, deflateSync } from 'node:zlib'
import sharp, { type OverlayOptions, type Sharp } from 'sharp'

export type Kind = 'png' | 'jpeg' | 'webp' | 'gif'
export const kinds: readonly Kind[] = ['png', 'jpeg', 'webp', 'gif']

/** The colours of the corners: top left, top right, bottom left, bottom right. */
export const corners = ['red', 'lime', 'blue', 'white'] as const

/** A picture of four coloured quarters. */
export function quarters(side = 200, colours: readonly string[] = corners): Sharp {
  const half = side / 2
  const input = (background: string): NonNullable<OverlayOptions['input']> => ({
    create: { width: half, height: half, channels: 3, background },
  })
  return sharp({ create: { width: side, height: side, channels: 3, background: 'black' } })
    .composite(
      colours.map((colour, at) => ({
        input: input(colour),
        left: (at % 2) * half,
        top: Math.floor(at / 2) * half,
      })),
    )
    .toColourspace('srgb')
}

/** The same as a file of this kind. */
export function quartersAs(kind: Kind, side = 200): Promise<Buffer> {
  return quarters(side).toFormat(kind, { quality: 95 }).toBuffer()
}

/** The colours seen in the corners of a square picture, nearest of the four. */
export async function cornersOf(bytes: Uint8Array): Promise<string[]> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const [near, far] = [Math.floor(width / 8), Math.floor(width - width / 8)]
  if (width !== height) throw new Error('not a square')
  return [
    [near, near],
    [far, near],
    [near, far],
    [far, far],
  ].map(([x = 0, y = 0]) => {
    const at = (y * width + x) * channels
    const bits = [...data.subarray(at, at + 3)].map((value) => (value > 127 ? 1 : 0)).join('')
    return { '100': 'red', '010': 'lime', '001': 'blue', '111': 'white' }[bits] ?? bits
  })
}

/** What stands in each part of a WebP file (RFC 9649 §2.3). Throws where anything follows it. */
export function partsOfWebp(bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes)
  const end = buffer.readUInt32LE(4) + 8
  if (buffer.toString('latin1', 0, 4) !== 'RIFF' || end !== buffer.length)
    throw new Error('trailing')
  const parts: string[] = []
  for (let at = 12; at < end; ) {
    parts.push(buffer.toString('latin1', at, at + 4))
    const length = buffer.readUInt32LE(at + 4)
    at += 8 + length + (length % 2)
  }
  return parts
}

/** A PNG whose head claims a size; its data are whatever they are. */
export function pngClaiming(width: number, height: number, rows = Buffer.alloc(64)): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngPart('IHDR', head),
    pngPart('IDAT', deflateSync(rows, { level: 9 })),
    pngPart('IEND', Buffer.alloc(0)),
  ])
}

function pngPart(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

/** A GIF of so many frames, each with the data of one pixel. */
export function gifOfFrames(count: number, width = 1, height = 1): Buffer {
  const head = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1')
  head.writeUInt16LE(width, 6)
  head.writeUInt16LE(height, 8)
  const frame = Buffer.from(
    '\x21\xf9\x04\0\x01\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0',
    'latin1',
  )
  frame.writeUInt16LE(width, 13)
  frame.writeUInt16LE(height, 15)
  return Buffer.concat([head, ...Array<Buffer>(count).fill(frame), Buffer.from(';')])
}
