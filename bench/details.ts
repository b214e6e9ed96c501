import { mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import jwt from '@fastify/jwt'
import Fastify, { type FastifyInstance } from 'fastify'
import { type Candidate, type Candidates, jwtsOf, parties, secret } from './candidate.ts'

/**
 * What somebody would write for `GET /user/detail` who has no ztoken: nothing of ours is in these.
 * The schema and the reply are the tutorial's.
 */
const person = {
  id: '0190c2a4-7d3c-7a41-9c11-1234567890ab',
  head_portrait: null,
  intro: null,
  level: 0,
  name: '张三',
  phone: '13800138000',
}
const text = { type: ['string', 'null'] }
const data = {
  type: 'object',
  properties: {
    head_portrait: text,
    intro: text,
    level: { type: 'integer' },
    name: text,
    phone: text,
  },
}
const properties = { code: { type: 'integer' }, data, msg: { type: 'string' } }
const schema = { response: { 200: { type: 'object', properties } } }

interface Engine {
  exec(sql: string): unknown
  prepare(sql: string): { get(...values: unknown[]): unknown; run(...values: unknown[]): unknown }
}

/** The driver that needs no compiler: node:sqlite of newer Nodes, else libsql. */
function openEngine(): Engine {
  const require = createRequire(import.meta.url)
  const file = join(mkdtempSync(join(tmpdir(), 'ztoken-bench-')), 'people.db')
  const [major = 0] = process.versions.node.split('.').map(Number)
  if (major < 24) return new (require('libsql') as new (file: string) => Engine)(file)
  const { DatabaseSync } = require('node:sqlite') as { DatabaseSync: new (file: string) => Engine }
  return new DatabaseSync(file)
}

function readerOfPeople(): (id: string) => unknown {
  const engine = openEngine()
  engine.exec(`PRAGMA journal_mode = WAL; CREATE TABLE people (
    id TEXT PRIMARY KEY, head_portrait TEXT, intro TEXT, level INTEGER, name TEXT, phone TEXT)`)
  engine.prepare('INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)').run(...Object.values(person))
  const find = engine.prepare('SELECT * FROM people WHERE id = ?')
  return (id) => find.get(id)
}

async function candidate(app: FastifyInstance, read: (id: string) => unknown): Promise<Candidate> {
  app.get('/user/detail', { schema }, async (request) => {
    const { sub } = (request as { user?: { sub: string } }).user ?? { sub: person.id }
    return { code: 0, data: read(sub), msg: '成功' }
  })
  await app.ready()
  return { server: app.server, path: '/user/detail', tokens: jwtsOf() }
}

async function withJwt(): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(jwt, { secret, verify: { allowedIss: parties.iss, allowedAud: parties.aud } })
  app.addHook('onRequest', async (request) => void (await request.jwtVerify()))
  return app
}

export const detailCandidates: Candidates = {
  'Fastify, no read': () => candidate(Fastify(), () => person),
  'Fastify, a read': () => candidate(Fastify(), readerOfPeople()),
  '@fastify/jwt and a read': async () => candidate(await withJwt(), readerOfPeople()),
}
