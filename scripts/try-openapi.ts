import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { createZtoken, memory } from 'ztoken'
import { createApp } from 'ztoken/server'
import { run } from './pack-all.ts'

/**
 * The OpenAPI document as others take it: the strictest rules of two linters find nothing, and the
 * clients that two generators write from it compile strictly and sign somebody in.
 */
const tools = [
  '@redocly/cli@2',
  '@stoplight/spectral-cli@6',
  'openapi-typescript@7',
  'openapi-fetch@0',
  '@hey-api/openapi-ts@0.95',
  '@types/node@24',
  'typescript@5',
]

const program = `
import createClient from 'openapi-fetch'
import type { paths } from './api.js'
import { client } from './client/client.gen.js'
import { getMe, postLogin } from './client/index.js'

const origin = process.argv[2] as string
const credentials = { phone: '13800138000', password: 'a long enough phrase' }

const api = createClient<paths>({ baseUrl: origin })
const { data, error } = await api.POST('/v1/login', { body: credentials })
if (data === undefined) throw new Error(error.reason)
const token: string = data.data.access_token
const me = await api.GET('/v1/me', { headers: { authorization: 'Bearer ' + token } })
const name: string | null | undefined = me.data?.data.name
const wrong = await api.POST('/v1/login', { body: { ...credentials, password: 'wrong' } })
if (wrong.error?.reason !== 'credentials_wrong') throw new Error('a wrong password was taken')

client.setConfig({ baseUrl: origin })
const grant = await postLogin({ body: credentials })
if (grant.data === undefined) throw new Error(grant.error.reason)
const mine = await getMe({ auth: grant.data.data.access_token })
console.log(name, mine.data?.data.name)
`

const compilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  module: 'nodenext',
  target: 'es2022',
  types: ['node'],
  outDir: 'out',
}

const root = resolve(import.meta.dirname, '..')
const project = mkdtempSync(join(tmpdir(), 'ztoken-openapi-'))
try {
  copyFileSync(join(root, 'packages/server/openapi.json'), join(project, 'openapi.json'))
  const write = (name: string, text: string): void => writeFileSync(join(project, name), text)
  write('package.json', JSON.stringify({ private: true, type: 'module' }))
  write('redocly.yaml', 'extends: [recommended-strict]\n')
  write('.spectral.yaml', 'extends: ["spectral:oas"]\n')
  write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['program.ts'] }))
  write('program.ts', program)
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...tools], project)
  run('npx', ['redocly', 'lint', 'openapi.json'], project)
  run('npx', ['spectral', 'lint', '--fail-severity=hint', 'openapi.json'], project)
  console.log('the linters of Redocly and Stoplight find nothing')
  run('npx', ['openapi-typescript', 'openapi.json', '-o', 'api.d.ts'], project)
  run('npx', ['openapi-ts', '-i', 'openapi.json', '-o', 'client'], project)
  run('npx', ['tsc', '-p', '.'], project)
  console.log(`two generated clients compile and sign in: ${await signIn()}`)
} finally {
  rmSync(project, { recursive: true, force: true })
}

async function signIn(): Promise<string> {
  const auth = await createZtoken({
    secret: 'p4ck3d-S3cret-oF-32-bytes-at-least!',
    store: memory(),
  })
  const app = await createApp(auth)
  try {
    await auth.register({ phone: '13800138000', password: 'a long enough phrase', name: '张三' })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const args = ['out/program.js', `http://127.0.0.1:${port}`]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project })
    if (stdout.trim() !== '张三 张三') throw new Error(`they read ${stdout}`)
    return stdout.trim()
  } finally {
    await app.close()
    await auth.close()
  }
}
