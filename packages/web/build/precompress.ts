import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const compressible = /\.(js|css|svg|html|json)$/
const smallestBytes = 1024

/** Writes each file a second and third time, compressed as well as can be: once, not per request. */
export function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    async writeBundle({ dir = '.' }) {
      const files = await readdir(dir, { recursive: true })
      await Promise.all(
        files.filter((file) => compressible.test(file)).map((file) => pack(join(dir, file))),
      )
    },
  }
}

async function pack(file: string): Promise<void> {
  const bytes = await readFile(file)
  // The server writes the page's base into it, so it is sent as it is.
  if (bytes.length < smallestBytes || file.endsWith('index.html')) return
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }
  await Promise.all([
    promisify(brotliCompress)(bytes, quality).then((packed) => writeFile(`${file}.br`, packed)),
    promisify(gzip)(bytes, { level: 9 }).then((packed) => writeFile(`${file}.gz`, packed)),
  ])
}
