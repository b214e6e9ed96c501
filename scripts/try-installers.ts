import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { declareVerbs } from './declare-verbs.ts'
import { packAll, run } from './pack-all.ts'

/**
 * Installs the packed tarballs in an empty project with Yarn and with pnpm, which lay out
 * `node_modules` in other ways than npm and count peers and platforms by rules of their own, and
 * signs somebody in: a password is hashed, a file is written, a token is read. With pnpm, also what a
 * project with `declaration: true` names in its declarations.
 */
const installers = [
  // Yarn 1 takes `engines` for a law; see docs/decisions/0007-pinned-lines.md.
  { what: 'Yarn', args: ['-y', 'yarn@1.22.22', 'install', '--no-lockfile', '--ignore-engines'] },
  {
    what: 'pnpm',
    args: ['-y', 'pnpm@10.15.0', 'install', '--no-lockfile'],
    beside: { typescript: '5.9', '@types/node': '20' },
    afterwards: declareVerbs,
  },
  // Plug'n'Play: no `node_modules`, and what finds packages in their archives is a flag of Node.
  {
    what: "Yarn's Plug'n'Play",
    args: ['-y', '@yarnpkg/cli-dist@4.9.2', 'install'],
    node: ['-r', './.pnp.cjs', '--experimental-loader', './.pnp.loader.mjs'],
  },
]

const program = `
import { createZtoken, sqlite } from 'ztoken'
const auth = await createZtoken({ secret: 'p4ck3d-S3cret-oF-32-bytes-at-least!', store: sqlite('people.db') })
const person = { phone: '13800138000', password: 'a long enough phrase' }
await auth.register(person)
const { accessToken, user } = await auth.login(person)
const found = await auth.verifyToken(accessToken)
if (found?.id !== user.id) throw new Error('the token does not lead back to the user')
await auth.close()
console.log('signed in')
`

const packs = mkdtempSync(join(tmpdir(), 'ztoken-packs-'))
try {
  const tarballs = packAll(packs)
  for (const { what, args, node = [], beside, afterwards } of installers) {
    const project = mkdtempSync(join(tmpdir(), 'ztoken-installed-'))
    try {
      for (const path of tarballs.values())
        copyFileSync(join(packs, path), join(project, basename(path)))
      const dependencies = Object.fromEntries(
        [...tarballs].map(([name, path]) => [name, `file:${path}`]),
      )
      // Of each other they are found here and nowhere else.
      const manifest = {
        private: true,
        type: 'module',
        dependencies: { ztoken: dependencies.ztoken, ...beside },
        resolutions: dependencies,
        pnpm: { overrides: dependencies },
      }
      writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
      writeFileSync(join(project, 'program.mjs'), program)
      // Yarn 4 asks the registry that npm is set to, takes a folder with a lock file for a project of its
      // own, and writes to that lock file nowhere that calls itself CI unless it is told.
      const registry = run('npm', ['config', 'get', 'registry'], project).trim()
      writeFileSync(
        join(project, '.yarnrc.yml'),
        `npmRegistryServer: ${registry}\nenableTelemetry: false\nenableImmutableInstalls: false\n`,
      )
      writeFileSync(join(project, 'yarn.lock'), '')
      run('npx', args, project)
      console.log(
        `installed with ${what}: ${run('node', [...node, 'program.mjs'], project).trim()}`,
      )
      afterwards?.(project)
    } finally {
      rmSync(project, { recursive: true, force: true })
    }
  }
} finally {
  rmSync(packs, { recursive: true, force: true })
}
