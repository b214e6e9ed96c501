/**
 * What an import of 100,000 rows of CSV costs, beside the same rows as plain INSERTs of the engine.
 * `npm run bench:import`
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const rows = 100_000
const secret = randomBytes(32).toString('base64')
const hash = `pbkdf2:sha256:260000$abcdefgh$${'0'.repeat(64)}`
const directory = mkdtempSync(join(tmpdir(), 'ztoken-import-'))
const file = join(directory, 'people.csv')

/** The peak of a process is read from /proc, as it runs: on Linux alone. */
async function measured(name: string, words: readonly string[]): Promise<void> {
  const began = performance.now()
  const child = spawn(process.execPath, words, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      ZTOKEN_SECRET: secret,
      ZTOKEN_DATABASE_URL: `sqlite:${join(directory, 'ztoken.db')}`,
    },
  })
  let peak = 0
  const look = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid))
  }, 100)
  const [status] = await once(child, 'exit')
  clearInterval(look)
  const seconds = (performance.now() - began) / 1000
  console.log(`${name}: ${seconds.toFixed(1)} s, ${peak} MiB at most, status ${status}`)
}

function peakOf(pid: number | undefined): number {
  try {
    const [, kibibytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Math.round(Number(kibibytes ?? 0) / 1024)
  } catch {
    return 0
  }
}

const plain = `
const Database = require('libsql')
const { createInterface } = require('node:readline')
const db = new Database(${JSON.stringify(join(directory, 'plain.db'))})
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE people (id TEXT PRIMARY KEY, phone TEXT UNIQUE, name TEXT, password TEXT)')
const insert = db.prepare('INSERT INTO people VALUES (?, ?, ?, ?)')
const input = require('node:fs').createReadStream(${JSON.stringify(file)})
let n = 0
db.exec('BEGIN')
createInterface({ input }).on('line', (line) => {
  if (n++ === 0) return
  insert.run(...line.split(','))
  if (n % 100 === 0) db.exec('COMMIT; BEGIN')
}).on('close', () => db.exec('COMMIT'))
`

try {
  const out = createWriteStream(file)
  out.write('id,phone,name,password\n')
  for (let n = 0; n < rows; n += 1) {
    out.write(`${n + 1},138${String(n).padStart(8, '0')},person ${n},${hash}\n`)
  }
  out.end()
  await once(out, 'finish')
  const words = ['packages/server/bin/ztoken.js', 'import', file, '--from', 'csv']
  await measured(`ztoken import, ${rows} rows`, words)
  await measured('the same again: everybody is there', words)
  await measured('plain INSERTs, 100 a commit', ['-e', plain])
} finally {
  rmSync(directory, { recursive: true })
}
