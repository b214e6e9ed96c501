import { mkdirSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { packAll } from './pack-all.ts'

/**
 * Writes the packages as files, to install them from where no registry has them:
 * `npm run pack`, or `npm run pack -- FOLDER`.
 */
const folder = resolve(process.argv[2] ?? 'packs')
mkdirSync(folder, { recursive: true })
for (const [name, path] of packAll(folder)) {
  console.log(`${name}: ${relative(process.cwd(), resolve(folder, path))}`)
}
console.log(`In your project: npm install ${folder}/*.tgz`)
