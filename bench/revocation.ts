import { randomUUID } from 'node:crypto'
import { PerformanceObserver } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { type Claims, RevocationList } from '@ztoken/token'

/**
 * The list of revocations beside a Set and a Map of texts: what a check costs, what an entry takes,
 * and how long the longest insert lasts while the list grows. Needs `node --expose-gc`.
 */
const uuidBytes = 36
const now = 1_800_000_000
const claims: Claims = { iss: 'i', aud: 'a', sub: '17', sid: 's', iat: now, exp: now + 3600 }
const checksPerRound = 2_000
const rounds = 501
const warmUpRounds = 20
const insertsPerBatch = 10_000
const longMilliseconds = 5

/** Keys as bytes, so that none of them is an object until it is used. */
class Keys {
  readonly #bytes: Buffer
  readonly count: number

  constructor(count: number) {
    this.count = count
    this.#bytes = Buffer.allocUnsafe(count * uuidBytes)
    for (let n = 0; n < count; n += 1) this.#bytes.write(randomUUID(), n * uuidBytes, 'latin1')
  }

  /** A text as it comes out of a request: its hash is not known to the engine. */
  fresh(n: number): string {
    return this.#bytes.toString('latin1', n * uuidBytes, (n + 1) * uuidBytes)
  }

  /** The keys in an order that is not that of memory. */
  scattered(n: number): string {
    return this.fresh((n * 7_919_777) % this.count)
  }
}

type Check = (texts: readonly string[]) => number

/** Three loops, so that the engine makes of each what it can. */
function checkList(list: RevocationList<string>): Check {
  return (texts) => {
    let found = 0
    for (const text of texts) if (list.reasonOf(text, claims) !== null) found += 1
    return found
  }
}
function checkSet(set: ReadonlySet<string>): Check {
  return (texts) => {
    let found = 0
    for (const text of texts) if (set.has(text)) found += 1
    return found
  }
}
function checkMap(map: ReadonlyMap<string, number>): Check {
  return (texts) => {
    let found = 0
    for (const text of texts) if ((map.get(text) ?? 0) >= now) found += 1
    return found
  }
}

function memory(): number {
  // Twice: what the first finds to be garbage is given back after it.
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function newList(): RevocationList<string> {
  return new RevocationList(['logged_out', 'kicked_out', 'replaced', 'banned'])
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] as number
}

/** Which of the checks ask for a key that is in. The third in an order no branch predictor learns. */
const mixes: Readonly<Record<string, (n: number) => boolean>> = {
  hits: () => true,
  misses: () => false,
  mixed: (n) => Math.imul(n ^ (n >>> 7), 0x9e3779b1) >>> 31 === 1,
}

/** Median nanoseconds a check for each candidate and mix, in rounds that go round all of them. */
function timeChecks(
  candidates: Readonly<Record<string, Check>>,
  inside: Keys,
  outside: Keys,
): Record<string, string[]> {
  const times: Record<string, string[]> = {}
  for (const isHit of Object.values(mixes)) {
    const all = Object.keys(candidates).map(() => [] as number[])
    for (let round = 0; round < rounds + warmUpRounds; round += 1) {
      for (const [at, check] of Object.values(candidates).entries()) {
        let hits = 0
        const texts = Array.from({ length: checksPerRound }, (_, n) => {
          const number = round * checksPerRound + n
          if (!isHit(number)) return outside.scattered(number)
          hits += 1
          return inside.scattered(number)
        })
        const start = process.hrtime.bigint()
        const found = check(texts)
        const nanoseconds = Number(process.hrtime.bigint() - start) / checksPerRound
        if (found !== hits) throw new Error('a check was answered wrongly')
        if (round >= warmUpRounds) all[at]?.push(nanoseconds)
      }
    }
    for (const [at, name] of Object.keys(candidates).entries()) {
      times[name] = [...(times[name] ?? []), medianOf(all[at] ?? []).toFixed(0)]
    }
  }
  return times
}

