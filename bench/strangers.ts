import { randomBytes, randomInt } from 'node:crypto'
import { type Core, createCore, withHash } from '@ztoken/core'
import { memoryStore } from '@ztoken/stores'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import { hash as bcrypt } from 'bcryptjs'
import { alikeBelow, cropped, type Sampled, welch } from './welch.ts'

/**
 * Whether the time of a login that fails says that somebody is registered (A002, A006): Welch's t
 * between a stranger and an account with a wrong password, asked in random order, one at a time. An
 * account with the hash of another application is measured as well, until its owner signs in.
 */
const samplesEach = Number(process.env.SAMPLES ?? 500)
const stranger = '13900000000'
const password = 'a long enough phrase'
const salt = '0123456789abcdef'

/** Of nobody's password: what counts is what it costs to find that out. */
const hashes: Readonly<Record<string, string | null>> = {
  'a hash of ours': null,
  'bcrypt, cost 4': await bcrypt('nobody knows', 4),
  'bcrypt, cost 10': await bcrypt('nobody knows', 10),
  "werkzeug's pbkdf2, 260,000": `pbkdf2:sha256:260000$${salt}$${'0'.repeat(64)}`,
}

async function open(stored: string | null): Promise<{ core: Core; phone: string }> {
  const secrets = importSecrets(randomBytes(32).toString('base64url'))
  const store = memoryStore()
  const core = await createCore({
    store,
    secrets,
    issueFormat: encryptedFormat(secrets),
    failuresPerPhone: 1_000_000,
    failuresPerAddress: 1_000_000,
  })
  const phone = '13800138000'
  const { user } = await core.register({ phone, password })
  if (stored !== null) {
    const account = await store.findAccount(user.id)
    if (account === null) throw new Error('nobody has registered')
    const put = [withHash(account, stored, 0)]
    await store.changeAccount(user.id, { credentials: { put } })
  }
  return { core, phone }
}

/** Nanoseconds of a login that fails. */
async function timeOf(core: Core, phone: string): Promise<number> {
  const start = process.hrtime.bigint()
  const code = await core.login({ phone, password: 'the wrong phrase' }).then(
    () => 'passed',
    (error) => error.code,
  )
  if (code !== 'credentials_wrong') throw new Error(`a wrong password: ${code}`)
  return Number(process.hrtime.bigint() - start)
}

async function sample(core: Core, first: string, last: string): Promise<Sampled> {
  const sampled = { first: new Float64Array(samplesEach), last: new Float64Array(samplesEach) }
  const taken = { first: 0, last: 0 }
  for (let n = -20; taken.first < samplesEach || taken.last < samplesEach; n += 1) {
    const kind = randomInt(2) === 0 ? 'first' : 'last'
    const time = await timeOf(core, kind === 'first' ? first : last)
    if (n < 0 || taken[kind] === samplesEach) continue
    sampled[kind][taken[kind]] = time
    taken[kind] += 1
  }
  return sampled
}

function median(values: Float64Array): string {
  return ((values.toSorted()[Math.floor(values.length / 2)] as number) / 1e6).toFixed(1)
}

console.log('\n| account | stranger, ms | account, ms | \\|t\\| without the slowest tenth |')
console.log('|---|---|---|---|')
for (const [name, stored] of Object.entries(hashes)) {
  const { core, phone } = await open(stored)
  const all = await sample(core, stranger, phone)
  const t = Math.abs(welch(cropped(all))).toFixed(2)
  console.log(`| ${name} | ${median(all.first)} | ${median(all.last)} | ${t} |`)
  await core.close()
}
console.log(
  `\nAlike: below ${alikeBelow}. ${samplesEach} samples of each kind, the median of each.`,
)
