import type { TransferRecord } from '@ztoken/contract'
import type { Actor } from '../ground/access/authority.ts'
import type { Ground } from '../ground/ground.ts'
import { type ExportOptions, everything } from './export.ts'
import { type TransferOutcome, takeIn } from './import.ts'

export type { ExportOptions } from './export.ts'
export type { TransferOutcome } from './import.ts'

/** Everything out of one database and into another, for an operator. */
export interface Transferring {
  /**
   * Everything the store holds, record by record, flat in memory: roles, signing keys, accounts
   * with identities and credentials, and where asked for sessions, revocations and the audit. What
   * changes meanwhile may or may not be in it. It holds hashes: for an operator alone. That it was
   * done is recorded once it has been read to its end.
   *
   * @throws ZtokenError `unavailable`, as it is read.
   * @example
   * for await (const record of auth.exportEverything()) file.write(`${JSON.stringify(record)}\n`)
   */
  exportEverything(options?: ExportOptions, actor?: Actor): AsyncIterable<TransferRecord>
  /**
   * Takes in records that follow one another in an export and are of one type, as many as are good
   * to write at once. Out: what became of each, in their order; whoever is there already stays as
   * they are, so it can be run again. Records are what `exportEverything` gave: their form is
   * checked by whoever read them.
   *
   * @throws ZtokenError `unavailable`; `conflict` where the signing keys change at this moment.
   */
  importRecords(records: readonly TransferRecord[]): Promise<TransferOutcome[]>
  /**
   * Records that an import has ended, with the number of each type that was added.
   *
   * @throws ZtokenError `unavailable`.
   */
  recordImport(added: Readonly<Record<string, number>>, actor?: Actor): Promise<void>
}

export function createTransfer(
  ground: Pick<Ground, 'store' | 'clock' | 'lifetimes' | 'views' | 'audit' | 'authority'>,
): Transferring {
  const { store, clock, audit, authority } = ground

  async function record(
    event: 'data_exported' | 'data_imported',
    counts: Readonly<Record<string, number>>,
    actor: Actor,
  ): Promise<void> {
    const pairs = Object.entries(counts).map(([type, count]) => [type, String(count)])
    const entry = authority.recordBy(actor, event, { detail: Object.fromEntries(pairs) })
    await store.addAudit([entry])
    audit.announce(entry)
  }

  return {
    async *exportEverything(options = {}, actor = {}) {
      const counts = new Map<string, number>()
      yield { type: 'ztoken_export', version: 1, at: clock() }
      for await (const one of everything(ground, options)) {
        counts.set(one.type, (counts.get(one.type) ?? 0) + 1)
        yield one
      }
      const all = Object.fromEntries(counts)
      await record('data_exported', all, actor)
      yield { type: 'end', counts: all }
    },
    importRecords: (records) => takeIn(ground, records),
    recordImport: (added, actor = {}) => record('data_imported', added, actor),
  }
}
