import { Validator } from '@seriousme/openapi-schema-validator'
import { operations } from '@ztoken/contract'
import { describe, expect, it } from 'vitest'
import { createApp } from '../src/server.ts'
import { open } from './open.ts'
import { routes } from './routes.ts'

/** Those of pictures are there where pictures are kept. */
const all = [
  ...routes,
  { method: 'PUT', path: '/v1/me/avatar', access: 'callers' },
  { method: 'DELETE', path: '/v1/me/avatar', access: 'callers' },
  { method: 'GET', path: '/v1/avatars/:id/:size.webp', access: 'anybody' },
]

async function served(prefix = ''): Promise<Record<string, unknown>> {
  const { core } = await open()
  const app = await createApp(core, { prefix })
  const reply = await app.inject(`${prefix}/openapi.json`)
  expect(reply.statusCode).toBe(200)
  expect(reply.headers['cache-control']).toBe('public, max-age=300')
  return reply.json()
}

describe('the OpenAPI document', () => {
  it('is one of OpenAPI 3.1', async () => {
    const document = await served()
    expect(document.openapi).toBe('3.1.0')
    const { valid, errors } = await new Validator().validate(document)
    expect(errors).toBeUndefined()
    expect(valid).toBe(true)
  })

  it('has every route, and no other; one id each', async () => {
    const { paths } = (await served()) as { paths: Record<string, Record<string, object>> }
    const found = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
      ),
    )
    const declared = all.map(({ method, path }) => `${method} ${path}`)
    expect(found.sort()).toEqual(declared.sort())
    const ids = Object.values(paths)
      .flatMap((methods) => Object.values(methods))
      .map((operation) => (operation as { operationId: string }).operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('says of each route who may ask it, as the route itself does', () => {
    for (const { method, path, access } of all) {
      expect(operations[`${method} ${path}`]?.access, `${method} ${path}`).toBe(access)
    }
    expect(Object.keys(operations).length).toBe(all.length)
  })

  it('begins where the application stands', async () => {
    expect((await served('/auth')).servers).toEqual([{ url: '/auth' }])
  })
})
