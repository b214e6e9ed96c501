import type { Plugin, Rolldown } from 'vite'

/**
 * Fails the build where files of it need each other in a circle: which of them then finds another
 * not yet ready is for their order of arrival to say, and a page does not open.
 */
export function oneWay(): Plugin {
  return {
    name: 'one-way',
    apply: 'build',
    generateBundle(_options, bundle) {
      const circle = circleIn(bundle)
      if (circle !== null) this.error(`files need each other: ${circle.join(' → ')}`)
    },
  }
}

function circleIn(bundle: Rolldown.OutputBundle): readonly string[] | null {
  const isDone = new Set<string>()

  function follow(file: string, path: readonly string[]): readonly string[] | null {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    const output = bundle[file]
    if (isDone.has(file) || output?.type !== 'chunk') return null
    for (const needed of output.imports) {
      const circle = follow(needed, [...path, file])
      if (circle !== null) return circle
    }
    isDone.add(file)
    return null
  }

  for (const file of Object.keys(bundle)) {
    const circle = follow(file, [])
    if (circle !== null) return circle
  }
  return null
}
