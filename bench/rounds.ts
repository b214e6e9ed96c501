/** One candidate, called with a running number. */
export type Candidate = (n: number) => unknown

const rounds = 41
const roundMilliseconds = 40

/**
 * Times candidates in interleaved rounds of one run and prints the median of each and of its ratios
 * to the reference: ratios of one round hold where single figures do not.
 */
export async function compare(
  title: string,
  reference: string,
  candidates: Readonly<Record<string, Candidate>>,
): Promise<void> {
  const times = new Map(Object.keys(candidates).map((name) => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, candidate] of Object.entries(candidates)) {
      const nanoseconds = await timeOf(candidate)
      // The first round warms up.
      if (round > 0) times.get(name)?.push(nanoseconds)
    }
  }
  const base = times.get(reference) as number[]
  console.log(`\n### ${title}\n\n| what | µs | × ${reference} |\n|---|---|---|`)
  for (const [name, all] of times) {
    // Of each round its own ratio: what disturbs one round disturbs both sides of it.
    const ratio = medianOf(all.map((nanoseconds, round) => nanoseconds / (base[round] as number)))
    console.log(`| ${name} | ${(medianOf(all) / 1000).toFixed(2)} | ${ratio.toFixed(2)} |`)
  }
}

async function timeOf(candidate: Candidate): Promise<number> {
  const isAsync = candidate(0) instanceof Promise
  const start = process.hrtime.bigint()
  const end = start + BigInt(roundMilliseconds) * 1_000_000n
  let n = 0
  for (let now = start; now < end; now = process.hrtime.bigint()) {
    for (let step = 0; step < 200; step += 1) {
      n += 1
      if (isAsync) await candidate(n)
      else candidate(n)
    }
  }
  return Number(process.hrtime.bigint() - start) / n
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] as number
}
