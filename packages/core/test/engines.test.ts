import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { hashSync } from 'bcryptjs'
import { describe, expect, it, onTestFinished } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const manifest = JSON.parse(readFileSync(join(root, 'packages/core/package.json'), 'utf8')) as {
  readonly dependencies: Record<string, string>
}
const all = Object.keys(manifest.dependencies)
const others = all.filter((name) => !['@node-rs/argon2', 'bcryptjs'].includes(name))
const everything = [...others, '@ztoken/stores', 'tsx']

/** An installation of the core in which a part is missing, as on a platform it was not built for. */
function installedWith(engines: readonly string[]): string {
  const place = mkdtempSync(join(tmpdir(), 'ztoken-engines-'))
  onTestFinished(() => rmSync(place, { recursive: true, force: true }))
  const modules = join(place, 'node_modules')
  for (const name of [...everything, ...engines]) {
    const own = join(root, 'packages/core/node_modules', name)
    const target = existsSync(own) ? own : join(root, 'node_modules', name)
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(target, join(modules, name))
  }
  for (const part of ['src', 'package.json']) {
    cpSync(join(root, 'packages/core', part), join(place, 'core', part), { recursive: true })
  }
  symlinkSync(join(place, 'core'), join(modules, '@ztoken/core'))
  return place
}

async function run(place: string, program: string): Promise<string> {
  const file = join(place, 'program.mts')
  writeFileSync(
    file,
    `import { createCore, newAccount } from '@ztoken/core'
    import { memoryStore } from '@ztoken/stores'
    import { encryptedFormat, importSecrets } from '@ztoken/token'
    const secrets = importSecrets('kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-test')
    const store = memoryStore()
    const options = { store, secrets, issueFormat: encryptedFormat(secrets) }
    const said = (error) => error.code + ': ' + error.cause?.message
    ${program}`,
  )
  const flags = ['--import', 'tsx', '--conditions=@ztoken/source', file]
  return (await promisify(execFile)(process.execPath, flags, { cwd: place })).stdout.trim()
}

const argon2 = ['@node-rs/argon2', '@node-rs/argon2-linux-x64-gnu']

describe('S22 an engine that is missing', () => {
  it('argon2: nothing starts, and the words say what is missing', async () => {
    const place = installedWith(['bcryptjs'])
    const said = await run(place, `console.log(await createCore(options).catch(said))`)
    expect(said).toMatch(/^unavailable: no password can be hashed: .*@node-rs\/argon2/)
    expect(said).toContain('--include=optional')
  })

  it.skipIf(process.platform !== 'linux')('argon2’s native part alone: the same', async () => {
    const place = installedWith(['bcryptjs'])
    cpSync(
      join(root, 'node_modules/@node-rs/argon2'),
      join(place, 'node_modules/@node-rs/argon2'),
      { recursive: true },
    )
    const said = await run(place, `console.log(await createCore(options).catch(said))`)
    expect(said).toMatch(/^unavailable: no password can be hashed: .*@node-rs\/argon2/)
  })

  it('the file of the threads, as in a bundle: the same, with what to do', async () => {
    const place = installedWith([...argon2, 'bcryptjs'])
    rmSync(join(place, 'core/src/ground/password/hash-worker.mjs'))
    const said = await run(
      place,
      `console.log(await createCore(options).catch((error) => error.cause.code + ' ' + said(error)))`,
    )
    expect(said).toMatch(/^thread_missing unavailable: no password can be hashed: .*hash-worker/)
    expect(said).toContain('out of the bundle')
  })

  it('bcrypt: everybody else signs in, and an old hash says what it wants', async () => {
    const place = installedWith(argon2)
    const stored = hashSync('an old phrase', 4)
    const said = await run(
      place,
      `const core = await createCore(options)
      const phone = '13800138000'
      const person = await core.register({ phone, password: 'a long enough phrase' })
      const old = { ...person.user, id: 'old', phone: '+8613900000000' }
      await store.addAccount(newAccount(old, '${stored}'))
      const login = { phone: old.phone, password: 'an old phrase' }
      console.log(await core.login(login).catch(said))
      await core.login({ phone, password: 'a long enough phrase' })
      await core.ready()
      console.log('and all the others are in')`,
    )
    expect(said).toContain('unavailable: the hash engine bcryptjs cannot be loaded here')
    expect(said).toContain('and all the others are in')
    expect(said).not.toContain('an old phrase')
  })
})
