import { type FileHandle, open } from 'node:fs/promises'

/** A line is a SHA-1 in hex and, after a colon, how often it was seen: no longer than this. */
const longestLine = 64
/** Read in one go. */
const fewLines = 8 * longestLine

/**
 * Whether a hash is in a file of sorted lines `HASH:COUNT`, as Have I Been Pwned gives its passwords
 * out. A few dozen short reads of a file of any size; nothing of it is kept. Rejects where the file
 * cannot be read.
 */
export async function isInSortedFile(path: string, hash: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    let [low, high] = [0, (await file.stat()).size]
    // The line that is looked for begins at `low`, where a line begins, or later, and before `high`.
    while (high - low > fewLines) {
      const middle = Math.floor((low + high) / 2)
      const line = await lineAfter(file, middle)
      if (line === null || line.start >= high) high = middle + 1
      else if (line.hash === hash) return true
      else if (line.hash < hash) low = line.start
      else high = line.start
    }
    const few = await textAt(file, low, fewLines + longestLine)
    return few.split('\n').map(hashOf).includes(hash)
  } finally {
    await file.close()
  }
}

interface Line {
  readonly start: number
  readonly hash: string
}

/** The first line that begins after this place; null where there is none. */
async function lineAfter(file: FileHandle, place: number): Promise<Line | null> {
  const text = await textAt(file, place, 2 * longestLine)
  const end = text.indexOf('\n')
  const rest = end < 0 ? '' : text.slice(end + 1)
  return rest === '' ? null : { start: place + end + 1, hash: hashOf(rest) }
}

async function textAt(file: FileHandle, place: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, place)
  return buffer.toString('latin1', 0, bytesRead)
}

function hashOf(line: string): string {
  return line.slice(0, 40).toUpperCase()
}
