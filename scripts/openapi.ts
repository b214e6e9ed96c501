import { readFileSync } from 'node:fs'
import * as contract from '@ztoken/contract'
import { type Operation, operations, paths } from '@ztoken/contract'
import { createZtoken, memory } from 'ztoken'
import { buildApp, type DeclaredRoute } from '../packages/server/src/app/app.ts'

type Json = Record<string, unknown>

/** What some routes send that is not JSON in our envelope, and take that is not JSON. */
const sentAs: Readonly<Record<string, readonly string[]>> = {
  [`GET ${paths.avatar}`]: ['image/webp'],
  [`GET ${paths.mySessionEvents}`]: ['text/event-stream'],
  [`GET ${paths.revocations}`]: ['application/json', 'text/event-stream'],
  [`GET ${paths.metrics}`]: ['text/plain'],
  [`GET ${paths.jwks}`]: ['application/jwk-set+json'],
}
const takenAs: Readonly<Record<string, readonly string[]>> = {
  [`PUT ${paths.myAvatar}`]: ['image/png', 'image/jpeg', 'image/webp', 'image/gif'],
}

/** The schemas of the contract by what they are, so that each stands in the document once. */
const names = new Map<unknown, string>(
  Object.entries(contract).flatMap(([name, schema]) =>
    /(View|Body)$/.test(name) && typeof schema === 'object' ? [[schema, capital(name)]] : [],
  ),
)

/** The OpenAPI 3.1 document of the whole application, as text. Throws for a route nobody described. */
export async function openApiDocument(): Promise<string> {
  const store = memory()
  const core = await createZtoken({ secret: 'only-to-see-what-routes-there-are', store })
  const avatars = { write: async () => {}, read: async () => null, remove: async () => {} }
  const { app, routes } = await buildApp(core, { avatars })
  const components: Json = { Failure: failure }
  const documented: Record<string, Json> = {}
  for (const route of routes) {
    if (route.method === 'HEAD') continue
    const path = route.url.replace(/:([a-z]+)/g, '{$1}')
    documented[path] = {
      ...documented[path],
      [route.method.toLowerCase()]: described(route, components),
    }
  }
  await app.close()
  await core.close()
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'ztoken',
      version: JSON.parse(readFileSync('packages/server/package.json', 'utf8')).version,
      description: 'Token login for applications whose front end and back end are separate.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(Object.entries(documented).sort()),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        zToken: { type: 'apiKey', in: 'header', name: contract.tokenHeader },
      },
      schemas: Object.fromEntries(Object.entries(components).sort()),
    },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

const failure = {
  type: 'object',
  required: ['code', 'msg', 'reason', 'request_id'],
  properties: {
    code: { type: 'integer' },
    msg: { type: 'string' },
    reason: {
      type: 'string',
      enum: Object.keys(contract.codes)
        .filter((name) => name !== 'ok')
        .sort(),
    },
    request_id: { type: 'string' },
  },
}

function described({ method, url, schema = {} }: DeclaredRoute, components: Json): Json {
  const route = `${method} ${url}`
  const operation = operations[route]
  if (operation === undefined) throw new Error(`${route} is not described in the contract`)
  const { body, response } = schema as { body?: unknown; response?: { 200?: unknown } }
  const success = response?.[200] ?? {}
  const content = (types: readonly string[], given: unknown): Json =>
    Object.fromEntries(
      types.map((type) => [
        type,
        type.endsWith('json') ? { schema: named(given, components) } : {},
      ]),
    )
  const types = takenAs[route] ?? (body === undefined ? null : ['application/json'])
  return {
    operationId: idOf(method as string, url),
    tags: [tagOf(url)],
    summary: `${capital(operation.en)} · ${operation.zh}`,
    ...accessOf(operation),
    parameters: [
      ...parameters('path', url, schema.params),
      ...parameters('query', url, schema.querystring),
    ],
    ...(types && { requestBody: { required: !isNullable(body), content: content(types, body) } }),
    responses: {
      200: { description: 'OK', content: content(sentAs[route] ?? ['application/json'], success) },
      ...(url.startsWith('/v1') && {
        default: {
          description: 'A failure; its `reason` says which.',
          content: content(['application/json'], failure),
        },
      }),
    },
  }
}

function accessOf({ access }: Operation): Json {
  if (access === 'anybody') return { security: [] }
  return {
    security: [{ bearer: [] }, { zToken: [] }],
    ...(access !== 'callers' && { description: `Needs the permission \`${access}\`.` }),
  }
}

function parameters(place: 'path' | 'query', url: string, schema: unknown): Json[] {
  const { properties = {} } = Object(schema) as { properties?: Json }
  const inPath = [...url.matchAll(/:([a-z]+)/g)].map(([, name]) => name as string)
  const found = place === 'path' ? inPath : Object.keys(properties)
  return found.map((name) => ({
    name,
    in: place,
    required: place === 'path',
    schema: properties[name] ?? { type: 'string' },
  }))
}

/** The schema with those of the contract replaced by references to them. */
function named(schema: unknown, components: Json): unknown {
  if (schema === failure) return { $ref: '#/components/schemas/Failure' }
  const name = names.get(schema)
  if (name === undefined) return within(schema, components)
  if (!(name in components)) {
    components[name] = {}
    components[name] = within(schema, components)
  }
  return { $ref: `#/components/schemas/${name}` }
}

function within(schema: unknown, components: Json): unknown {
  if (Array.isArray(schema)) return schema.map((item) => named(item, components))
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, named(value, components)]),
  )
}

const isNullable = (schema: unknown): boolean => [Object(schema).type].flat().includes('null')

function idOf(method: string, url: string): string {
  const place = tagOf(url) === 'tutorial' ? `/tutorial${url}` : url.replace(/^\/v1/, '')
  const words = place.match(/[a-z]+/gi) ?? []
  return [method.toLowerCase(), ...words.map(capital)].join('')
}

function tagOf(url: string): string {
  const [, version, noun = ''] = url.split('/')
  if (version !== 'v1') return ['/login', '/user/detail'].includes(url) ? 'tutorial' : 'operation'
  return (
    { me: 'me', users: 'users', roles: 'roles', keys: 'keys', avatars: 'me' }[noun] ??
    (['audit', 'revocations', 'figures', 'about', 'setup'].includes(noun) ? 'operation' : 'login')
  )
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
