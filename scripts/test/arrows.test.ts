import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'

const script = resolve('scripts/check-arrows.ts')
const roots: string[] = []

function check(files: Record<string, string>): { status: number | null; output: string } {
  const root = mkdtempSync(join(tmpdir(), 'arrows-'))
  roots.push(root)
  for (const [path, text] of Object.entries({ 'core/src/index.ts': '', ...files })) {
    const file = join(root, 'packages', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  const { status, stdout, stderr } = spawnSync('node', ['--import', 'tsx', script, root], {
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})

describe('arrows', () => {
  it('lets imports run down', () => {
    expect(check({ 'core/src/a.ts': "import { b } from '@ztoken/token'\n" }).status).toBe(0)
  })

  it('refuses a circle of files, of types alone too, and lets others import one another', () => {
    const circle = {
      'core/src/store/a.ts': "import type { B } from './b.ts'",
      'core/src/store/b.ts': "export * from './c.ts'",
      'core/src/store/c.ts': "import { a } from './a.ts'",
    }
    const { status, output } = check(circle)
    expect(status).toBe(1)
    expect(output).toContain('a circle of files')
    for (const file of Object.keys(circle)) expect(output).toContain(`packages/${file}`)
    expect(check({ ...circle, 'core/src/store/c.ts': '' }).status).toBe(0)
  })

  for (const [kind, text] of Object.entries({
    'a static import': "import { a } from '@ztoken/core'",
    'a type import': "import type { A } from '@ztoken/core'",
    'a side-effect import': "import '@ztoken/core'",
    'a dynamic import': "await import('@ztoken/core')",
    'a re-export': "export * from '@ztoken/core'",
    'an import of several lines': "import {\n  a,\n} from '@ztoken/core'",
    'a require': "createRequire(import.meta.url)('x'); require('@ztoken/core')",
    'a path around the exports': "import '../../core/src/index.ts'",
    'the front door': "import 'ztoken'",
  })) {
    it(`refuses ${kind} that runs up`, () => {
      const { status, output } = check({ 'token/src/a.ts': text })
      expect(status).toBe(1)
      expect(output).toContain('packages/token/src/a.ts')
    })
  }

  it('refuses a feature that knows another, and ground that knows a feature', () => {
    const features = {
      'contract/src/ground/fields.ts': '',
      'contract/src/bans.ts': "import { x } from './ground/fields.ts'\n",
      'contract/src/features.ts': "export * from './bans.ts'\nexport * from './keys.ts'\n",
      'contract/src/keys.ts': '',
      'core/src/ground/session/end.ts': '',
      'core/src/bans/ban.ts': "import { e } from '../ground/session/end.ts'\n",
      'core/src/roles/role.ts': '',
      'core/src/core.ts': "import { ban } from './bans/ban.ts'\n",
      'server/src/http/route.ts': '',
      'server/src/features/bans.ts': "import { ban } from './bans/ban.ts'\n",
      'server/src/features/bans/ban.ts': "import { route } from '../../http/route.ts'\n",
      'server/src/features/keys.ts': '',
    }
    expect(check(features).status).toBe(0)
    const faults = {
      'contract/src/keys.ts': "import { y } from './bans.ts'\n",
      'contract/src/ground/fields.ts': "import { y } from '../keys.ts'\n",
      'core/src/roles/role.ts': "import type { Ban } from '../bans/ban.ts'\n",
      'core/src/ground/session/end.ts': "import { r } from '../../roles/role.ts'\n",
      'server/src/features/keys.ts': "import type { Ban } from './bans/ban.ts'\n",
      'server/src/http/route.ts': "import { bans } from '../features/keys.ts'\n",
    }
    for (const [file, text] of Object.entries(faults)) {
      const { status, output } = check({ ...features, [file]: text })
      expect(status, file).toBe(1)
      expect(output).toContain(`packages/${file} reaches`)
      expect(output.match(/reaches/g)).toHaveLength(1)
    }
  })

  it('keeps the sdk out of the server', () => {
    expect(check({ 'server/src/a.ts': "import { b } from '@ztoken/sdk'\n" }).status).toBe(1)
  })

  it('refuses a package without a place in the house', () => {
    expect(check({ 'attic/src/a.ts': '' }).status).toBe(1)
  })
})
