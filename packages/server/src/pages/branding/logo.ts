import { readFileSync, statSync } from 'node:fs'

/** A picture as it is served. */
export interface Logo {
  readonly bytes: Buffer
  readonly kind: 'svg' | 'png' | 'webp'
}

const mostBytes = 100_000

/** The picture in a file, told by what it holds and not by its name. A text that comes back is the fault. */
export function readLogo(path: string): Logo | string {
  let bytes: Buffer
  try {
    const stats = statSync(path)
    // Before anything is read: a pipe would be waited for.
    if (!stats.isFile()) return 'names what is no file'
    if (stats.size > mostBytes)
      return `names a picture of ${stats.size} bytes; ${mostBytes} are the most`
    bytes = readFileSync(path)
  } catch {
    return 'names a file that cannot be read'
  }
  const kind = kindOf(bytes)
  return kind === null ? 'names a file that is no SVG, PNG or WebP' : { bytes, kind }
}

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex')

function kindOf(bytes: Buffer): Logo['kind'] | null {
  if (bytes.subarray(0, 8).equals(pngSignature)) return 'png'
  const [container, form] = [bytes.toString('latin1', 0, 4), bytes.toString('latin1', 8, 12)]
  if (container === 'RIFF' && form === 'WEBP') return 'webp'
  return isSvg(bytes.toString('utf8')) ? 'svg' : null
}

/** True where the first element is `svg`. A document type that declares anything is not passed over. */
function isSvg(text: string): boolean {
  let rest = text.replace(/^\ufeff/, '').trimStart()
  for (;;) {
    const end = endOfPreamble(rest)
    if (end === null) return /^<svg[\s/>]/.test(rest)
    const at = rest.indexOf(end)
    if (at === -1) return false
    rest = rest.slice(at + end.length).trimStart()
  }
}

function endOfPreamble(text: string): string | null {
  if (text.startsWith('<!--')) return '-->'
  if (text.startsWith('<?')) return '?>'
  return /^<!doctype\s/i.test(text) ? '>' : null
}
