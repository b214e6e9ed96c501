import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type {
  CompatData,
  CompatStatement,
  Identifier,
  SimpleSupportStatement,
} from '@mdn/browser-compat-data'
import type { OldestBrowser } from './list.ts'

/** What browsers have, as MDN keeps it: data alone, so nothing here needs a network. */
const file = fileURLToPath(import.meta.resolve('@mdn/browser-compat-data'))
const data: CompatData = JSON.parse(readFileSync(file, 'utf8'))

/** One thing that browsers may have, with its parts. */
export type Feature = Identifier

export const { api, css, javascript } = data
export const builtins: Feature = javascript.builtins ?? {}

/** A part of the data, where there is one of this name. */
export function partOf(whole: Feature | undefined, ...names: string[]): Feature | undefined {
  let part = whole
  for (const name of names) {
    part = part !== undefined && Object.hasOwn(part, name) ? part[name] : undefined
  }
  return part
}

/** The parts of something, by name. */
export function partsOf(whole: Feature): [name: string, part: Feature][] {
  const isPart = (entry: [string, unknown]): entry is [string, Feature] => entry[0] !== '__compat'
  return Object.entries<unknown>(whole).filter(isPart)
}

/** The browsers of the list that lack something, in words: `Firefox 94`. */
export function lackedBy(feature: Feature, browsers: readonly OldestBrowser[]): string[] {
  const statement = feature.__compat
  if (statement === undefined) return []
  return browsers
    .filter(({ data, version }) => !isIn(statement, data, version))
    .map(({ title, version }) => `${title} ${version}`)
}

function isIn(
  { support }: CompatStatement,
  browser: OldestBrowser['data'],
  version: string,
): boolean {
  const said = support[browser]
  // What nothing is known of is not counted as a fault.
  if (said === undefined) return true
  const statements: readonly SimpleSupportStatement[] = Array.isArray(said) ? said : [said]
  return statements.some(({ version_added, version_removed, flags, prefix, alternative_name }) => {
    if (flags !== undefined || prefix !== undefined || alternative_name !== undefined) return false
    if (typeof version_added !== 'string') return version_added !== false
    const isThere = compare(version_added, version) <= 0
    return (
      isThere && !(typeof version_removed === 'string' && compare(version_removed, version) <= 0)
    )
  })
}

/** Whether the first version is older (below 0), the same or newer; a preview is newer than any. */
function compare(one: string, other: string): number {
  if (one === 'preview') return 1
  const numbers = (version: string) => version.replace('≤', '').split('.').map(Number)
  const [left, right] = [numbers(one), numbers(other)]
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
