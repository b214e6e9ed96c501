import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium } from 'playwright-core'
import { freePort } from '../packages/stores/test/postgres-server.ts'
import { chromiumFlags, ensureChromium } from './ensure-chromium.ts'
import { packAll, run } from './pack-all.ts'
import { openMounted } from './ssr/open-mounted.ts'
import { openZtoken } from './ssr/open-ztoken.ts'
import { useFrontEnd } from './ssr/use-front-end.ts'
import { start } from './started.ts'

/**
 * The examples with cookies and server rendering, from the packed tarballs in an empty folder: built
 * in each way that their framework has, started away from their modules, and used with Chromium.
 */
const root = resolve(import.meta.dirname, '..')
const quietly = ['--no-audit', '--no-fund', '--prefer-offline']
const next = 'node_modules/next/dist/bin/next'

interface Way {
  readonly what: string
  readonly example: string
  readonly build: readonly string[]
  /** What is taken elsewhere, from where in the project to where there. */
  readonly taken: readonly (readonly [from: string, to: string])[]
  readonly started: string
  /** An example that this one is laid over. */
  readonly over?: string
}

const nextParts = [
  ['.next/standalone', '.'],
  ['.next/static', '.next/static'],
] as const

const ways: readonly Way[] = [
  {
    what: 'Next.js, Turbopack',
    example: 'next-cookies',
    build: [next, 'build'],
    taken: nextParts,
    started: 'server.js',
  },
  {
    what: 'Next.js, webpack',
    example: 'next-cookies',
    build: [next, 'build', '--webpack'],
    taken: nextParts,
    started: 'server.js',
  },
  {
    what: 'Next.js with ztoken mounted in it',
    example: 'next-mounted',
    over: 'next-cookies',
    build: [next, 'build'],
    taken: nextParts,
    started: 'server.js',
  },
  {
    what: 'Nuxt',
    example: 'nuxt-cookies',
    build: ['node_modules/nuxt/bin/nuxt.mjs', 'build'],
    taken: [['.output', '.']],
    started: 'server/index.mjs',
  },
]

const [wanted = ''] = process.argv.slice(2)
const folders: string[] = []
const folder = (name: string): string => {
  const made = mkdtempSync(join(tmpdir(), `ztoken-${name}-`))
  folders.push(made)
  return made
}

/** The example with the packed packages in the place of those of the registry. */
function install({ example, over }: Way): string {
  const project = folder(example)
  for (const one of over === undefined ? [example] : [over, example]) {
    cpSync(join(root, 'examples', one), project, { recursive: true })
  }
  if (over !== undefined) rmSync(join(project, 'app/v1'), { recursive: true })
  const packed = packAll(project)
  const ours = [...packed].flatMap(([name, file]) =>
    over !== undefined || /contract|sdk/.test(name) ? [file] : [],
  )
  run('npm', ['install', ...quietly, ...ours], project)
  return project
}

async function tryWay({ what, build, taken, started, over }: Way, project: string): Promise<void> {
  for (const left of ['.next', '.output', '.nuxt']) {
    rmSync(join(project, left), { recursive: true, force: true })
  }
  process.env.ZTOKEN_SECRET = 'of-the-bu1ld-Alone-32-bytes-at-least!'
  run('node', build, project)
  delete process.env.ZTOKEN_SECRET
  const elsewhere = folder('elsewhere')
  for (const [from, to] of taken) {
    cpSync(join(project, from), join(elsewhere, to), { recursive: true })
  }
  const port = `${await freePort()}`
  const origin = `http://127.0.0.1:${port}`
  const mounted = over === undefined ? null : await openMounted(folder('data'))
  const ztoken = mounted ?? (await openZtoken(origin))
  const env = {
    ...{ PORT: port, HOST: '127.0.0.1', HOSTNAME: '127.0.0.1', NODE_ENV: 'production' },
    ...{ ZTOKEN_URL: ztoken.url, FRONT_END_ORIGIN: origin },
    ...mounted?.env,
  }
  const program = await start({
    words: [...(mounted?.words ?? []), started],
    folder: elsewhere,
    env,
    address: origin,
  })
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: [...chromiumFlags],
  })
  try {
    await useFrontEnd(browser, origin, ztoken)
    console.log(`${what}: signed in, rendered, renewed once for 20, signed out`)
  } catch (error) {
    throw new Error(`${what}:\n${program.said()}`, { cause: error })
  } finally {
    await browser.close()
    await program.stop()
    await ztoken.close()
  }
}

try {
  Object.assign(process.env, { NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1' })
  const projects = new Map<string, string>()
  for (const way of ways.filter(({ what }) => what.includes(wanted))) {
    const project = projects.get(way.example) ?? install(way)
    projects.set(way.example, project)
    await tryWay(way, project)
  }
} finally {
  for (const made of folders) rmSync(made, { recursive: true, force: true })
}
