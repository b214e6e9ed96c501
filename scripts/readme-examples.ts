import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A program that a README shows. */
export interface ReadmeExample {
  /** Where it stands, e.g. `packages/token/README.md, 1`. */
  readonly place: string
  readonly text: string
}

const program = /^```ts\n(.*?)^```$/gms

/** The programs of the READMEs of the tree and of its packages, in both languages. */
export function readmeExamples(root: string): ReadmeExample[] {
  const folders = ['.', ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)]
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => /^README(\.[\w-]+)?\.md$/.test(name))
      .flatMap((name) => examplesIn(root, join(folder, name))),
  )
}

function examplesIn(root: string, file: string): ReadmeExample[] {
  const found = readFileSync(join(root, file), 'utf8').matchAll(program)
  return [...found].map(([, text = ''], at) => ({ place: `${file}, ${at + 1}`, text }))
}
