import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { packAll, run } from './pack-all.ts'

/**
 * Signs somebody in as the guide "Bundlers, tests, runtimes" says, from the packed tarballs in an
 * empty folder: compiled for every kind of module, in tests, in a bundle, without what is optional.
 */
const root = resolve(import.meta.dirname, '..')
const project = mkdtempSync(join(tmpdir(), 'ztoken-runtimes-'))
const write = (name: string, text: string): void => writeFileSync(join(project, name), text)
const node = (...args: string[]): string => run('node', args, project).trim()
const bin = (name: string): string => join(root, 'node_modules', name)

const quietly = ['--no-audit', '--no-fund', '--prefer-offline']
const secret = 'p4ck3d-S3cret-oF-32-bytes-at-least!'
const signIn = `
import { createZtoken, memory, sqlite } from 'ztoken'
export async function signIn(): Promise<string> {
  for (const store of [memory(), sqlite(':memory:')]) {
    const auth = await createZtoken({ secret: '${secret}', store })
    const person = { phone: '13800138000', password: 'a long enough phrase' }
    await auth.register(person)
    const { accessToken, user } = await auth.login(person)
    if ((await auth.verifyToken(accessToken))?.id !== user.id) throw new Error('not the user')
    await auth.close()
  }
  return 'signed in'
}
`
/** Prints how the thread ended that read: 0 where it was asked to, 1 where its file is missing. */
const reading = `
import { randomUUID } from 'node:crypto'
import { sqliteStore } from '@ztoken/stores/sqlite'
const ends = []
process.on('worker', (worker) => ends.push(new Promise((end) => worker.once('exit', end))))
const store = await sqliteStore(\`data/\${randomUUID()}.db\`, { threadFromBytes: 0 })
const users = await store.listUsers({ after: null, limit: 1, search: 'ada' })
await store.close()
console.log(\`\${users.length} users, the thread ended with \${await Promise.all(ends)}\`)
`
const test = `import { signIn } from './sign-in'
test('signs in', async () => { expect(await signIn()).toBe('signed in') }, 30_000)
`

const kinds = [
  { module: 'commonjs', moduleResolution: 'node10' },
  { module: 'node16', moduleResolution: 'node16' },
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'commonjs', moduleResolution: 'bundler' },
]

function tryModules(): void {
  for (const { module, moduleResolution } of kinds) {
    // TypeScript 5 and 6 are what most projects have; of these the older knows all four.
    const is5 = moduleResolution === 'bundler' ? 'typescript6' : 'typescript5'
    const flags = ['--strict', '--declaration', '--target', 'es2022', '--types', 'node']
    const kind = ['--module', module, '--moduleResolution', moduleResolution, '--outDir', 'out']
    node(`node_modules/${is5}/bin/tsc`, ...flags, ...kind, '--skipLibCheck', 'main.ts')
    console.log(`compiled for ${module}, found as ${moduleResolution}: ${node('out/main.js')}`)
  }
}

/** As a new NestJS project has it. */
const nest = {
  ...{ module: 'nodenext', moduleResolution: 'nodenext', target: 'es2023' },
  ...{ esModuleInterop: true, isolatedModules: true, skipLibCheck: true, types: ['node', 'jest'] },
}

/** What the guide tells to write, CommonJS before modules. */
function jestConfigs(): object[] {
  const guide = readFileSync(join(root, 'docs/guides/runtimes.md'), 'utf8')
  const blocks = [...guide.matchAll(/^```json\n(.*?)^```$/gms)].map(([, text = '']) => text)
  const configs = blocks.filter((text) => text.includes('"transform"'))
  if (configs.length !== 2) throw new Error('the guide has two ways to test with Jest')
  return configs.map((text) => JSON.parse(text))
}

function tryTests(): void {
  const [common, modules] = jestConfigs()
  write('tsconfig.json', JSON.stringify({ compilerOptions: nest }))
  write('jest.config.json', JSON.stringify({ ...common, testMatch: ['**/app.test.ts'] }))
  node('node_modules/jest/bin/jest.js', '--silent')
  console.log('tested with Jest, in CommonJS: signed in')
  write('jest.config.json', JSON.stringify({ ...modules, testMatch: ['**/app.test.ts'] }))
  node('--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--silent')
  console.log('tested with Jest, as modules: signed in')
  node(join(bin('vitest'), 'vitest.mjs'), 'run', '--globals', 'app.test.ts')
  console.log('tested with Vitest: signed in')
}

function tryBundle(): void {
  const esbuild = (...args: string[]): string =>
    run(bin('.bin/esbuild'), ['main.ts', '--bundle', '--platform=node', ...args], project)
  const modules = ['--format=esm', '--out-extension:.js=.mjs']
  const native = ['--external:@node-rs/argon2', '--external:libsql']
  esbuild('--external:ztoken', '--outfile=external.cjs')
  console.log(`bundled without ztoken: ${node('external.cjs')}`)
  const threads = ['hash-worker=@ztoken/core/hash-worker', 'read-worker=@ztoken/stores/read-worker']
  esbuild(...threads, ...modules, ...native, '--outdir=whole')
  console.log(`bundled with ztoken: ${node('whole/main.mjs')}`)
  esbuild(...modules, ...native, '--outdir=part')
  requireRefused('part/main.mjs', 'hash-worker.mjs')
  console.log('a bundle without its thread stops at the start and says so')
  const entry = ['reading.mjs', '--bundle', '--platform=node', ...modules, ...native]
  for (const [outdir, status] of [
    ['reading', 0],
    ['reading-alone', 1],
  ] as const) {
    const beside = status === 0 ? ['read-worker=@ztoken/stores/read-worker'] : []
    run(bin('.bin/esbuild'), [...entry, ...beside, `--outdir=${outdir}`], project)
    const said = node(`${outdir}/reading.mjs`)
    if (said !== `0 users, the thread ended with ${status}`) throw new Error(said)
    console.log(`bundled with what reads SQLite: ${said}`)
  }
}

function requireRefused(program: string, words: string): void {
  let said = ''
  try {
    node(program)
  } catch (error) {
    said = String(error)
  }
  if (!said.includes('no password can be hashed') || !said.includes(words)) {
    throw new Error(`${program} does not say what is missing:\n${said}`)
  }
}

function tryWithoutOptional(tarballs: readonly string[]): void {
  rmSync(join(project, 'node_modules'), { recursive: true })
  rmSync(join(project, 'package-lock.json'))
  write('package.json', '{ "private": true }')
  run('npm', ['install', ...quietly, '--omit=optional', ...tarballs], project)
  requireRefused('out/main.js', '@node-rs/argon2')
  console.log('without optional packages it stops at the start and says so')
}

try {
  write('package.json', '{ "private": true }')
  write('sign-in.ts', signIn)
  write('app.test.ts', test)
  write('reading.mjs', reading)
  write(
    'main.ts',
    `import { signIn } from './sign-in'
signIn().then(console.log, (error) => { console.error(error); process.exitCode = 1 })
`,
  )
  const tools = ['typescript5@npm:typescript@5.9', 'typescript6@npm:typescript@6', 'typescript@5.9']
  const tests = ['jest@30', '@types/jest@30', 'ts-jest@29', '@swc/core@1', '@swc/jest@0']
  const tarballs = [...packAll(project).values()]
  const beside = ['@types/node@20', ...tools, ...tests]
  run('npm', ['install', ...quietly, ...tarballs, ...beside], project)
  tryModules()
  tryBundle()
  tryTests()
  tryWithoutOptional(tarballs)
} finally {
  rmSync(project, { recursive: true, force: true })
}
