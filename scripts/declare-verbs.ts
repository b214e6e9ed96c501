import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { run } from './pack-all.ts'

/**
 * A project that writes declarations (`declaration: true`) names in them whatever it exports. Under
 * pnpm it reaches ztoken alone, so every type of a verb has to have a name there (TS2742).
 */
const members = `
import { createZtoken, memory } from 'ztoken'
const auth = await createZtoken({ secret: 'p4ck3d-S3cret-oF-32-bytes-at-least!', store: memory() })
console.log(JSON.stringify(Object.entries(auth).map(([name, value]) => [name, typeof value])))
await auth.close()
`

const doors = `
import { createWebhooks, createZtoken, memory, sqlite } from 'ztoken'
import * as fastify from 'ztoken/fastify'
import * as fetching from 'ztoken/fetch'
import * as node from 'ztoken/node'
import { createRemoteAuthenticator } from 'ztoken/remote'
import * as server from 'ztoken/server'
import { createTestKit } from 'ztoken/testing'

export const auth = await createZtoken({ secret: process.env.ZTOKEN_SECRET, store: sqlite('app.db') })
export const store = memory()
export const webhooks = createWebhooks(auth, { endpoints: [], secret: process.env.WEBHOOK_SECRET })
export const remote = await createRemoteAuthenticator({ jwksUrl: 'https://login.example/jwks.json' })
export const kit = await createTestKit()
export const signIn = kit.signIn
export const app = await server.createApp(auth)
export const nodeHandler = await server.createNodeHandler(auth)
export const fetchHandler = await server.createFetchHandler(auth, { addressOf: () => '192.0.2.7' })
export const storage = server.folderStorage('avatars')
export const guards = [fastify.loginRequired(auth), node.loginRequired(auth)]
export const GET = fetching.loginRequired(auth)(() => new Response())
`

/** Each verb alone, with what it gives, and with what it takes and gives taken to pieces. */
function verbsProgram(all: readonly (readonly [string, string])[]): string {
  const verbs = all.filter(([, type]) => type === 'function').map(([name]) => name)
  if (verbs.length < 80) throw new Error(`only ${verbs.length} verbs to declare`)
  const perVerb = verbs.map((verb) => {
    const input = `...input: Parameters<typeof auth.${verb}>`
    return `export const ${verb}Result = (${input}) => auth.${verb}(...input)
export const ${verb}Pieces = async (${input}) => pieces(await auth.${verb}(...input))
export const ${verb}Input = (${input}) => input.map(pieces)
`
  })
  return `import { auth } from './doors.js'
const pieces = <Whole>(whole: Whole): { [Name in keyof Whole]: Whole[Name] } => whole
export const { ${all.map(([name]) => name).join(', ')} } = auth
${perVerb.join('')}`
}

/** In: a project where ztoken and TypeScript are installed. Throws where a type has no name. */
export function declareVerbs(project: string): void {
  writeFileSync(join(project, 'members.mjs'), members)
  const all = JSON.parse(run('node', ['members.mjs'], project))
  writeFileSync(join(project, 'verbs.ts'), verbsProgram(all))
  writeFileSync(join(project, 'doors.ts'), doors)
  const strictly = ['--strict', '--target', 'es2022', '--module', 'nodenext', '--types', 'node']
  const newest = resolve(import.meta.dirname, '../node_modules/typescript/bin/tsc')
  for (const tsc of ['node_modules/typescript/bin/tsc', newest]) {
    const args = [tsc, ...strictly, '--declaration', '--outDir', 'out', 'doors.ts', 'verbs.ts']
    const { status, stdout } = spawnSync('node', args, { cwd: project, encoding: 'utf8' })
    if (status !== 0) throw new Error(`not every type can be named:\n${stdout}`)
  }
  console.log(`${all.length} members of an instance are declared by name`)
}
