import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { type TransferRecord, type TransferType, transferSchemas } from '@ztoken/contract'
import type { Core, TransferOutcome } from '@ztoken/core'
import { parseStrictJson } from '@ztoken/token'
import { Ajv, type ValidateFunction } from 'ajv'
import { operator } from './context.ts'
import { CommandError, printable, type Terminal } from './terminal.ts'

const meanings: Record<Exclude<TransferOutcome, 'added' | 'already_there'>, string> = {
  invalid: 'it cannot be used',
  id_taken: 'the id belongs to somebody else, or did before they were deleted',
  identity_taken: 'what they are found by belongs to somebody else',
  account_missing: 'whose it is is not here',
  keys_there: 'a signing key that has begun here is as old',
}

/** As many as are good to write at once. */
const batchSize = 100

/**
 * Takes in what `ztoken export` wrote. The whole file is looked through before anything is written:
 * one that was cut off or changed leaves the database as it was. Out: the exit status. Throws
 * CommandError.
 */
export async function importOwnExport(
  core: Core,
  file: string,
  terminal: Terminal,
  { dryRun }: { readonly dryRun: boolean },
): Promise<number> {
  const total = await requireWhole(file)
  if (dryRun) {
    terminal.out(`${total} records, whole and well formed (dry run: nothing was written)`)
    return 0
  }
  const added = new Map<string, number>()
  let isWhole = true
  let done = 0
  for await (const batch of batches(file)) {
    const outcomes = await core.importRecords(batch)
    for (const [n, outcome] of outcomes.entries()) {
      const record = batch[n] as TransferRecord
      if (outcome === 'added') added.set(record.type, (added.get(record.type) ?? 0) + 1)
      else if (outcome !== 'already_there') {
        isWhole = false
        terminal.err(`${record.type} ${nameOf(record)}: left out: ${meanings[outcome]}`)
      }
    }
    done += batch.length
    if (done % 10_000 < batch.length) terminal.err(`${done}/${total}`)
  }
  const counts = Object.fromEntries(added)
  await core.recordImport(counts, operator)
  const words = Object.entries(counts).map(([type, count]) => `${count} ${type}`)
  terminal.out(`${total} records read\nimported: ${words.join(', ') || 'nothing'}`)
  return isWhole ? 0 : 2
}

/** The number of records between the first line and the last. */
async function requireWhole(file: string): Promise<number> {
  let last: TransferRecord | null = null
  const counts = new Map<string, number>()
  for await (const record of records(file)) {
    if (last === null && record.type !== 'ztoken_export') throw notOurs(file)
    if (last?.type === 'end') throw new CommandError(`${file} goes on after its end`)
    if (record.type !== 'end' && record.type !== 'ztoken_export') {
      counts.set(record.type, (counts.get(record.type) ?? 0) + 1)
    }
    last = record
  }
  if (last === null) throw notOurs(file)
  if (last.type !== 'end') throw new CommandError(`${file} was cut off: its last line is missing`)
  const said = new Map(Object.entries(last.counts))
  const isSo = [...counts].every(([type, count]) => said.get(type) === count)
  if (!isSo || said.size !== counts.size) {
    throw new CommandError(`${file} does not hold as many records as its last line says`)
  }
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}

function notOurs(file: string): CommandError {
  return new CommandError(`${file} is not what "ztoken export" writes`)
}

/** Of one type each, in the order of the file. */
async function* batches(file: string): AsyncGenerator<TransferRecord[]> {
  let batch: TransferRecord[] = []
  for await (const record of records(file)) {
    if (record.type === 'ztoken_export' || record.type === 'end') continue
    const isFull =
      batch.length >= (record.type === 'signing_key' ? Number.POSITIVE_INFINITY : batchSize)
    if (batch.length > 0 && (isFull || batch[0]?.type !== record.type)) {
      yield batch
      batch = []
    }
    batch.push(record)
  }
  if (batch.length > 0) yield batch
}

async function* records(file: string): AsyncGenerator<TransferRecord> {
  const stream = createReadStream(file, 'utf8')
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })
  let number = 0
  try {
    for await (const line of lines) {
      number += 1
      yield requireRecord(line, number, file)
    }
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) {
      throw new CommandError(`there is no file ${file} that can be read`)
    }
    throw error
  }
}

function requireRecord(line: string, number: number, file: string): TransferRecord {
  const record = parseStrictJson(line)
  const type =
    typeof record === 'object' && record !== null && 'type' in record ? record.type : null
  const validate = validators().get(type as TransferType)
  if (validate === undefined && number === 1) throw notOurs(file)
  if (validate?.(record) === true) return record as TransferRecord
  const [fault] = validate?.errors ?? []
  const where = fault === undefined ? '' : `: ${fault.instancePath} ${fault.message ?? ''}`
  throw new CommandError(`line ${number} of ${file} is no record of an export${where}`)
}

let compiled: ReadonlyMap<TransferType, ValidateFunction> | undefined

/** Compiled with the first record: other commands need none. */
function validators(): ReadonlyMap<TransferType, ValidateFunction> {
  compiled ??= compileAll()
  return compiled
}

function compileAll(): ReadonlyMap<TransferType, ValidateFunction> {
  const ajv = new Ajv({ allowUnionTypes: true })
  const pairs = Object.entries(transferSchemas) as [TransferType, object][]
  return new Map(pairs.map(([type, schema]) => [type, ajv.compile(schema)]))
}

function nameOf(record: TransferRecord): string {
  const { id, name, key, kid } = record as Partial<Record<'id' | 'name' | 'key' | 'kid', string>>
  return `"${printable(id ?? name ?? kid ?? key ?? '')}"`
}
