import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { startNext } from './next/start.ts'
import { useNext } from './next/use.ts'
import { packAll, run } from './pack-all.ts'
import { snippetsOf } from './snippets.ts'

/**
 * Builds and starts an application of the newest Next.js, from the packed tarballs in an empty
 * folder, in each way that the guide "Bundlers, tests, runtimes" names. What can be copied out of the
 * documents is taken from there: the one instance, the guard, the whole application below /auth.
 */
const root = resolve(import.meta.dirname, '..')
const project = mkdtempSync(join(tmpdir(), 'ztoken-next-'))
const elsewhere = mkdtempSync(join(tmpdir(), 'ztoken-standalone-'))

const pages = { '/auth/*': ['node_modules/ztoken/pages/**'] }
const ways = [
  { what: 'Turbopack', build: [], config: {} },
  { what: 'webpack', build: ['--webpack'], config: { serverExternalPackages: ['ztoken'] } },
  {
    what: 'standalone',
    build: [],
    config: { output: 'standalone', outputFileTracingIncludes: pages },
  },
]

function write(name: string, text: string): void {
  mkdirSync(dirname(join(project, name)), { recursive: true })
  writeFileSync(join(project, name), text)
}

/** The snippet of a document that shows these words. */
function shown(document: string, words: string): string {
  const found = snippetsOf(root).find(
    (one) => one.document === document && one.text.includes(words),
  )
  if (found === undefined) throw new Error(`${document} does not show ${words}`)
  return found.text
}

function writeApplication(): void {
  write('package.json', '{ "private": true, "type": "module" }')
  write('tsconfig.json', '{ "compilerOptions": { "strict": true } }')
  write('auth.ts', shown('docs/guides/runtimes.md', 'globalThis as'))
  const guarded = shown('docs/guides/guards.md', "'ztoken/fetch'")
  write('app/mine/route.ts', `import { auth } from '../../auth'\n${guarded}`)
  const mounted = shown('docs/guides/guards.md', 'createFetchHandler')
  const served = mounted.replace("prefix: '/auth'", "prefix: '/auth', pages: true")
  write('app/auth/[...ztoken]/route.ts', `import { auth } from '../../../auth'\n${served}`)
  mkdirSync(join(project, 'app/sign-in'))
  copyFileSync(join(root, 'scripts/next/sign-in.ts'), join(project, 'app/sign-in/route.ts'))
}

async function tryWay({ what, build, config }: (typeof ways)[number]): Promise<void> {
  write('next.config.mjs', `export default ${JSON.stringify(config)}`)
  for (const left of ['.next', 'app.db', 'app.db-shm', 'app.db-wal']) {
    rmSync(join(project, left), { recursive: true, force: true })
  }
  run('node', ['node_modules/next/dist/bin/next', 'build', ...build], project)
  const isStandalone = 'output' in config
  // Away from the modules of the project, so that only what was brought along is there.
  if (isStandalone) cpSync(join(project, '.next/standalone'), elsewhere, { recursive: true })
  const started = await startNext(isStandalone ? elsewhere : project, isStandalone)
  try {
    await useNext(started.origin)
    console.log(`Next.js, ${what}: signed in, guarded, with its pages`)
  } catch (error) {
    throw new Error(`Next.js, ${what}:\n${started.said()}`, { cause: error })
  } finally {
    await started.stop()
  }
}

try {
  Object.assign(process.env, {
    NEXT_TELEMETRY_DISABLED: '1',
    ZTOKEN_SECRET: 'p4ck3d-S3cret-oF-32-bytes-at-least!',
  })
  writeApplication()
  const tools = ['next@latest', 'react@latest', 'react-dom@latest', 'typescript@5.9']
  const types = ['@types/node@20', '@types/react@19']
  const quietly = ['--no-audit', '--no-fund', '--prefer-offline']
  run('npm', ['install', ...quietly, ...packAll(project).values(), ...tools, ...types], project)
  for (const way of ways) await tryWay(way)
} finally {
  rmSync(project, { recursive: true, force: true })
  rmSync(elsewhere, { recursive: true, force: true })
}
