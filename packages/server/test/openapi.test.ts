import { Validator } from '@seriousme/openapi-schema-validator'
import { codes, type FailureName, failuresOf, operations } from '@ztoken/contract'
import { describe, expect, it } from 'vitest'
import { createApp } from '../src/server.ts'
import { open } from './open.ts'
import { declaredRoutes } from './routes.ts'

interface Documented {
  readonly security?: readonly object[]
  readonly description?: string
}

async function served(prefix = ''): Promise<Record<string, unknown>> {
  const { core } = await open()
  const app = await createApp(core, { prefix })
  const reply = await app.inject(`${prefix}/openapi.json`)
  expect(reply.statusCode).toBe(200)
  expect(reply.headers['cache-control']).toBe('public, max-age=300')
  return reply.json()
}

describe('the OpenAPI document', () => {
  it('F43 begins where people reach it, also where a proxy takes the path off', async () => {
    const { core } = await open()
    const publicUrl = 'https://app.example/auth'
    const app = await createApp(core, { publicUrl, pages: true })
    expect((await app.inject('/openapi.json')).json().servers).toEqual([{ url: publicUrl }])
    for (const path of ['/', '/app']) {
      const host = { host: 'app.example' }
      expect((await app.inject({ url: path, headers: host })).headers.location).toBe('/auth/app/')
    }
  })

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
    const avatars = { write: async () => {}, read: async () => null, remove: async () => {} }
    const { app } = await open({}, { avatars })
    await app.ready()
    expect(found.sort()).toEqual(declaredRoutes(app).sort())
    const ids = Object.values(paths)
      .flatMap((methods) => Object.values(methods))
      .map((operation) => (operation as { operationId: string }).operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('says of each route who may ask it, as its record does', async () => {
    const { paths } = (await served()) as { paths: Record<string, Record<string, Documented>> }
    for (const { method, path, access } of Object.values(operations)) {
      const documented = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
      const header = path === '/user/detail' ? { zToken: [] } : { bearer: [] }
      expect(documented?.security, path).toEqual(access === 'anybody' ? [] : [header])
      const isPermission = access !== 'anybody' && access !== 'callers'
      expect(documented?.description ?? '', path).toContain(isPermission ? `\`${access}\`` : '')
    }
  })

  it('says of each route every failure it may answer, by status, with an example that holds', async () => {
    const { paths, components } = (await served()) as {
      paths: Record<string, Record<string, { responses: Record<string, { $ref?: string }> }>>
      components: { responses: Record<string, Described> }
    }
    type Example = { value: { code: number; msg: string; reason: FailureName } }
    type Described = { content: { 'application/json': { examples: Record<string, Example> } } }
    for (const operation of Object.values(operations)) {
      const { method, path } = operation
      const { responses } = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()] ?? {}
      const named = Object.entries(responses ?? {}).flatMap(([status, { $ref }]) => {
        const of = components.responses[$ref?.split('/').at(-1) ?? '']
        return Object.entries(of?.content['application/json'].examples ?? {}).map(
          ([name, { value }]) => {
            expect(value).toMatchObject({ code: codes[value.reason].number, reason: name })
            expect(String(codes[value.reason].status)).toBe(status)
            return name
          },
        )
      })
      expect(named.sort(), path).toEqual([...failuresOf(operation)].sort())
    }
  })

  it('refuses a record that names what is no code', () => {
    const wrong = { ...operations.login, fails: ['no_such_code'] }
    expect(() => failuresOf(wrong)).toThrow('no_such_code')
  })

  it('has an envelope that every reply fills', async () => {
    const { paths } = (await served()) as Record<string, never>
    const login = Object(paths)['/v1/login'].post.responses['200'].content['application/json']
    expect(login.schema.required).toEqual(['code', 'msg', 'data'])
  })

  it('begins where the application stands', async () => {
    expect((await served('/auth')).servers).toEqual([{ url: '/auth' }])
  })
})
