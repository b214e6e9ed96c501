import type { Tone } from './colours.ts'

export type Unit = 'count' | 'rate' | 'milliseconds' | 'bytes'

/** One line of a plot: its value at each of the plot's times, null where there was none. */
export interface DrawnLine {
  readonly label: string
  readonly tone: Tone
  readonly values: readonly (number | null)[]
}

/** The least and the most a line has been; null where there was no value. */
export function rangeOf(
  values: readonly (number | null)[],
): { readonly least: number; readonly most: number } | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : { least: Math.min(...known), most: Math.max(...known) }
}
