import { setTimeout as pause } from 'node:timers/promises'
import { gramsOf, gramsOfSearch } from '../judgements/grams.ts'
import type { Connection } from './connection.ts'
import type { Value } from './engine.ts'

/** Names as they are searched by any part of them. */
export interface NameIndex {
  /** In the transaction that gives the name; null: there is none any more. */
  put(id: string, name: string | null): void
  /**
   * Takes up what somebody else has written, an operator or a program that knows no such index: as
   * much as takes a few milliseconds. What is left over is found by reading it.
   */
  catchUp(): Promise<void>
  /** What an index is asked for the names that may hold this text. */
  question(text: string): string
  /** Ends what runs by itself. */
  close(): void
}

/** Names taken up in one transaction. */
const slice = 500
const pauseMilliseconds = 20

export function nameIndex({ prepare, read, write }: Connection): NameIndex {
  const sql = {
    due: prepare(
      `SELECT user_id, name_folded FROM names_due LEFT JOIN users ON users.id = user_id LIMIT ?`,
    ),
    done: prepare('DELETE FROM names_due WHERE user_id = ?'),
    number: prepare('SELECT number FROM name_numbers WHERE user_id = ?'),
    give: prepare('INSERT INTO name_numbers (user_id) VALUES (?) RETURNING number'),
    take: prepare('DELETE FROM name_numbers WHERE user_id = ?'),
    remove: prepare('DELETE FROM name_grams WHERE rowid = ?'),
    add: prepare('INSERT INTO name_grams (rowid, grams) VALUES (?, ?)'),
  }
  const closing = new AbortController()

  function put(id: string, name: string | null): void {
    const known = sql.number.get(id)?.number
    if (known !== undefined) sql.remove.run(known)
    if (name !== null && name !== '') {
      const number = known ?? (sql.give.get(id)?.number as Value)
      sql.add.run(number, gramsOf(name).map(word).join(' '))
    } else if (known !== undefined) sql.take.run(id)
    sql.done.run(id)
  }

  function takeUp(): number {
    const due = sql.due.all(slice)
    for (const { user_id, name_folded } of due) put(user_id as string, name_folded as string | null)
    return due.length
  }

  async function catchUp(): Promise<void> {
    const isDue = await read(() => sql.due.all(1).length > 0)
    // Somebody who writes for long holds up no search.
    if (isDue) await write(takeUp).catch(() => undefined)
  }

  /** After a migration all names are due: slice by slice, between which others are served. */
  async function takeUpAll(): Promise<void> {
    const { signal } = closing
    while (!signal.aborted && (await read(() => sql.due.all(1).length > 0))) {
      await write(takeUp)
      await pause(pauseMilliseconds, undefined, { signal, ref: false })
    }
  }
  // What could not be taken up is by the next search, or the next start.
  takeUpAll().catch(() => undefined)

  return {
    put,
    catchUp,
    question: (text) =>
      gramsOfSearch(text)
        .map((gram) => `"${word(gram)}"`)
        .join(' AND '),
    close: () => closing.abort(),
  }
}

/** As the index parts words: a character is its number, whatever it is. */
function word(gram: string): string {
  return [...gram].map((character) => (character.codePointAt(0) as number).toString(36)).join('x')
}
