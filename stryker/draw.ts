import { hash } from './hash.ts'

/** As many as asked for in an order that the seed alone decides: a larger sample holds the smaller one. */
export function draw<T extends { readonly key: string }>(
  from: readonly T[],
  seed: string,
  count: number,
): T[] {
  return from
    .map((one) => ({ one, rank: hash(seed, one.key) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, count)
    .map(({ one }) => one)
}
