import { type Core, type Import, quickSchemes } from '@ztoken/core'
import { CommandError, type Terminal } from '../terminal.ts'
import { type Plan, type PlannedRow, planOf, type Wishes } from './plan.ts'
import { createReport, type Report, type RowOutcome } from './report.ts'
import { type SourceOptions, shownSource, withTable } from './sources.ts'

export interface ImportOptions extends SourceOptions, Wishes {
  readonly dryRun: boolean
  readonly unknownHashes: string
  readonly quickHashes?: string
  readonly update: boolean
  readonly proven: boolean
  readonly report?: string
}

/** As many as are on their way to the store at once: SQLite commits them as one. */
const batchSize = 100
const progressEvery = 10_000

/** Takes over another application's people. Out: the exit status. Throws CommandError. */
export async function importForeign(
  core: Core,
  source: string,
  terminal: Terminal,
  options: ImportOptions,
): Promise<number> {
  if (!['leave-out', 'no-password'].includes(options.unknownHashes)) {
    throw new CommandError('--unknown-hashes is one of leave-out, no-password')
  }
  const quickHashes = quickSchemes.find((one) => one === options.quickHashes)
  if (options.quickHashes !== undefined && quickHashes === undefined) {
    throw new CommandError(`--quick-hashes is one of ${quickSchemes.join(', ')}`)
  }
  return withTable(source, options, async (table) => {
    const { dryRun, update, proven } = options
    const how = { dryRun, update, proven, ...(quickHashes && { quickHashes }) }
    const run = core.createImport(how)
    const own = { described: core.userFields('admin'), fit: run.fitFields }
    const plan = planOf(table, shownSource(source), options, own)
    explain(plan, table.name, terminal, options)
    const report = createReport(terminal, options.report)
    await addAll(run, plan, report, terminal, options)
    const status = report.end(options.dryRun)
    return status === 0 && plan.undecided.length > 0 ? 2 : status
  })
}

/** What is read as what; names that restrict end a real import until they have a meaning. */
function explain(plan: Plan, table: string, terminal: Terminal, { dryRun }: ImportOptions): void {
  const { mapping, unread, undecided } = plan
  if (dryRun) {
    const pairs = [...mapping].map(([field, column]) => `${field} = ${column}`)
    terminal.err(`${table}: ${pairs.join(', ')}`)
    if (unread.length > 0) terminal.err(`columns that are not read: ${unread.join(', ')}`)
  }
  if (undecided.length === 0) return
  const names = undecided.join(', ')
  const words = `${names}: such a column often says who may not sign in. Say what it means: --banned-if '${undecided[0]}=…', --left-out-if '${undecided[0]}=…', or --ignore-columns ${undecided.join(',')} where it means nothing here`
  if (!dryRun) throw new CommandError(`nothing was imported. ${words}`)
  terminal.err(`an import would stop here. ${words}`)
}

async function addAll(
  run: Import,
  plan: Plan,
  report: Report,
  terminal: Terminal,
  options: ImportOptions,
): Promise<void> {
  const began = performance.now()
  let done = 0
  for await (const batch of batches(plan.rows())) {
    const added = await Promise.all(batch.map((row) => add(run, row, options)))
    for (const [n, { user, unreadable }] of batch.entries()) {
      const { outcome = 'id_invalid', needsReset = false } = added[n] ?? {}
      report.row(
        user.id,
        outcome,
        unreadable.filter((one) => one !== 'password'),
        needsReset,
      )
    }
    done += batch.length
    if (done % progressEvery < batch.length && done >= progressEvery) {
      const rate = Math.round((done / (performance.now() - began)) * 1000)
      terminal.err(`${done} read, ${rate} a second`)
    }
  }
}

async function add(
  run: Import,
  { user, unreadable, isLeftOut, isBroken }: PlannedRow,
  { unknownHashes }: ImportOptions,
): Promise<{ outcome: RowOutcome; needsReset: boolean }> {
  const without = (outcome: RowOutcome): { outcome: RowOutcome; needsReset: boolean } => ({
    outcome,
    needsReset: false,
  })
  if (isBroken) return without('record_broken')
  if (isLeftOut) return without('left_out_as_said')
  if (unreadable.includes('phone')) return without('phone_invalid')
  if (unreadable.includes('email')) return without('email_invalid')
  if (unreadable.includes('username')) return without('username_invalid')
  const outcome = unreadable.includes('password') ? 'password_hash_unknown' : await run.add(user)
  if (outcome !== 'password_hash_unknown' || unknownHashes === 'leave-out') return without(outcome)
  const instead = await run.add({ ...user, passwordHash: null })
  return { outcome: instead, needsReset: instead === 'added' }
}

/** Two rows that could collide are never on their way at once: the first one is who comes. */
async function* batches(rows: AsyncIterable<PlannedRow>): AsyncGenerator<PlannedRow[]> {
  let batch: PlannedRow[] = []
  let keys = new Set<string>()
  for await (const row of rows) {
    const { id, phone, email = null, username = null } = row.user
    const own = [id, phone?.replace(/[^0-9]/g, '').slice(-7), email, username].flatMap((text) =>
      text ? [text.normalize('NFKC').toLowerCase()] : [],
    )
    if (batch.length >= batchSize || own.some((key) => keys.has(key))) {
      yield batch
      batch = []
      keys = new Set()
    }
    batch.push(row)
    for (const key of own) keys.add(key)
  }
  if (batch.length > 0) yield batch
}
