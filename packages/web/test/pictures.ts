import sharp from 'sharp'

/** A file as a browser's dialog would choose it. */
export interface ChosenFile {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

/** A wide picture: a red third, a green one and a blue one. */
export async function photo(): Promise<ChosenFile> {
  const colours = [0xff0000, 0x00ff00, 0x0000ff]
  const stripe = (colour: number) => ({
    create: {
      width: 600,
      height: 900,
      channels: 3 as const,
      background: { r: colour >> 16, g: (colour >> 8) & 255, b: colour & 255 },
    },
  })
  const buffer = await sharp({ ...stripe(0), create: { ...stripe(0).create, width: 1800 } })
    .composite(colours.map((colour, n) => ({ input: stripe(colour), left: n * 600, top: 0 })))
    .png()
    .toBuffer()
  return { name: 'photo.png', mimeType: 'image/png', buffer }
}

/** The colour in the middle of a picture, as which of red, green and blue is strongest. */
export async function colourOf(picture: Buffer): Promise<'red' | 'green' | 'blue'> {
  const { channels } = await sharp(picture).stats()
  const means = channels.slice(0, 3).map(({ mean }) => mean)
  return (['red', 'green', 'blue'] as const)[means.indexOf(Math.max(...means))] ?? 'red'
}
