import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * Packs every package, installs the tarballs in an empty project outside the tree and uses them as
 * a stranger would: as a library, as types, as a command.
 */
const root = resolve(import.meta.dirname, '..')
const project = mkdtempSync(join(tmpdir(), 'ztoken-packages-'))

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`)
  return stdout
}

function packed(): string[] {
  const folders = readdirSync(join(root, 'packages')).map((name) => `./packages/${name}`)
  const report = run('npm', ['pack', '--json', '--pack-destination', project, ...folders], root)
  const entries = Object.values(JSON.parse(report.slice(report.search(/^[[{]/m)))) as {
    filename: string
    files: { path: string }[]
  }[]
  for (const { filename, files } of entries) {
    const stray = files.find(({ path }) =>
      /(^|\/)(test|fixtures|coverage)\/|\.test\.|tsbuildinfo|\.env/.test(path),
    )
    if (stray !== undefined) throw new Error(`${filename} carries ${stray.path}`)
    if (!files.some(({ path }) => path === 'LICENSE')) throw new Error(`${filename} has no LICENSE`)
  }
  return entries.map(({ filename }) => `./${filename}`)
}

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

const lean = `
import 'ztoken'
import { createRequire } from 'node:module'
const loaded = process.report.getReport().sharedObjects.filter((name) => /libsql|argon2|bcrypt/.test(name))
const modules = Object.keys(createRequire(import.meta.url).cache ?? {}).filter((name) => /node_modules.(fastify|express|libsql)./.test(name))
if (modules.length > 0 || loaded.some((name) => name.includes('libsql'))) throw new Error('importing ztoken loads ' + modules.concat(loaded))
console.log('importing it loads no framework and no driver')
`

try {
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  const tarballs = packed()
  run('npm', ['install', '--no-audit', '--no-fund', ...tarballs], project)
  writeFileSync(join(project, 'program.mts'), program)
  writeFileSync(join(project, 'lean.mjs'), lean)
  const typescript = join(root, 'node_modules/typescript/bin/tsc')
  const flags = [
    '--strict',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--skipLibCheck',
    'program.mts',
  ]
  run('node', [typescript, ...flags], project)
  console.log(run('node', ['program.mjs'], project).trim())
  console.log(run('node', ['lean.mjs'], project).trim())
  console.log(
    `ztoken ${run('npx', ['--no-install', 'ztoken', '--version'], project).trim()} runs as a command`,
  )
} finally {
  rmSync(project, { recursive: true, force: true })
}
