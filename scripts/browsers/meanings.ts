import { api, builtins, type Feature, partOf, partsOf } from './features.ts'

/** Objects that every page has, and what they are. */
const instances: Readonly<Record<string, string>> = {
  caches: 'CacheStorage',
  crypto: 'Crypto',
  document: 'Document',
  history: 'History',
  localStorage: 'Storage',
  location: 'Location',
  navigator: 'Navigator',
  performance: 'Performance',
  screen: 'Screen',
  sessionStorage: 'Storage',
}

/**
 * A method of a page's interface is looked for by a name of several words: `move` is anybody's,
 * and so is what iterators have newly. Those of Atomics and Symbol are used by their full names.
 */
const classes = [
  ...partsOf(builtins)
    .filter(([name]) => !/^(Atomics|Iterator|Symbol)$/.test(name))
    .map(([, type]) => ({ type, form: /^[a-z]\w*$/ })),
  ...partsOf(api).map(([, type]) => ({ type, form: /^[a-z]+[A-Z]\w*$/ })),
]

/** What a name means that no script has declared. */
export function meaningsOfGlobal(name: string): Feature[] {
  return present(partOf(builtins, name), partOf(api, name), partOf(api, 'Window', name))
}

/** What a property of something global means; undefined where that is nothing of a browser's. */
export function meaningsOfProperty(object: string, name: string): Feature[] | undefined {
  const instance = instances[object]
  if (instance !== undefined) return present(partOf(api, instance, name))
  if (partOf(builtins, object) === undefined && partOf(api, object) === undefined) return undefined
  return present(partOf(builtins, object, name), partOf(api, object, `${name}_static`))
}

/**
 * What may be meant by a method of whatever else: that of every class which has one of the name.
 * A class that browsers lack altogether is met where it is named.
 */
export function meaningsOfMethod(name: string, isLacked: (type: Feature) => boolean): Feature[] {
  return classes.flatMap(({ type, form }) =>
    form.test(name) && !isLacked(type) ? present(partOf(type, name)) : [],
  )
}

function present(...features: (Feature | undefined)[]): Feature[] {
  return features.filter((feature) => feature !== undefined)
}
