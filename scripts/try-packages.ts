import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { packAll, run } from './pack-all.ts'
import { readmeExamples } from './readme-examples.ts'
import { trySnippets } from './try-snippets.ts'

/**
 * Packs every package, installs the tarballs in an empty project outside the tree and uses them as
 * a stranger would: as a library, as types, as a command.
 */
const root = resolve(import.meta.dirname, '..')
const project = mkdtempSync(join(tmpdir(), 'ztoken-packages-'))

const program = `
import { createZtoken, memory, sqlite, ZtokenError } from 'ztoken'
const stores = [memory(), sqlite('people.db')]
for (const store of stores) {
  const auth = await createZtoken({ secret: '${'p4ck3d-S3cret-oF-32-bytes-at-least!'}', store })
  const { accessToken, user } = await auth.register({ phone: '13800138000', password: 'a long enough phrase' })
  const found: { id: string } | null = await auth.verifyToken(accessToken)
  if (found?.id !== user.id) throw new Error('the token does not lead back to the user')
  await auth.logout(accessToken)
  if ((await auth.verifyToken(accessToken)) !== null) throw new Error('the token survived the logout')
  const code = await auth.login({ phone: '13800138000', password: 'wrong' }).catch((error) => error instanceof ZtokenError ? error.code : error)
  if (code !== 'credentials_wrong') throw new Error('a wrong password opened the door')
  await auth.close()
}
console.log('used as a library')
`

const served = `
import { createZtoken, memory } from 'ztoken'
import { createApp } from 'ztoken/server'
const auth = await createZtoken({ secret: '${'p4ck3d-S3cret-oF-32-bytes-at-least!'}', store: memory() })
const app = await createApp(auth, { pages: true })
const page = await app.inject('/app/sign-in')
const script = /src="([^"]+[.]js)"/.exec(page.body)?.[1].replace('./', '/app/')
const { statusCode, headers } = await app.inject(script ?? '/nothing')
if (page.statusCode !== 200 || statusCode !== 200) throw new Error('the pages are not served')
if (!String(headers['cache-control']).includes('immutable')) throw new Error('their files are not kept')
await app.close()
await auth.close()
console.log('serves its pages')
`

const lean = `
import 'ztoken'
import { createRequire } from 'node:module'
const loaded = process.report.getReport().sharedObjects.filter((name) => /libsql|argon2|bcrypt|sharp|vips/.test(name))
const modules = Object.keys(createRequire(import.meta.url).cache ?? {}).filter((name) => /node_modules.(fastify|express|libsql)./.test(name))
if (modules.length > 0 || loaded.some((name) => /libsql|sharp|vips/.test(name))) throw new Error('importing ztoken loads ' + modules.concat(loaded))
console.log('importing it loads no framework and no driver')
`

/** Versions of the frameworks as this repository has them: somebody else's types, beside ours. */
const frameworks = [
  ...['express', '@types/express', '@types/node', 'hono', 'koa', '@types/koa', '@koa/router'],
  ...['@nestjs/common', '@nestjs/core', 'rxjs', 'reflect-metadata'],
]

function frameworksToInstall(): string[] {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return frameworks.map((name) => `${name}@${devDependencies[name]}`)
}

const typescript = join(root, 'node_modules/typescript/bin/tsc')
const strictly = ['--strict', '--target', 'es2022', '--module', 'nodenext', '--types', 'node']

/**
 * Compiles with every declaration checked. A fault in somebody else's types is theirs, and named;
 * one in ours, or in the program, ends the trial.
 */
function compile(program: string, ...flags: string[]): void {
  const args = [typescript, ...strictly, ...flags, program]
  const { stdout, stderr } = spawnSync('node', args, { cwd: project, encoding: 'utf8' })
  const faults = `${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== '')
  const isForeign = (line: string): boolean =>
    line.startsWith('node_modules/') && !/^node_modules\/(@ztoken|ztoken)\//.test(line)
  const [first] = faults.filter((line) => /^\S/.test(line) && !isForeign(line))
  if (first !== undefined) throw new Error(`${program} does not compile:\n${faults.join('\n')}`)
  for (const fault of faults) console.log(`not ours: ${fault}`)
}

const mostInstantiations = 500_000

/** How often the compiler fills in a generic type: what makes types slow, on whatever machine. */
function instantiationsOf(program: string, ...flags: string[]): number {
  const args = [typescript, ...strictly, ...flags, '--noEmit', '--extendedDiagnostics', program]
  const { stdout } = spawnSync('node', args, { cwd: project, encoding: 'utf8' })
  const found = /^Instantiations:\s+(\d+)$/m.exec(stdout)
  if (found === null) throw new Error('the compiler does not say how much it did')
  return Number(found[1])
}

/** What needs a server that is somewhere is compiled and not run. */
const needsServer = /@ztoken\/sdk|\/remote'/

/** Every program that a README shows compiles here, and runs where it stands by itself. */
function tryReadmes(): void {
  const examples = readmeExamples(root)
  if (examples.length < 10) throw new Error('the READMEs have lost their examples')
  const env = { ...process.env, ZTOKEN_SECRET: 'p4ck3d-S3cret-oF-32-bytes-at-least!' }
  for (const [at, { place, text }] of examples.entries()) {
    writeFileSync(join(project, `readme-${at}.mts`), `${text}\nexport {}\n`)
    compile(`readme-${at}.mts`)
    if (needsServer.test(text)) continue
    rmSync(join(project, 'app.db'), { force: true })
    const { status, stderr } = spawnSync('node', [`readme-${at}.mjs`], {
      cwd: project,
      env,
      encoding: 'utf8',
      timeout: 60_000,
    })
    if (status !== 0) throw new Error(`the example of ${place} fails:\n${stderr}`)
  }
  console.log(`${examples.length} examples of READMEs compile, and run where they can`)
}

try {
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  const tarballs = packAll(project).values()
  const installed = [...tarballs, ...frameworksToInstall()]
  run('npm', ['install', '--no-audit', '--no-fund', ...installed], project)
  writeFileSync(join(project, 'program.mts'), program)
  writeFileSync(join(project, 'lean.mjs'), lean)
  writeFileSync(join(project, 'served.mjs'), served)
  copyFileSync(join(import.meta.dirname, 'try-everything.mts'), join(project, 'everything.mts'))
  compile('program.mts')
  console.log(run('node', ['program.mjs'], project).trim())
  console.log(run('node', ['lean.mjs'], project).trim())
  console.log(run('node', ['served.mjs'], project).trim())
  tryReadmes()
  compile('everything.mts', '--experimentalDecorators')
  console.log(run('node', ['everything.mjs'], project).trim())
  const instantiations = instantiationsOf('everything.mts', '--experimentalDecorators')
  console.log(
    `a program with every adapter compiles by ${instantiations} instantiations, every declaration checked`,
  )
  if (instantiations > mostInstantiations) throw new Error(`more than ${mostInstantiations}`)
  console.log(
    `ztoken ${run('npx', ['--no-install', 'ztoken', '--version'], project).trim()} runs as a command`,
  )
  trySnippets(root, project)
} finally {
  rmSync(project, { recursive: true, force: true })
}
