import { readFileSync } from 'node:fs'
import * as contract from '@ztoken/contract'
import { type AnyOperation, operations } from '@ztoken/contract'
import { replySchema } from '../packages/server/src/http/schema.ts'

type Json = Record<string, unknown>

/** The schemas of the contract by what they are, so that each stands in the document once. */
const names = new Map<unknown, string>(
  Object.entries(contract).flatMap(([name, schema]) =>
    /(View|Body)$/.test(name) && typeof schema === 'object' ? [[schema, capital(name)]] : [],
  ),
)

/** The OpenAPI 3.1 document of every operation, as text. */
export function openApiDocument(): string {
  const components: Json = { Failure: failure }
  const documented: Record<string, Json> = {}
  for (const operation of Object.values(operations)) {
    const path = operation.path.replace(/:([a-z]+)/g, '{$1}')
    documented[path] = {
      ...documented[path],
      [operation.method.toLowerCase()]: described(operation, components),
    }
  }
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

function described(operation: AnyOperation, components: Json): Json {
  const { path, params, query, body, takes, tag, zh, en } = operation
  const content = (types: readonly string[], given: unknown): Json =>
    Object.fromEntries(
      types.map((type) => [
        type,
        type.endsWith('json') ? { schema: named(given, components) } : {},
      ]),
    )
  const taken = takes ?? (body === undefined ? null : ['application/json'])
  return {
    operationId: idOf(operation),
    tags: [tag],
    summary: `${capital(en)} · ${zh}`,
    ...accessOf(operation),
    parameters: [...parameters('path', params), ...parameters('query', query)],
    ...(taken && { requestBody: { required: !isNullable(body), content: content(taken, body) } }),
    responses: {
      200: { description: 'OK', content: content(sentBy(operation), replySchema(operation) ?? {}) },
      ...(path.startsWith('/v1') && {
        default: {
          description: 'A failure; its `reason` says which.',
          content: content(['application/json'], failure),
        },
      }),
    },
  }
}

/** Our envelope, unless something else stands in its place. */
function sentBy({ data, content = [] }: AnyOperation): readonly string[] {
  const isEnveloped = data !== undefined || content.length === 0
  return isEnveloped ? ['application/json', ...content] : content
}

function accessOf({ access }: AnyOperation): Json {
  if (access === 'anybody') return { security: [] }
  return {
    security: [{ bearer: [] }, { zToken: [] }],
    ...(access !== 'callers' && { description: `Needs the permission \`${access}\`.` }),
  }
}

function parameters(place: 'path' | 'query', schema: unknown): Json[] {
  const { properties = {} } = Object(schema) as { properties?: Json }
  return Object.entries(properties).map(([name, of]) => ({
    name,
    in: place,
    required: place === 'path',
    schema: of,
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

function idOf({ method, path, tag }: AnyOperation): string {
  const place = tag === 'tutorial' ? `/tutorial${path}` : path.replace(/^\/v1/, '')
  const words = place.match(/[a-z]+/gi) ?? []
  return [method.toLowerCase(), ...words.map(capital)].join('')
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
