import { setImmediate as nextTurn } from 'node:timers/promises'

/** Reads a text; what it makes of it does not matter, and neither does a refusal. */
export type Reader = (text: string) => unknown

const usualLength = 32 * 1024
/** Four doublings: what is quadratic takes 256 times as long then, what is linear 16 times. */
const doublings = 4
/** For one doubling, where two would do: a machine with others on it is never quite even. */
const most = 3
/** A reader that is done with the largest text in less has no power of it in its time. */
const quickMilliseconds = 0.75
/** Nor has one that takes no more than this many times what it takes for a letter, which a loaded machine says as well. */
const quickTimes = 3

/** Pieces of which a text is repeated, and what may stand before and after it all. */
const pieces = [
  ...['"', '\\', '\\"', '"\\', '[', '{', '[{', ']', '}', '{"a":', '[[]', '"a":1,', ':', '"":'],
  ...['0', '1', '1.', '-', '--', '_', '+', '=', '.', '..', ',', ', ', ';', '; ', ';q=', 'q=0,'],
  ...[' ', '\t', ' \t', '\r', '\n', '\r\n', '/', '//', '/.', '%', '%2', '%25', '#', '?', '&', '*'],
  ...['a', 'A', 'aa1', 'a:', ':a', ':*', 'a-', 'ab', '$', '$1', '$a$', '(', ')', '()', '@', '~'],
  ...['\0', 'é', '１', '中', '\u{1f600}', '\ud800', '\ufeff', '\u0301', "'", '<', '|', '^', '!'],
  ...['W/"a",', 'en;q=0.1,', 'zh , ', 'bearer ', 'bytes=0-0,', '0-1,', '127.0.0.1, ', '::', '1:'],
] as const
const frames: readonly (readonly [string, string])[] = [
  ['', ''],
  ['"', ''],
  ['', '!'],
  ['1', 'x'],
]

/** Texts of a given length that a stranger could think of, each with a name. */
function hostileTexts(
  around: readonly (readonly [string, string])[] = [],
): { readonly name: string; text(length: number): string }[] {
  return [...frames, ...around].flatMap(([before, after]) =>
    pieces.map((piece) => ({
      name: JSON.stringify(`${before}(${piece})*${after}`),
      text: (length: number) => before + piece.repeat(Math.ceil(length / piece.length)) + after,
    })),
  )
}

/**
 * How many times as long the reading takes for a text of twice the length, as a mean of four
 * doublings; null where even the longest text is read too quickly to say.
 */
async function growthOf(
  read: Reader,
  textOf: (length: number) => string,
  largest: number,
  quick: number,
): Promise<number | null> {
  const long = await leastMilliseconds(read, textOf(largest), 3, quick)
  if (long < quick) return null
  const short = await leastMilliseconds(read, textOf(largest / 2 ** doublings), 20)
  const again = await leastMilliseconds(read, textOf(largest), 5)
  return (Math.min(long, again) / short) ** (1 / doublings)
}

/**
 * The same as a median of the four. A text that needs fresh pages of memory from some length on takes
 * longer once; what grows too fast does so with each doubling.
 */
async function medianGrowthOf(
  read: Reader,
  textOf: (length: number) => string,
  largest: number,
): Promise<number> {
  const times: number[] = []
  for (let n = doublings; n >= 0; n -= 1) {
    times.push(await leastMilliseconds(read, textOf(largest / 2 ** n), n > 1 ? 20 : 5))
  }
  const ratios = times.slice(1).map((time, n) => time / (times[n] as number))
  const [, low = 0, high = 0] = ratios.sort((one, other) => one - other)
  return (low + high) / 2
}

/** The texts for which twice the length takes much more than twice the time. */
export async function growingTexts(
  read: Reader,
  around: readonly (readonly [string, string])[] = [],
  largest: number = usualLength,
): Promise<string[]> {
  const found: string[] = []
  const quick = Math.max(quickMilliseconds, quickTimes * (await leastMilliseconds(read, 'a', 5)))
  for (const { name, text } of hostileTexts(around)) {
    // What is left over of the last one goes first.
    await nextTurn()
    const growth = await growthOf(read, text, largest, quick)
    if (growth === null || growth <= most) continue
    const median = await medianGrowthOf(read, text, largest)
    if (median > most) found.push(`${name}: ${growth.toFixed(1)}, median ${median.toFixed(1)}`)
  }
  return found
}

/** The least of several runs: what others on the machine add is never taken away. */
async function leastMilliseconds(
  read: Reader,
  text: string,
  runs: number,
  enough = 0,
): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs && least >= enough; run += 1) {
    const began = performance.now()
    try {
      await read(text)
    } catch {
      // A refusal is an answer.
    }
    least = Math.min(least, performance.now() - began)
  }
  return least
}
