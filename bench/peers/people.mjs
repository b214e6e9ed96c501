// What every program here answers with, and the database that it reads: nothing of ztoken.
import { mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const secret = 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-bench'
export const person = {
  id: '0190c2a4-7d3c-7a41-9c11-1234567890ab',
  head_portrait: null,
  intro: null,
  level: 0,
  name: '张三',
  phone: '13800138000',
}

/** The driver that needs no compiler: node:sqlite of newer Nodes, else libsql. */
export function openEngine() {
  const require = createRequire(import.meta.url)
  const file = join(mkdtempSync(join(tmpdir(), 'ztoken-peer-')), 'people.db')
  const [major] = process.versions.node.split('.').map(Number)
  if (major < 24) return new (require('libsql'))(file)
  return new (require('node:sqlite').DatabaseSync)(file)
}

export function readerOfPeople() {
  const engine = openEngine()
  engine.exec(`PRAGMA journal_mode = WAL; CREATE TABLE people (
    id TEXT PRIMARY KEY, head_portrait TEXT, intro TEXT, level INTEGER, name TEXT, phone TEXT)`)
  engine.prepare('INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)').run(...Object.values(person))
  const find = engine.prepare('SELECT * FROM people WHERE id = ?')
  return (id) => find.get(id)
}

export const reply = (data) => ({ code: 0, data, msg: '成功' })

/** Says where it listens, and under which headers each request is let on. */
export function listen(server, headers) {
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address()
    console.log(JSON.stringify({ url: `http://127.0.0.1:${port}/user/detail`, headers }))
  })
}
