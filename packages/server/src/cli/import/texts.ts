import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { pipeline, Readable } from 'node:stream'
import { TextDecoder } from 'node:util'
import type { ForeignTable } from '@ztoken/core'
import { type Parser, parse } from 'csv-parse'
import { CommandError } from '../terminal.ts'

/** How a text is read. */
export interface TextOptions {
  readonly delimiter?: string
  readonly encoding?: string
}

/** A CSV file (RFC 4180) with a header, or standard input for `-`. Throws CommandError. */
export async function csvTable(file: string, options: TextOptions): Promise<ForeignTable> {
  const { delimiter = ',' } = options
  const parser = parse({
    delimiter: delimiter === '\\t' ? '\t' : delimiter,
    relax_column_count: true,
  })
  const records = recordsOf(file, compose(textOf(file, options), parser))
  const first = await records.next()
  const columns = first.done ? [] : first.value.map((name) => name.trim())
  if (columns.length < 2 || new Set(columns).size < columns.length) {
    throw new CommandError(
      `${file} does not begin with a line of different column names; --delimiter says what stands between them`,
    )
  }
  return {
    name: 'CSV',
    columns,
    async *rows(wanted) {
      const places = wanted.map((column) => columns.indexOf(column))
      for (let next = await records.next(); !next.done; next = await records.next()) {
        const { value } = next
        if (value.length === 1 && value[0] === '') continue
        if (value.length !== columns.length) {
          yield null
          continue
        }
        yield places.map((place) => nullOf(value[place]))
      }
    },
  }
}

async function* recordsOf(file: string, parsed: AsyncIterable<string[]>): AsyncGenerator<string[]> {
  try {
    yield* parsed
  } catch (error) {
    if (error instanceof CommandError) throw error
    // Without the words of the parser: they quote the record, and it holds a hash.
    throw new CommandError(`${file} is not readable as CSV; are its quotes closed?`)
  }
}

/** A fault of the text ends the records as well. */
function compose(text: AsyncIterable<string>, parser: Parser): AsyncIterable<string[]> {
  pipeline(Readable.from(text), parser, () => undefined)
  return parser
}

/** A file of JSON Lines, one object a line. Throws CommandError. */
export async function jsonLinesTable(file: string, options: TextOptions): Promise<ForeignTable> {
  if (file === '-') {
    throw new CommandError('JSON Lines are read twice, so from a file: not from standard input')
  }
  // A name that restricts may stand in the last line alone.
  const names = new Set<string>()
  for await (const record of objects(file, options))
    for (const name of record.keys()) names.add(name)
  return {
    name: 'JSON Lines',
    columns: [...names],
    async *rows(wanted) {
      for await (const record of objects(file, options)) {
        yield wanted.map((column) => record.get(column) ?? null)
      }
    },
  }
}

async function* objects(file: string, options: TextOptions): AsyncGenerator<Map<string, unknown>> {
  const input = Readable.from(textOf(file, options))
  let number = 0
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (line.trim() !== '') yield new Map(Object.entries(objectOf(line, number, file)))
  }
}

function objectOf(line: string, number: number, file: string): object {
  try {
    // A number too large for a double is an id that must not be rounded.
    const exact = line.replace(
      /"(?:[^"\\]|\\.)*"|(-?[0-9]{16,})(?![0-9.eE])/g,
      (whole, digits?: string) => (digits === undefined ? whole : `"${digits}"`),
    )
    const value: unknown = JSON.parse(exact)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // Said below, without the line: it holds a hash.
  }
  throw new CommandError(`line ${number} of ${file} is not a JSON object`)
}

/** What MySQL and others write where there is nothing. */
function nullOf(value: string | undefined): string | null {
  return value === undefined || value === '\\N' || value === 'NULL' ? null : value
}

async function* textOf(file: string, { encoding }: TextOptions): AsyncGenerator<string> {
  if (file !== '-' && !existsSync(file)) throw new CommandError(`there is no file ${file}`)
  const bytes: AsyncIterable<Buffer> = file === '-' ? process.stdin : createReadStream(file)
  let decoder: TextDecoder | undefined
  try {
    for await (const piece of bytes) {
      decoder ??= decoderOf(encoding ?? encodingOf(piece))
      yield decoder.decode(piece, { stream: true })
    }
    yield decoder?.decode() ?? ''
  } catch (error) {
    if (error instanceof CommandError) throw error
    const isText = error instanceof TypeError
    throw new CommandError(
      isText
        ? `${file} is not written in ${encoding ?? 'UTF-8'}; a file of Excel in Chinese is often gb18030: --encoding gb18030`
        : `${file} is not a readable file`,
    )
  }
}

/** By its byte-order mark (Unicode 2.6). */
function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true })
  } catch {
    throw new CommandError(`--encoding ${encoding} is not known; utf-8, gb18030, utf-16le are`)
  }
}
