import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { isAccepted } from './browsers/accepted.ts'
import { browsersOf } from './browsers/list.ts'
import { lackingInScript } from './browsers/scripts.ts'
import { lackingInStyles } from './browsers/styles.ts'

/**
 * Looks through the pages and the sdk, as they are built, for what a browser of their lists lacks:
 * syntax, APIs, and features of style sheets.
 */
const packages = resolve(import.meta.dirname, '../packages')
let faults = 0

function report(file: string, findings: readonly string[]): void {
  for (const finding of findings.filter((one) => !isAccepted(one))) {
    console.error(`${file}: ${finding}`)
    faults += 1
  }
}

function checkPages(): void {
  const folder = join(packages, 'server/pages/assets')
  const browsers = browsersOf('web')
  for (const file of readdirSync(folder)) {
    const text = () => readFileSync(join(folder, file), 'utf8')
    if (file.endsWith('.js')) report(file, lackingInScript(text(), browsers))
    if (file.endsWith('.css')) report(file, lackingInStyles(text(), browsers))
  }
}

/** Each entry with what it takes of the contract, and none of it made older on the way. */
async function checkSdk(): Promise<void> {
  const dist = join(packages, 'sdk/dist')
  const manifest = JSON.parse(readFileSync(join(packages, 'sdk/package.json'), 'utf8'))
  const entries = Object.keys(manifest.exports)
    .map((name) => name.replace('.', '').slice(1))
    // The server of a front end has a fetch of its own.
    .filter((name) => name !== 'server')
  const { outputFiles } = await build({
    entryPoints: entries.map((name) => join(dist, `${name || 'index'}.js`)),
    outdir: dist,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'esnext',
    external: ['vue', 'react', 'axios'],
  })
  for (const { path, text } of outputFiles) report(path, lackingInScript(text, browsersOf('sdk')))
}

checkPages()
await checkSdk()
if (faults > 0) process.exitCode = 1
else {
  const titles = (name: 'sdk' | 'web') =>
    browsersOf(name).map(({ title, version }) => `${title} ${version}`)
  console.log(`the pages use what there is in ${titles('web').join(', ')}`)
  console.log(`the sdk uses what there is in ${titles('sdk').join(', ')}`)
}
