import { pbkdf2Sync, scryptSync } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { hash as bcryptHash } from 'bcryptjs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { HashJob, PasswordCheck } from '../src/ground/password/formats/format.ts'
import { newAccount } from '../src/index.ts'
import { open, password, phone } from './open.ts'
import { storeHash } from './stored-hash.ts'

const stranger = '13900000000'
/** What a hash costs is what these tests are about. */
const real = { passwords: {} }
const today = 'argon2id, 19456 KiB, 2 passes, 1 lane'
const salt = '0123456789abcdef'
const scrypt = (N: number): string =>
  scryptSync(password, salt, 64, { N, r: 8, p: 1 }).toString('hex')
const pbkdf2 = (encoding: 'hex' | 'base64'): string =>
  pbkdf2Sync(password, salt, 1000, 32, 'sha256').toString(encoding)

/** As other applications left them; all of them cost less than ours. */
const oldHashes: Readonly<Record<string, string>> = {
  bcrypt: await bcryptHash(password, 4),
  "Django's pbkdf2": `pbkdf2_sha256$1000$${salt}$${pbkdf2('base64')}`,
  "werkzeug's pbkdf2": `pbkdf2:sha256:1000$${salt}$${pbkdf2('hex')}`,
  "werkzeug's scrypt": `scrypt:1024:8:1$${salt}$${scrypt(1024)}`,
  'argon2id with other parameters': `$argon2id$v=19$m=64,t=1,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`,
  'nothing that can be read': 'plaintext',
}

const posted = vi.spyOn(Worker.prototype, 'postMessage')
afterEach(() => void posted.mockClear())

/** What the hashing threads were given to do since: every job, as they run it for a wrong password. */
function workDone(): string[][] {
  return posted.mock.calls.flatMap(([jobs]) => (jobs as HashJob[]).map(stepsOf))
}

function stepsOf(job: HashJob): string[] {
  if ('parameters' in job) {
    const { memoryCost, timeCost, parallelism } = job.parameters
    return [wordsFor(memoryCost, timeCost, parallelism)]
  }
  return [job.check, job.decoy].filter((check) => check !== null).map(nameOf)
}

function nameOf(check: PasswordCheck): string {
  if (check.primitive !== 'argon2') return check.primitive
  const [, ...costs] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(check.stored) ?? []
  return wordsFor(...costs.map(Number))
}

function wordsFor(...[memory, passes, lanes]: number[]): string {
  return `argon2id, ${memory} KiB, ${passes} passes, ${lanes} lane`
}

/** Fails as a login does, and what that cost. */
async function costOf(attempt: Promise<unknown>): Promise<{ code: string; work: string[][] }> {
  posted.mockClear()
  const code = await attempt.then(
    () => 'passed',
    (error) => error.code,
  )
  return { code, work: workDone() }
}

describe('a login that fails', () => {
  it('A002 A003 costs one hash with today’s parameters, whoever is asked for, in an empty database too', async () => {
    const { core, store } = await open(real)
    const empty = await costOf(core.login({ phone: stranger, password }))
    const { user } = await core.register({ phone, password })
    const costs = [
      await costOf(core.login({ phone: stranger, password })),
      await costOf(core.login({ phone, password: 'the wrong phrase' })),
    ]
    const without = newAccount({ ...user, id: 'without', phone: '+8613700000000' }, null)
    expect(await store.addAccount(without)).toBe('added')
    costs.push(await costOf(core.login({ phone: '13700000000', password })))
    for (const cost of [empty, ...costs]) {
      expect(cost).toEqual({ code: 'credentials_wrong', work: [[today]] })
    }
  })

  for (const [name, stored] of Object.entries(oldHashes)) {
    it(`A006 with an old hash costs what a stranger costs after it: ${name}`, async () => {
      const { core, store } = await open(real)
      const { user } = await core.register({ phone, password })
      await storeHash(store, user.id, stored)
      const { code, work } = await costOf(core.login({ phone, password: 'the wrong phrase' }))
      expect(code).toBe('credentials_wrong')
      expect(work).toHaveLength(1)
      expect(work[0]?.at(-1)).toBe(today)
    })
  }

  it('A007 with a password that could be nobody’s costs nothing, whoever is asked for', async () => {
    const { core } = await open(real)
    await core.register({ phone, password })
    for (const who of [phone, stranger]) {
      const { work } = await costOf(core.login({ phone: who, password: 'x'.repeat(5000) }))
      expect(work).toEqual([])
    }
  })
})

describe('a registration', () => {
  it('A008 of a phone that somebody has costs the hash of a new one, says so, and is counted', async () => {
    const { core } = await open({ ...real, failuresPerAddress: 3 })
    const again = () => costOf(core.register({ phone, password }, { address: '192.0.2.1' }))
    expect(await again()).toEqual({ code: 'passed', work: [[today]] })
    expect(await again()).toEqual({ code: 'phone_taken', work: [[today]] })
    expect(await again()).toEqual({ code: 'phone_taken', work: [[today]] })
    expect(await again()).toEqual({ code: 'too_many_requests', work: [] })
  })
})
