import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { strayAmong } from '../packed.ts'

const isPublished = (name: string): boolean =>
  JSON.parse(readFileSync(`packages/${name}/package.json`, 'utf8')).private !== true

describe('what is published (attack A234)', () => {
  it('A234 is nothing but sources, what was built of them, the pages and the licence', () => {
    const folders = readdirSync('packages')
      .filter(isPublished)
      .map((name) => `./packages/${name}`)
    const args = ['pack', '--dry-run', '--json', '--ignore-scripts', ...folders]
    const { stdout } = spawnSync('npm', args, { encoding: 'utf8' })
    const report = JSON.parse(stdout.slice(stdout.search(/^[[{]/m)))
    const packages = Object.values(report) as { files: { path: string }[] }[]
    expect(packages).toHaveLength(folders.length)
    for (const { files } of packages) {
      expect(files.length).toBeGreaterThan(5)
      expect(strayAmong(files.map(({ path }) => path))).toEqual([])
    }
  })

  it('A234 is refused with anything else in it', () => {
    const strays = [
      '.env',
      '.npmrc',
      'src/.env',
      'dist/key.pem',
      'dist/dev-secret',
      'data/ztoken.db',
      'src/data/app.ts',
      'src/db.sqlite',
      'src/login.test.ts',
      'test/login.ts',
      'src/test/open.ts',
      'dist/fixtures/tokens.js',
      'coverage/index.js',
      'tsconfig.json',
      'dist/x.tsbuildinfo',
      'pages/assets/app.js.map',
      'pages/config.json',
      'bin/other.js',
    ]
    expect(strayAmong([...strays, 'dist/index.js', 'src/a/b-c.ts'])).toEqual(strays)
  })
})
