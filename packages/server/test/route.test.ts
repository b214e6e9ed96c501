import { type AnyOperation, meOperations, operations } from '@ztoken/contract'
import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { createCarrier } from '../src/http/cookies/carrier.ts'
import { registerRoutes } from '../src/http/register.ts'
import { collectRoutes } from '../src/http/route.ts'
import { schemaOf } from '../src/http/schema.ts'
import { open } from './open.ts'

const user = {
  id: '1',
  phone: '+8613900000000',
  email: null,
  username: null,
  name: null,
  head_portrait: null,
  intro: null,
  level: null,
  roles: [],
  created_at: '2026-01-01T00:00:00.000Z',
}

it('a member that the document has not is left out of the reply', async () => {
  const { core } = await open()
  const { accessToken } = await core.register({ phone: '13900000000', password: 'long enough one' })
  const app = Fastify()
  const { http, routes } = collectRoutes(app, core, createCarrier(core, {}))
  http.route(meOperations.readMe, () => ({ ...user, password_hash: 'x' }))
  await registerRoutes(app, routes)
  const headers = { authorization: `Bearer ${accessToken}` }
  const reply = await app.inject({ url: '/v1/me', headers })
  expect(reply.json()).toEqual({ code: 0, msg: '成功', data: user })
  await app.close()
})

it('every operation says of its path what stands in it, and takes nothing under two names', () => {
  for (const [name, { path, params, query, body }] of Object.entries(operations)) {
    const inPath = [...path.matchAll(/:([a-z]+)/g)].map(([, part]) => part)
    const taken = [params, query, body].map((schema) => namesIn(schema))
    expect(taken[0], name).toEqual(inPath)
    const all = taken.flat()
    expect(new Set(all).size, name).toBe(all.length)
  }
})

it('every schema of every operation compiles: a server would find out with the first request', async () => {
  const app = Fastify({ ajv: { customOptions: { allowUnionTypes: true, strict: true } } })
  for (const operation of Object.values<AnyOperation>(operations)) {
    const { method, path: url } = operation
    app.route({ method, url, schema: schemaOf(operation), handler: () => null })
  }
  await app.ready()
  await app.close()
})

function namesIn(schema: object | undefined): string[] {
  const { properties = {} } = Object(schema) as { readonly properties?: object }
  return Object.keys(properties)
}
