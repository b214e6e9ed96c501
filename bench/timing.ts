import { createHmac, randomBytes, randomInt } from 'node:crypto'
import { createIssuer, createReader, importSecrets, signedFormat } from '@ztoken/token'
import { alikeBelow, cropped, type Sampled, welch } from './welch.ts'

/**
 * Whether the time of a refusal says how much of a MAC was right (T182): Welch's t between tokens
 * whose MAC is wrong in its first and in its last character, measured in random order, as in
 * "Dude, is my code constant time?" (Reparaz, Balasch, Verbauwhede, 2017). Below 4.5 they are alike.
 */
const samplesEach = 50_000
const secrets = importSecrets(randomBytes(32).toString('base64url'))
const format = signedFormat(secrets)
const parties = { issuer: 'ztoken', audience: 'ztoken' }
const clock = Date.now

type Read = (token: string) => unknown

/** The token with another character there; the last one stays one that base64url could have. */
function wrongAt(token: string, at: number): Buffer {
  return Buffer.from(`${token.slice(0, at)}${token[at] === 'A' ? 'E' : 'A'}${token.slice(at + 1)}`)
}

/** Nanoseconds of each reading. Every text is a fresh one, so both kinds meet the same machine. */
function sample(read: Read, first: Buffer, last: Buffer): Sampled {
  const sampled = { first: new Float64Array(samplesEach), last: new Float64Array(samplesEach) }
  const taken = { first: 0, last: 0 }
  for (let n = -10_000; taken.first < samplesEach || taken.last < samplesEach; n += 1) {
    const kind = randomInt(2) === 0 ? 'first' : 'last'
    const text = (kind === 'first' ? first : last).toString('latin1')
    const start = process.hrtime.bigint()
    read(text)
    const nanoseconds = Number(process.hrtime.bigint() - start)
    if (n < 0 || taken[kind] === samplesEach) continue
    sampled[kind][taken[kind]] = nanoseconds
    taken[kind] += 1
  }
  return sampled
}

const { token } = createIssuer({ ...parties, format, clock, accessTokenSeconds: 3600 }).issue({
  sub: '17',
  sid: '3f2b8c1d-9e4a-4b6c-8d7e-0a1b2c3d4e5f',
})
const macStart = token.lastIndexOf('.') + 1
const first = wrongAt(token, macStart)
const last = wrongAt(token, token.length - 1)
const reader = createReader({ ...parties, formats: [format], clock, cacheSize: 0 })
const remembering = createReader({ ...parties, formats: [format], clock })
remembering.read(token)

const key = randomBytes(32)
const input = token.slice(0, macStart - 1)
const expected = createHmac('sha256', key).update(input).digest('base64url')
const early = {
  first: wrongAt(`${input}.${expected}`, macStart),
  last: wrongAt(`${input}.${expected}`, token.length - 1),
}

/** What nobody should write: it leaves at the first character that differs. */
function readEarly(text: string): boolean {
  const end = text.lastIndexOf('.')
  const mac = createHmac('sha256', key).update(text.slice(0, end)).digest('base64url')
  for (let at = 0; at < mac.length; at += 1) {
    if (mac.charCodeAt(at) !== text.charCodeAt(end + 1 + at)) return false
  }
  return true
}

const experiments: Readonly<Record<string, [Read, Buffer, Buffer]>> = {
  'signed, first and last character': [(text) => reader.read(text), first, last],
  'the same, the genuine token remembered': [(text) => remembering.read(text), first, last],
  'one token against itself': [(text) => reader.read(text), first, first],
  'control: a comparison that leaves early': [readEarly, early.first, early.last],
}

console.log(`\n| reading | \\|t\\| of all | \\|t\\| without the slowest tenth |\n|---|---|---|`)
for (const [name, [read, one, other]] of Object.entries(experiments)) {
  const all = sample(read, one, other)
  const calm = cropped(all)
  const [whole, part] = [all, calm].map((taken) => Math.abs(welch(taken)))
  console.log(`| ${name} | ${whole?.toFixed(2)} | ${part?.toFixed(2)} |`)
}
console.log(
  `\nAlike: below ${alikeBelow}. ${samplesEach.toLocaleString('en')} samples of each kind.`,
)
