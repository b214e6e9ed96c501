import { closeSync, openSync, writeSync } from 'node:fs'
import type { ImportOutcome } from '@ztoken/core'
import { CommandError, printable, type Terminal } from '../terminal.ts'

/** What became of a row, as the import or the operator decided. */
export type RowOutcome = ImportOutcome | 'left_out_as_said' | 'record_broken'

const meanings: Record<RowOutcome, string> = {
  added: 'imported',
  already_there: 'there before',
  updated: 'there before, and brought up to date',
  at_home_here: 'there before, have signed in here since, and stay as they are',
  record_broken: 'left out: the record has another number of values than the header',
  left_out_as_said: 'left out, as --left-out-if says',
  id_invalid: 'left out: the id cannot be used',
  id_taken: 'left out: the id belongs to somebody else',
  nothing_found_by: 'left out: there is neither a phone nor an e-mail address nor a username',
  phone_invalid: 'left out: the phone is not valid',
  email_invalid: 'left out: the e-mail address is not valid',
  username_invalid: 'left out: the username cannot be used',
  phone_taken: 'left out: the phone belongs to somebody else',
  email_taken: 'left out: the e-mail address belongs to somebody else',
  username_taken: 'left out: the username belongs to somebody else',
  fields_invalid: 'left out: a field of theirs does not fit',
  password_hash_unknown: 'left out: the password hash is of no kind that can be read',
}

/** Tells what became of every row: aloud, in a file of JSON Lines, and counted at the end. */
export interface Report {
  row(id: string, outcome: RowOutcome, lost: readonly string[], needsReset: boolean): void
  /** The whole of it. Out: the exit status. */
  end(isDryRun: boolean): number
}

/** `file`: where every row that lost something is written too, readable by its owner alone. */
export function createReport(terminal: Terminal, file: string | undefined): Report {
  const counts = new Map<RowOutcome, number>()
  const handle = file === undefined ? undefined : openReport(file)
  let [total, losers, resets] = [0, 0, 0]
  const write = (entry: object): void => {
    if (handle !== undefined) writeSync(handle, `${JSON.stringify(entry)}\n`)
  }
  return {
    row(id, outcome, lost, needsReset) {
      total += 1
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
      const shown = `id "${printable(id)}"`
      if (!isKept(outcome)) {
        if (outcome !== 'left_out_as_said') terminal.err(`${shown}: ${meanings[outcome]}`)
        return write({ id, outcome })
      }
      if (needsReset) {
        resets += 1
        terminal.err(`${shown}: imported without a password: they need a reset`)
      }
      if (lost.length > 0) {
        losers += 1
        terminal.err(`${shown}: not taken over, as it cannot be read: ${lost.join(', ')}`)
      }
      if (needsReset || lost.length > 0) write({ id, outcome, lost, needs_reset: needsReset })
    },
    end(isDryRun) {
      if (handle !== undefined) closeSync(handle)
      terminal.out(`${total} users read${isDryRun ? ' (dry run: nothing was written)' : ''}`)
      for (const [outcome, count] of counts) terminal.out(`${count} ${meanings[outcome]}`)
      if (resets > 0) terminal.out(`${resets} without a password: they need a reset`)
      if (losers > 0) terminal.out(`${losers} with something that was not taken over`)
      const isWhole = [...counts.keys()].every((one) => isKept(one) || one === 'left_out_as_said')
      return isWhole && losers === 0 ? 0 : 2
    },
  }
}

function isKept(outcome: RowOutcome): boolean {
  return ['added', 'already_there', 'updated', 'at_home_here'].includes(outcome)
}

function openReport(file: string): number {
  try {
    return openSync(file, 'w', 0o600)
  } catch {
    throw new CommandError(`--report ${file} cannot be written`)
  }
}
