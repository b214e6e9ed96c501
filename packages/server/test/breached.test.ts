import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadSettings } from '../src/config/load.ts'
import { breachedPasswords } from '../src/server.ts'
import { sender } from './client.ts'
import { open, secret, temporaryDirectory } from './open.ts'
import { place } from './place.ts'

const phone = '13800138000'
const leaked = 'a long enough phrase that leaked'
const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex').toUpperCase()

/** A file as Have I Been Pwned gives it out, of so many hashes and these passwords. */
function fileOf(count: number, passwords: readonly string[], lineEnd = '\r\n'): string {
  const hashes = Array.from({ length: count }, (_, n) => sha1(`filler ${n}`))
  const lines = [...hashes, ...passwords.map(sha1)].sort().map((hash, n) => `${hash}:${n * 997}`)
  const path = join(temporaryDirectory(), 'pwned.txt')
  writeFileSync(path, lines.join(lineEnd) + lineEnd)
  return path
}

/** A service of ranges that knows these, and what it was asked. */
async function serviceOf(passwords: readonly string[], answer?: { status: number; body?: string }) {
  const asked: { url: string; padding: unknown }[] = []
  const server = createServer((request, response) => {
    const prefix = String(request.url).split('/').at(-1) ?? ''
    asked.push({ url: String(request.url), padding: request.headers['add-padding'] })
    const found = passwords.map(sha1).filter((hash) => hash.startsWith(prefix))
    const padding = ['0'.repeat(35), sha1('padded away').slice(5)].map((ending) => `${ending}:0`)
    const lines = [...found.map((hash) => `${hash.slice(5)}:42`), ...padding]
    response.statusCode = answer?.status ?? 200
    response.end(answer?.body ?? lines.join('\r\n'))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/range/`, asked }
}

describe('S17 passwords that leaked', () => {
  it('are found in a sorted file wherever they stand, and no others', async () => {
    const passwords = Array.from({ length: 300 }, (_, n) => `leaked ${n}`)
    for (const [count, lineEnd] of [
      [5000, '\r\n'],
      [3000, '\n'],
      [0, '\n'],
    ] as const) {
      const path = fileOf(count, passwords, lineEnd)
      const isBreached = breachedPasswords({ kind: 'file', path })
      for (const text of passwords) expect(await isBreached(sha1(text)), text).toBe(true)
      for (let n = 0; n < 300; n += 1) expect(await isBreached(sha1(`other ${n}`))).toBe(false)
      expect(await isBreached('0'.repeat(40))).toBe(false)
      expect(await isBreached('F'.repeat(40))).toBe(false)
    }
  })

  it('a file of one line, of none, and one without counts', async () => {
    const path = join(temporaryDirectory(), 'few.txt')
    const isBreached = breachedPasswords({ kind: 'file', path })
    await expect(isBreached(sha1('x'))).rejects.toMatchObject({ code: 'ENOENT' })
    writeFileSync(path, '')
    expect(await isBreached(sha1('x'))).toBe(false)
    writeFileSync(path, `${sha1('x').toLowerCase()}`)
    expect(await isBreached(sha1('x'))).toBe(true)
  })

  it('are asked for by five characters of their digest, and what pads the answer is nothing', async () => {
    const { url, asked } = await serviceOf([leaked])
    const isBreached = breachedPasswords({ kind: 'service', url })
    expect(await isBreached(sha1(leaked))).toBe(true)
    expect(await isBreached(sha1('another'))).toBe(false)
    expect(await isBreached(sha1('padded away'))).toBe(false)
    expect(asked[0]).toEqual({ url: `/range/${sha1(leaked).slice(0, 5)}`, padding: 'true' })
  })

  it('are refused wherever a password is chosen, with a code of their own', async () => {
    const { url } = await serviceOf([leaked])
    const { app, core } = await open({ isBreached: breachedPasswords({ kind: 'service', url }) })
    const send = sender(app)
    const register = (password: string) =>
      send('POST', '/v1/register', { body: { phone, password } })
    const refused = await register(leaked)
    expect([refused.status, refused.code, refused.reason]).toEqual([400, 4103, 'password_breached'])
    const good = 'a long enough phrase'
    const { data } = await register(good)
    const body = { password: good, new_password: leaked }
    const changed = await send('PUT', '/v1/me/password', { token: data.access_token, body })
    expect(changed.reason).toBe('password_breached')
    const breached = { code: 'password_breached' }
    await expect(core.setPassword(data.user.id, leaked)).rejects.toMatchObject(breached)
    const { resetToken } = await core.requestPasswordReset(data.user.id)
    await expect(core.resetPassword(resetToken, leaked)).rejects.toMatchObject(breached)
    const other = { phone: '13900000000', password: leaked }
    await expect(core.createUser(other)).rejects.toMatchObject(breached)
    await core.login({ phone, password: good })
  })

  it('that cannot be asked for let the password pass, and it is reported, or refuse it', async () => {
    for (const answer of [{ status: 503 }, { status: 200, body: 'x'.repeat(2_000_000) }]) {
      const { url } = await serviceOf([], answer)
      const isBreached = breachedPasswords({ kind: 'service', url })
      const reports: unknown[] = []
      const report = (error: unknown): number => reports.push(error)
      const person = { phone, password: 'a long enough phrase' }
      const { core } = await open({ isBreached, report })
      await core.register(person)
      expect(reports).toHaveLength(1)
      const { core: strict } = await open({
        isBreached,
        report,
        whenBreachesUnavailable: 'refuse',
      })
      await expect(strict.register(person)).rejects.toMatchObject({ code: 'unavailable' })
    }
  })

  it('are known where a setting says, and nobody is asked by default', () => {
    const load = (variables: Record<string, string>) =>
      loadSettings({ ZTOKEN_SECRET: secret, ...variables }, null, true)
    expect(load({})).toMatchObject({
      breached_passwords: null,
      breached_passwords_when_unavailable: 'accept',
    })
    expect(load({ ZTOKEN_BREACHED_PASSWORDS: 'file:/data/pwned.txt' })).toMatchObject({
      breached_passwords: { kind: 'file', path: '/data/pwned.txt' },
    })
    expect(load({ ZTOKEN_BREACHED_PASSWORDS: 'https://pwned.example/range' })).toMatchObject({
      breached_passwords: { kind: 'service', url: 'https://pwned.example/range/' },
    })
    for (const wrong of ['file:', 'yes', 'ftp://a.example/', 'https://me:pw@a.example/']) {
      expect(() => load({ ZTOKEN_BREACHED_PASSWORDS: wrong })).toThrow('BREACHED_PASSWORDS')
    }
  })

  it('in a file that is not there nothing starts', async () => {
    const { run } = place({ ZTOKEN_BREACHED_PASSWORDS: 'file:/nowhere/pwned.txt' })
    const { status, err } = await run('user add 13800138000', 'a long enough phrase')
    expect(status).toBe(1)
    expect(err).toContain('ZTOKEN_BREACHED_PASSWORDS names a file that cannot be read')
  })
})
