import { api, builtins, type Feature, lackedBy, partsOf } from './features.ts'
import type { OldestBrowser } from './list.ts'

/** The name of something in a page, as the way to it: `['Array', 'prototype', 'toSorted']`. */
export type Path = readonly string[]

/**
 * What a browser of the list lacks of what a script can reach. A test takes it away from a newer
 * browser. Names with a line under them are a property of a feature, which nobody can take away.
 */
export function missingIn(browsers: readonly OldestBrowser[]): Path[] {
  const isMissing = (feature: Feature) => lackedBy(feature, browsers).length > 0
  return [builtins, api].flatMap((whole) =>
    partsOf(whole).flatMap(([type, feature]) => {
      if (isMissing(feature)) return [[type]]
      return partsOf(feature)
        .filter(([, member]) => isMissing(member))
        .flatMap(([name]) => pathsTo(type, name, whole === builtins))
    }),
  )
}

/** Of what is the language's the data do not say whether it is the class's own. */
function pathsTo(type: string, name: string, isOfLanguage: boolean): Path[] {
  const own = name.replace(/_static$/, '')
  if (own.includes('_')) return []
  if (type === 'Window') return [[own]]
  if (own !== name) return [[type, own]]
  const path = [type, 'prototype', own]
  return isOfLanguage ? [path, [type, own]] : [path]
}
