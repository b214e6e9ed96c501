import type { LogStream } from './log-stream.ts'
import { printable } from './terminal.ts'

const longest = 1000

const levels: ReadonlyMap<unknown, string> = new Map([
  [10, 'trace'],
  [20, 'debug'],
  [30, 'info'],
  [40, 'warning'],
  [50, 'error'],
  [60, 'fatal'],
])

interface Entry {
  readonly level?: unknown
  readonly time?: unknown
  readonly msg?: unknown
  readonly err?: { readonly message?: unknown }
  readonly req?: { readonly method?: unknown; readonly path?: unknown }
}

/**
 * The log as somebody reads it who sits before a terminal; programs get its JSON. Where the server
 * listens is said by what greets them.
 */
export function inWords(target: LogStream): LogStream {
  return {
    write(line) {
      const text = wordsOf(line)
      if (text !== null) target.write(`${text}\n`)
    },
  }
}

function wordsOf(line: string): string | null {
  const { level, time, msg, err, req } = JSON.parse(line) as Entry
  if (typeof msg === 'string' && msg.startsWith('Server listening at ')) return null
  const at = new Date(Number(time)).toTimeString().slice(0, 8)
  const asked = req === undefined ? [] : [req.method, req.path]
  const words = [
    at,
    levels.get(level) ?? level,
    ...asked,
    msg,
    ...(err ? [`(${err.message})`] : []),
  ]
  return printable(words.filter((word) => word !== undefined).join(' '), longest)
}
