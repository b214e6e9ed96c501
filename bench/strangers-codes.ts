import { randomBytes, randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCore } from '@ztoken/core'
import { sqliteStore } from '@ztoken/stores/sqlite'
import { encryptedFormat, importSecrets } from '@ztoken/token'
import { alikeBelow, cropped, welch } from './welch.ts'

/**
 * Whether the time of asking for a code says that somebody is registered or banned (A009, A300):
 * Welch's t between strangers, people and banned people, each of whom is asked for once, in random
 * order, on SQLite. What is sent follows the reply, and is waited for before the next question.
 */
const samplesEach = Number(process.env.SAMPLES ?? 2000)
const warmUp = 100
const kinds = ['stranger', 'known', 'banned'] as const
type Kind = (typeof kinds)[number]

const directory = mkdtempSync(join(tmpdir(), 'ztoken-bench-'))
const secrets = importSecrets(randomBytes(32).toString('base64url'))
let sent = (): void => undefined
const core = await createCore({
  store: await sqliteStore(join(directory, 'app.db')),
  secrets,
  issueFormat: encryptedFormat(secrets),
  codesPerDay: 100_000_000,
  senders: { sms: async () => sent() },
})

const phonesOf = (kind: Kind): string[] =>
  Array.from(
    { length: samplesEach + warmUp },
    (_, n) => `1${3 + kinds.indexOf(kind)}8${String(n).padStart(8, '0')}`,
  )
const waiting = {
  stranger: phonesOf('stranger'),
  known: phonesOf('known'),
  banned: phonesOf('banned'),
}

const profile = { passwordHash: null, name: null, avatar: null, intro: null, level: null }
const add = core.createImport({ dryRun: false })
for (const kind of ['known', 'banned'] as const) {
  for (const phone of waiting[kind]) await add.add({ id: `${kind}-${phone}`, phone, ...profile })
}
for (const phone of waiting.banned) await core.ban(`banned-${phone}`)

const times: Record<Kind, number[]> = { stranger: [], known: [], banned: [] }
let asked = 0
while (kinds.some((kind) => times[kind].length < samplesEach + warmUp)) {
  const open = kinds.filter((kind) => waiting[kind].length > 0)
  const kind = open[randomInt(open.length)] as Kind
  const phone = waiting[kind].pop() ?? ''
  const gone = new Promise<void>((resolve) => {
    sent = resolve
  })
  asked += 1
  const address = `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`
  const start = process.hrtime.bigint()
  await core.requestCode({ purpose: 'login', phone }, address)
  times[kind].push(Number(process.hrtime.bigint() - start))
  await gone
}
await core.close()
rmSync(directory, { recursive: true })

const of = (kind: Kind): Float64Array => Float64Array.from(times[kind].slice(warmUp))
const median = (values: Float64Array): string =>
  ((values.toSorted()[Math.floor(values.length / 2)] as number) / 1e6).toFixed(2)

console.log('\n| asked for | median, ms | \\|t\\| against strangers, without the slowest tenth |')
console.log('|---|---|---|')
for (const kind of kinds) {
  const t = Math.abs(welch(cropped({ first: of('stranger'), last: of(kind) }))).toFixed(2)
  console.log(`| ${kind} | ${median(of(kind))} | ${kind === 'stranger' ? '' : t} |`)
}
console.log(`\nAlike: below ${alikeBelow}. ${samplesEach} samples of each kind.`)
