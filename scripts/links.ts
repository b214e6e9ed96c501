import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const link = /\]\(([^)\s]+)\)/g

/** Links from a document to a file of the project that is not there. */
export function brokenLinks(document: string): string[] {
  const text = readFileSync(document, 'utf8').replace(/```[\s\S]*?```/g, '')
  return [...text.matchAll(link)]
    .map(([, target]) => (target as string).split('#', 1)[0] as string)
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .filter((target) => !existsSync(join(dirname(document), target)))
}
