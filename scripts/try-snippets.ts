import { spawnSync } from 'node:child_process'
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './pack-all.ts'
import { type Snippet, snippetsOf } from './snippets.ts'

/** What the documents show beside our packages, and a project with the packages does not have yet. */
const beside = [
  ...['@hono/node-server@2', '@types/koa__router@12', '@types/ws@8', 'ws@8', 'standardwebhooks@1'],
  ...['axios@1', 'ky@1', 'ofetch@1', 'openapi-fetch@0', 'react@19', '@types/react@19'],
  ...['vue@3', 'vue-router@4'],
]

/** Where `app` or `router` is another framework's than usual, by what the snippet itself shows. */
const preludes: readonly (readonly [RegExp, string])[] = [
  [/'ztoken\/express'|createNodeHandler/, "import { app } from './express.js'"],
  [/'ztoken\/hono'|@hono\/node-server/, "import { app, ztoken } from './hono.js'"],
  [/'ztoken\/koa'|ctx\.respond/, "import { app, router, ztoken } from './koa.js'"],
  [/'@ztoken\/sdk\/vue'/, "import { App, router } from './vue.js'"],
]

const strictly = ['--strict', '--target', 'es2022', '--module', 'nodenext', '--noEmit']
const decorated = ['--experimentalDecorators', '--jsx', 'react-jsx', '--skipLibCheck']

/**
 * Compiles every snippet of the documents in one program, each a module of its own beside what
 * `scripts/snippets` takes for given. Blank lines stand before it, so that a fault names the line of
 * the document.
 */
export function trySnippets(root: string, project: string): void {
  const snippets = snippetsOf(root)
  if (snippets.length < 70) throw new Error('the documents have lost their snippets')
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...beside], project)
  const folder = join(project, 'snippets')
  cpSync(join(root, 'scripts/snippets'), folder, { recursive: true })
  const files = snippets.map((snippet) => write(folder, snippet))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const args = [tsc, ...strictly, ...decorated, 'everywhere.d.ts', ...files]
  const { status, stdout } = spawnSync('node', args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`snippets of documents do not compile:\n${stdout}`)
  console.log(`${snippets.length} snippets of documents compile`)
}

/** Out: the file's name, which says where the snippet stands. */
function write(folder: string, snippet: Snippet): string {
  const { document, line, kind, text } = snippet
  const name = `${document.replaceAll('/', '-')}-${line}.${kind}`
  const [, given = ''] = preludes.find(([shows]) => shows.test(text)) ?? []
  writeFileSync(join(folder, name), `${'\n'.repeat(line - 1)}${text}${given}\nexport {}\n`)
  return name
}
