import { readFileSync } from 'node:fs'

const headerBytes = 32
const frameHeaderBytes = 24

export interface WalFrame {
  /** Where it ends in the file. */
  readonly end: number
  /** True for the last frame of a transaction (sqlite.org/fileformat2.html §4.1). */
  readonly isCommit: boolean
}

/** The frames of a WAL that was not yet begun anew. */
export function walFrames(file: string): WalFrame[] {
  const bytes = readFileSync(file)
  if (bytes.length === 0) return []
  const pageBytes = bytes.readUInt32BE(8)
  const salt = bytes.subarray(16, 24)
  const frames: WalFrame[] = []
  for (let at = headerBytes; at < bytes.length; at += frameHeaderBytes + pageBytes) {
    if (!bytes.subarray(at + 8, at + 16).equals(salt)) break
    const isCommit = bytes.readUInt32BE(at + 4) !== 0
    frames.push({ end: at + frameHeaderBytes + pageBytes, isCommit })
  }
  return frames
}

/** How many transactions it holds. */
export function commitsIn(file: string): number {
  return walFrames(file).filter(({ isCommit }) => isCommit).length
}
