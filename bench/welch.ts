/** Times of two kinds of question, in nanoseconds. */
export interface Sampled {
  readonly first: Float64Array
  readonly last: Float64Array
}

/** Below it two kinds are alike: "Dude, is my code constant time?" (Reparaz, Balasch, Verbauwhede, 2017). */
export const alikeBelow = 4.5

/** Welch's t between them. */
export function welch({ first, last }: Sampled): number {
  const [a, b] = [momentsOf(first), momentsOf(last)]
  return (a.mean - b.mean) / Math.sqrt(a.variance / first.length + b.variance / last.length)
}

function momentsOf(values: Float64Array): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, variance: squares / (values.length - 1) }
}

/** Without the slowest tenth of all: what interrupted a question says nothing about it. */
export function cropped({ first, last }: Sampled): Sampled {
  const all = Float64Array.of(...first, ...last).sort()
  const longest = all[Math.floor(all.length * 0.9)] as number
  const keep = (value: number): boolean => value <= longest
  return { first: first.filter(keep), last: last.filter(keep) }
}