/** One insert at a time. Only what lasted long is kept, beside the time of each. */
function grow(list: RevocationList<string>, keys: Keys): { times: Float64Array; slow: number[][] } {
  const times = new Float64Array(keys.count)
  const slow: number[][] = []
  for (let from = 0; from < keys.count; from += insertsPerBatch) {
    const texts = Array.from({ length: insertsPerBatch }, (_, n) => keys.fresh(from + n))
    const switchesBefore = process.resourceUsage().involuntaryContextSwitches
    const slowBefore = slow.length
    for (const [n, text] of texts.entries()) {
      const start = performance.now()
      list.revoke(text, now + 3660, 'logged_out', now)
      const milliseconds = performance.now() - start
      times[from + n] = milliseconds
      if (milliseconds > longMilliseconds) slow.push([start, milliseconds, 0])
    }
    const switches = process.resourceUsage().involuntaryContextSwitches - switchesBefore
    for (const one of slow.slice(slowBefore)) one[2] = switches
  }
  return { times: times.sort(), slow }
}

async function reportGrowth(list: RevocationList<string>, keys: Keys): Promise<void> {
  const collections: { startTime: number; duration: number }[] = []
  const observer = new PerformanceObserver((found) => collections.push(...found.getEntries()))
  observer.observe({ entryTypes: ['gc'] })
  const { times, slow } = grow(list, keys)
  await setImmediate()
  observer.disconnect()
  const collected = slow.filter(([start = 0, milliseconds = 0]) =>
    collections.some(
      ({ startTime, duration }) => startTime < start + milliseconds && startTime + duration > start,
    ),
  )
  const taken = slow.filter((one) => !collected.includes(one) && (one[2] ?? 0) > 0)
  const own = slow.filter((one) => !collected.includes(one) && !taken.includes(one))
  const part = (share: number): string =>
    ((times[Math.floor((times.length - 1) * share)] as number) * 1000).toFixed(1)
  console.log(
    `\nGrowing to ${keys.count.toLocaleString('en')}, µs an insert: median ${part(0.5)}, ` +
      `99 % ${part(0.99)}, 99.99 % ${part(0.9999)}, longest ${part(1)}.\n` +
      `Over ${longMilliseconds} ms: ${slow.length}; ${collected.length} of them during a garbage ` +
      `collection, ${taken.length} while the system gave the core to others, ${own.length} neither.`,
  )
}

function report(title: string, rows: Record<string, string[]>): void {
  const columns = [...Object.keys(mixes).map((mix) => `${mix}, ns`), 'bytes an entry']
  console.log(`\n### ${title}\n\n| what | ${columns.join(' | ')} |\n|---${'|---'.repeat(4)}|`)
  for (const [name, cells] of Object.entries(rows))
    console.log(`| ${name} | ${cells.join(' | ')} |`)
}

const million = new Keys(1_000_000)
const strangers = new Keys(1_000_000)

/** How much more the process holds for each of a million entries after `fill`. */
function bytesOf(fill: (text: string) => void): string {
  const before = memory()
  for (let n = 0; n < million.count; n += 1) fill(million.fresh(n))
  return ((memory() - before) / million.count).toFixed(1)
}

const list = newList()
const set = new Set<string>()
const map = new Map<string, number>()
const bytes = [
  bytesOf((text) => list.revoke(text, now + 3660, 'banned', now)),
  bytesOf((text) => set.add(text)),
  bytesOf((text) => map.set(text, now + 3660)),
]
const candidates: Readonly<Record<string, Check>> = {
  RevocationList: checkList(list),
  'Set of texts': checkSet(set),
  'Map of texts': checkMap(map),
}
const byItself: Record<string, string[]> = {}
for (const [name, check] of Object.entries(candidates)) {
  Object.assign(byItself, timeChecks({ [name]: check }, million, strangers))
}
const inTurn = timeChecks(candidates, million, strangers)
for (const [at, row] of Object.values(byItself).entries()) row.push(bytes[at] as string)
for (const row of Object.values(inTurn)) row.push('')
report('1,000,000 entries, each by itself', byItself)
report('1,000,000 entries, in turn: each finds the caches full of the others', inTurn)
console.log(`\nIts arrays alone: ${(list.bytes / list.size).toFixed(1)} bytes an entry.`)
set.clear()
map.clear()

const large = newList()
const tenMillion = new Keys(10_000_000)
await reportGrowth(large, tenMillion)
const at10M = timeChecks({ RevocationList: checkList(large) }, tenMillion, strangers)
at10M.RevocationList?.push((large.bytes / large.size).toFixed(1))
report('10,000,000 entries', at10M)
