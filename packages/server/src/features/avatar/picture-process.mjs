import { getPriority, setPriority } from 'node:os'
import sharp from 'sharp'

/**
 * What the picture process runs: it decodes what strangers sent, in a process of its own that holds
 * no secret, so that a decoder that crashes, hangs or takes memory does so alone. It is JavaScript
 * so that the one file serves the sources and the build alike.
 *
 * @typedef {import('./picture-process.ts').PictureJob} PictureJob
 * @typedef {import('./picture-process.ts').PictureAnswer} PictureAnswer
 */

const mostPixels = 25_000_000
const longestSide = 16_384
const mostFrames = 500
const quality = 82

sharp.cache(false)
sharp.concurrency(1)
// libvips reads many more formats, some of them programs (SVG, PDF): only these four are left.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpeg',
    'VipsForeignLoadPng',
    'VipsForeignLoadWebp',
    'VipsForeignLoadNsgif',
  ],
})
lowerPriority()

/** Whoever asks with a token goes before whoever sends a picture. */
function lowerPriority() {
  try {
    setPriority(0, Math.min(getPriority(0) + 10, 19))
  } catch {
    // A sandbox may forbid it: pictures are right at any priority.
  }
}

// A signal for the whole group is the server's to answer: it lets what was begun finish.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'])) {
  process.on(signal, () => {})
}
process.on('disconnect', () => process.exit())
process.on('message', async (/** @type {PictureJob} */ job) => {
  process.send?.(await answerOf(job))
})

/**
 * @param {PictureJob} job
 * @returns {Promise<PictureAnswer>}
 */
async function answerOf({ bytes, sizes }) {
  try {
    return (await isTooLarge(bytes)) ? 'image_too_large' : await squares(bytes, sizes)
  } catch (error) {
    return /pixel limit/i.test(String(error)) ? 'image_too_large' : 'image_invalid'
  }
}

/** @type {import('sharp').SharpOptions} */
const reading = {
  // The first frame alone. Cut off or damaged is refused; what merely is unusual passes.
  pages: 1,
  failOn: 'error',
  limitInputPixels: mostPixels,
  sequentialRead: true,
}

/** @param {Uint8Array} bytes */
async function isTooLarge(bytes) {
  const { width, height, pages = 1 } = await sharp(bytes, reading).metadata()
  return width * height > mostPixels || Math.max(width, height) > longestSide || pages > mostFrames
}

/**
 * Upright squares in every size. Only pixels go on from the first step to the second: no metadata,
 * no profile, nothing that was appended.
 *
 * @param {Uint8Array} bytes
 * @param {readonly number[]} sizes
 */
async function squares(bytes, sizes) {
  const largest = Math.max(...sizes)
  const { data, info } = await sharp(bytes, reading)
    .autoOrient()
    .resize(largest, largest, { fit: 'cover', position: 'centre' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  /** @type {Uint8Array[]} */
  const made = []
  for (const size of sizes) {
    const square = sharp(data, { raw: { width, height, channels } }).resize(size, size)
    made.push(await square.webp({ quality }).toBuffer())
  }
  return made
}
