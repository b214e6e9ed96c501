import { ZtokenError } from '@ztoken/contract'
import { ConfigError } from '../config/config-error.ts'
import { DatabaseError, databaseWords } from '../config/database-words.ts'

/** What the system says of a file, e.g. of one that a command should write. */
const ofFiles: readonly (readonly [codes: RegExp, words: string])[] = [
  [/^(?:EACCES|EPERM)$/, 'this user may not: give them the right, or name another place'],
  [/^EROFS$/, 'the file system there only reads: name another place'],
  [/^(?:ENOSPC|EDQUOT)$/, 'there is no room on the disk: make some'],
  [/^ENOENT$/, 'it is not there'],
  [/^(?:ENOTDIR|EISDIR)$/, 'a file was looked for and a folder found, or the other way round'],
  [/^(?:EMFILE|ENFILE)$/, 'this process may open no more files: raise its limit, ulimit -n'],
]

/** An operator is told what lies behind and what to do; a stack helps nobody here. */
export function wordsFor(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  if (error instanceof ConfigError || error instanceof DatabaseError) return error.message
  if (error instanceof ZtokenError && error.code === 'unavailable') return databaseWords(error)
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return ofSystem(error) ?? `${nameOf(error)}${error.message}${cause}`
}

function ofSystem(error: NodeJS.ErrnoException): string | null {
  const { code, path } = error
  const words = ofFiles.find(([codes]) => codes.test(code ?? ''))?.[1]
  return words === undefined || path === undefined ? null : `${path} (${code}): ${words}`
}

function nameOf(error: Error): string {
  if (error instanceof ZtokenError) return `${error.code}: `
  return error.name === 'Error' ? '' : `${error.name}: `
}
