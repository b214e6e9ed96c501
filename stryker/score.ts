/** A share with the bounds between which the true one lies 95 times of 100 (Wilson 1927). */
export interface Share {
  readonly share: number
  readonly from: number
  readonly to: number
}

export function wilson(hits: number, of: number): Share {
  if (of === 0) return { share: Number.NaN, from: 0, to: 1 }
  const z = 1.959964
  const share = hits / of
  const middle = (share + z ** 2 / (2 * of)) / (1 + z ** 2 / of)
  const half =
    (z / (1 + z ** 2 / of)) * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2))
  return { share, from: Math.max(0, middle - half), to: Math.min(1, middle + half) }
}
