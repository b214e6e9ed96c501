import { createRequire } from 'node:module'
import { setTimeout as pause } from 'node:timers/promises'
import { sqliteStore } from '@ztoken/stores/sqlite'

/** How many people there are, and entries of the audit over a hundred days. */
export interface Crowd {
  readonly users: number
  readonly entries: number
}

/** The rows of everybody as SELECTs. */
export interface Rows {
  readonly users: string
  readonly identities: string
  readonly audit: string
}

export const day = 86_400_000
/** The moment of the last entry: of late, so that none of them is due to be swept. */
export const now: number = Math.floor(Date.now() / day) * day

const family = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗'
const given = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英'

export type Pad = (number: string, width: number) => string
export const padInPostgres: Pad = (number, width) => `lpad((${number})::text, ${width}, '0')`
const padInSqlite: Pad = (number, width) => `printf('%0${width}d', ${number})`

/** Who is behind a tenth of all entries: somebody whose phone is attacked, or a program. */
export const busiest = 'u0000001'

/** Half have Chinese names of two or three characters, half are called `user N li wang`. */
export function rowsOf({ users, entries }: Crowd, pad: Pad): Rows {
  const numbers = (count: number): string => `WITH RECURSIVE numbers (n) AS (
    SELECT CAST(1 AS bigint) UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})`
  const part = (text: string, at: string): string =>
    `substr('${text}', CAST(1 + ${at} % ${text.length} AS int), 1)`
  const id = `'u' || ${pad('n', 7)}`
  const name = `CASE WHEN n % 2 = 0
    THEN ${part(family, 'n')} || ${part(given, 'n / 20')} || ${part(given, 'n / 460')}
    ELSE 'user ' || n || ' li wang' END`
  const at = `${now} - (${entries} - n) * ${Math.floor((100 * day) / entries)}`
  const event = "CASE WHEN n % 20 = 0 THEN 'logout' ELSE 'login' END"
  const who = `CASE WHEN n % 10 = 1 THEN '${busiest}' ELSE 'u' || ${pad(`1 + n % ${users}`, 7)} END`
  return {
    users: `${numbers(users)} SELECT ${id}, ${name}, ${name}, n FROM numbers`,
    identities: `${numbers(users)} SELECT 'phone',
      '+861' || ${pad('3000000000 + n * 7919 % 1000000000', 10)}, ${id}, NULL, n FROM numbers`,
    audit: `${numbers(entries)} SELECT n, 'e' || n, ${at}, ${event}, ${who}, ${who},
      '203.0.113.' || n % 256, 'Chrome on Windows' FROM numbers`,
  }
}

export const auditColumns = 'sequence, id, at, event, actor_id, user_id, address, device'

/** Everybody in a new SQLite file. Out: the seconds that taking up their names took. */
export async function fillSqlite(file: string, crowd: Crowd): Promise<number> {
  await (await sqliteStore(file)).close()
  const Database = createRequire(import.meta.url)('libsql')
  const engine = new Database(file)
  const { users, identities, audit } = rowsOf(crowd, padInSqlite)
  engine.exec(`BEGIN;
    INSERT INTO users (id, name, name_folded, created_at) ${users};
    INSERT INTO identities ${identities};
    INSERT INTO audit (${auditColumns}) ${audit};
    COMMIT`)
  const began = performance.now()
  const store = await sqliteStore(file)
  const due = engine.prepare('SELECT 1 FROM names_due LIMIT 1')
  while (due.get() !== undefined) await pause(100)
  engine.close()
  await store.close()
  return (performance.now() - began) / 1000
}
