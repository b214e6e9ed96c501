import { closest, distance } from 'fastest-levenshtein'

/** The one of `known` that a mistyped name most likely means; null where none is near. */
function nearest(name: string, known: readonly string[]): string | null {
  const near = closest(name, known)
  return distance(name, near) <= Math.max(2, Math.floor(name.length / 4)) ? near : null
}

/** ` (did you mean X?)`, or nothing. */
export function suggestion(name: string, known: Iterable<string>): string {
  const near = nearest(name, [...known])
  return near === null ? '' : ` (did you mean ${near}?)`
}
