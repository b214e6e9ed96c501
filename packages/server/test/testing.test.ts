import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import Fastify from 'fastify'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loginRequired } from 'ztoken/fastify'
import { createApp } from 'ztoken/server'
import { createTestKit } from 'ztoken/testing'

async function opened(options = {}) {
  const kit = await createTestKit(options)
  onTestFinished(() => kit.close())
  return kit
}

describe('ztoken/testing', () => {
  it('signs somebody in with one line, for a guarded route of the application', async () => {
    const kit = await opened()
    const app = Fastify()
    app.get('/mine', { onRequest: loginRequired(kit.auth) }, async () => 'here you are')
    const { headers, user } = await kit.signIn({ name: '李四' })
    expect((await app.inject({ url: '/mine' })).statusCode).toBe(401)
    expect((await app.inject({ url: '/mine', headers })).statusCode).toBe(200)
    expect(user.name).toBe('李四')
  })

  it('gives permissions by the line, and everybody a number of their own', async () => {
    const kit = await opened()
    const [one, other] = [await kit.signIn({ permissions: ['article:edit'] }), await kit.signIn()]
    expect(one.phone).not.toBe(other.phone)
    const holds = (token: string) =>
      kit.auth.permissionsOf(kit.auth.authenticate(token)).then((held) => [...held])
    expect(await holds(one.token)).toEqual(['article:edit'])
    expect(await holds(other.token)).toEqual([])
    await expect(kit.signIn({ phone: one.phone })).rejects.toMatchObject({ code: 'phone_taken' })
    await expect(kit.signIn({ roles: ['nobody'] })).rejects.toMatchObject({ code: 'role_unknown' })
  })

  it('goes by its own clock, which stands still until it is moved', async () => {
    const kit = await opened({ accessTokenSeconds: 60 })
    const { token, refreshToken } = await kit.signIn()
    const before = kit.now()
    expect(await kit.auth.verifyToken(token)).not.toBeNull()
    kit.advance(61)
    expect(kit.now()).toBe(before + 61_000)
    expect(await kit.auth.verifyToken(token)).toBeNull()
    expect((await kit.auth.refresh(refreshToken)).accessToken).not.toBe(token)
  })

  it('is the whole of ztoken: the server runs on it, and passwords are passwords', async () => {
    const kit = await opened()
    const app = await createApp(kit.auth)
    onTestFinished(() => app.close())
    const { phone, password } = await kit.signIn()
    const login = (payload: object) =>
      app.inject({ method: 'POST', url: '/v1/login', payload }).then((reply) => reply.statusCode)
    expect(await login({ phone, password })).toBe(200)
    expect(await login({ phone, password: `${password}!` })).toBe(401)
  })
})

describe('the guide of the library', () => {
  it.each(['docs/library.md', 'docs/library.zh-CN.md'])('has every verb: %s', async (file) => {
    const { auth } = await opened()
    const text = readFileSync(resolve(import.meta.dirname, '../../..', file), 'utf8')
    const verbs = Object.entries(auth).flatMap(([name, of]) =>
      typeof of === 'function' ? [name] : [],
    )
    expect(verbs.length).toBeGreaterThan(60)
    // Shortened forms stand beside each other: `findUser`, `listUsers`.
    expect(verbs.filter((name) => !new RegExp(`\`${name}[(\`]`).test(text))).toEqual([])
  })
})
