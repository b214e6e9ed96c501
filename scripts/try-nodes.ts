import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packAll, run } from './pack-all.ts'

/** Signs somebody in from the packed tarballs with every Node that is meant, as npm has them. */
const versions = ['20', '22', '24', '26']

const program = `
import { createZtoken, memory, sqlite } from 'ztoken'
import { createApp } from 'ztoken/server'
for (const store of [memory(), sqlite('people.db')]) {
  const auth = await createZtoken({ secret: 'p4ck3d-S3cret-oF-32-bytes-at-least!', store })
  const app = await createApp(auth)
  const payload = { phone: '13800138' + process.versions.node.slice(0, 2) + '0', password: 'a long enough phrase' }
  const { data } = (await app.inject({ method: 'POST', url: '/v1/register', payload })).json()
  const headers = { 'z-token': data.access_token }
  const reply = await app.inject({ url: '/user/detail', headers })
  if (reply.json().data?.phone === undefined) throw new Error(reply.body)
  await auth.logout(data.access_token)
  if ((await app.inject({ url: '/v1/me', headers })).statusCode !== 401) throw new Error('a token survived')
  await app.close()
  await auth.close()
}
console.log(process.version)
`

const project = mkdtempSync(join(tmpdir(), 'ztoken-nodes-'))
try {
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  writeFileSync(join(project, 'program.mjs'), program)
  const quietly = ['--no-audit', '--no-fund', '--prefer-offline']
  run('npm', ['install', ...quietly, ...packAll(project).values()], project)
  for (const version of versions) {
    const found = run('npx', ['-y', '-p', `node@${version}`, 'node', 'program.mjs'], project).trim()
    if (!found.startsWith(`v${version}.`)) throw new Error(`asked for ${version}, ran ${found}`)
    console.log(`signed in with Node ${found}`)
  }
} finally {
  rmSync(project, { recursive: true, force: true })
}
