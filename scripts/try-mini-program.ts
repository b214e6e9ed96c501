import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packAll, run } from './pack-all.ts'

/**
 * Packs the sdk as a mini program's tools do, with WeChat's own npm build. That one is installed
 * here, in a folder of its own: 275 MB in 1,086 packages are too many for everybody's `npm ci`.
 */
const folder = mkdtempSync(join(tmpdir(), 'ztoken-mini-program-'))
const app = join(folder, 'app')

const build = `
const ci = require('miniprogram-ci')
const project = new ci.Project({ appid: 'wx0000000000000000', type: 'miniProgram', projectPath: 'app', privateKeyPath: 'app/key', ignores: [] })
ci.packNpm(project, { reporter: () => {} }).then((warnings) => {
  if (warnings.length > 0) throw new Error(JSON.stringify(warnings))
}).catch((error) => { console.error(error); process.exit(1) })
`

try {
  mkdirSync(app)
  const files = {
    'package.json': '{ "name": "app", "version": "1.0.0" }',
    'app.json': '{ "pages": ["page"] }',
    'project.config.json': '{ "appid": "wx0000000000000000", "compileType": "miniprogram" }',
    key: '',
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(app, name), text)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  writeFileSync(join(folder, 'build.cjs'), build)
  const tarballs = packAll(folder)
  const ours = ['@ztoken/contract', '@ztoken/sdk'].map((name) => `.${tarballs.get(name)}`)
  const quietly = ['--no-audit', '--no-fund', '--ignore-scripts']
  run('npm', ['install', ...quietly, 'miniprogram-ci@2.1.42'], folder)
  run('npm', ['install', ...quietly, '--omit=peer', ...ours], app)
  run('node', ['build.cjs'], folder)
  for (const file of [
    'sdk/index',
    'sdk/wx',
    'sdk/uni',
    'sdk/human-check',
    'contract/sign-in',
    'contract/me',
  ]) {
    const path = join(app, 'miniprogram_npm/@ztoken', `${file}.js`)
    if (!existsSync(path)) throw new Error(`WeChat's npm build leaves ${file} out`)
  }
  console.log("packed by WeChat's npm build, without a warning")
} finally {
  rmSync(folder, { recursive: true, force: true })
}
