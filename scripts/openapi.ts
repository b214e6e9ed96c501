import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import * as contract from '@ztoken/contract'
import {
  type AnyOperation,
  type CodeName,
  type FailureName,
  failuresOf,
  operations,
  type Tag,
} from '@ztoken/contract'
import { replySchema } from '../packages/server/src/http/schema.ts'

type Json = Record<string, unknown>

/** What several places of the document refer to. */
interface Components {
  readonly schemas: Json
  readonly responses: Json
}

/** The schemas of the contract by what they are, so that each stands in the document once. */
const names = new Map<unknown, string>(
  Object.entries(contract).flatMap(([name, schema]) =>
    /(View|Body)$/.test(name) && typeof schema === 'object' ? [[schema, capital(name)]] : [],
  ),
)

/** The OpenAPI 3.1 document of every operation, as text. */
export function openApiDocument(): string {
  const components: Components = { schemas: { Failure: failure }, responses: {} }
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
      contact: { name: 'ztoken', url: 'https://github.com/ztoken/ztoken' },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'Where this document was read.' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths: sorted(documented),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An access token (RFC 6750 §2.1).' },
        zToken: {
          type: 'apiKey',
          in: 'header',
          name: contract.tokenHeader,
          description: 'On every route it may stand in the place of `Authorization: Bearer`.',
        },
      },
      schemas: sorted(components.schemas),
      responses: sorted(components.responses),
    },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

/** What each tag gathers. */
const tags: Readonly<Record<Tag, string>> = {
  tutorial: "The tutorial's two routes, to the letter: always HTTP 200, `code` says how it went.",
  login: 'Signing in and out, and what a token is worth.',
  me: 'What somebody who is signed in may do with their own account.',
  users: 'The people, for whoever administers them.',
  roles: 'What they may do.',
  keys: 'The keys that tokens of the public format are signed with.',
  operation: 'The server itself: health, metrics, the audit, revocations for guards elsewhere.',
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
    /** For `user_banned`, where the password was right, for `refused` and for own fields. */
    data: {
      type: 'object',
      description:
        'What is told besides: for `user_banned` after the right password, the end and the reason; for `refused`, the code of the application that refuses; for `user_field_…`, the name of the field.',
      properties: {
        until: { type: ['string', 'null'] },
        reason: { type: ['string', 'null'] },
        code: { type: 'string' },
        field: { type: 'string' },
      },
    },
  },
}

function described(operation: AnyOperation, components: Components): Json {
  const { outcomes, params, query, body, takes, tag, status = 200, zh, en } = operation
  const content = (types: readonly string[], given: unknown): Json =>
    Object.fromEntries(
      types.map((type) => [
        type,
        type.endsWith('json') ? { schema: named(given, components.schemas) } : {},
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
      [status]: {
        description: outcomes === undefined ? 'OK' : 'How it went; `code` says it.',
        content: answered(content(sentBy(operation), successOf(operation)), outcomes),
      },
      ...failures(operation, components),
    },
  }
}

/**
 * The envelope with what it always has. The schema by which replies are written names none of it:
 * that would be looked for in each reply, and written in another order.
 */
function successOf(operation: AnyOperation): object {
  const schema = replySchema(operation) as { readonly properties: object } | null
  if (schema === null) return {}
  const always = Object.keys(schema.properties).filter(
    (name) => name !== 'data' || !operation.isTutorial,
  )
  return { ...schema, required: always }
}

/** The tutorial's reply, with an example for each of its outcomes. */
function answered(content: Json, outcomes: readonly string[] | undefined): Json {
  if (outcomes === undefined) return content
  const examples = outcomes.map((name) => {
    const { en, zh } = contract.codes[name as CodeName]
    return [name, { summary: `${en} · ${zh}`, value: contract.tutorialReply(name as CodeName) }]
  })
  const json = content['application/json'] as Json
  return { 'application/json': { ...json, examples: Object.fromEntries(examples) } }
}

/** A reply for each status, with an example for each reason it may have; each set stands once. */
function failures(operation: AnyOperation, { responses }: Components): Json {
  const byStatus = new Map<number, FailureName[]>()
  for (const name of failuresOf(operation)) {
    const { status } = contract.codes[name]
    byStatus.set(status, [...(byStatus.get(status) ?? []), name])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => {
      const response = failureResponse(names)
      const name = responseName(response, names, responses)
      responses[name] ??= response
      return [status, { $ref: `#/components/responses/${name}` }]
    }),
  )
}

/** `NotFound`, `PhoneTakenOrConflict`; of more, those that have their name already or the next one. */
function responseName(response: Json, names: readonly FailureName[], responses: Json): string {
  const first = names
    .slice(0, 3)
    .map((name) => name.split('_').map(capital).join(''))
    .join('Or')
  if (names.length <= 3) return first
  for (let number = 1; ; number += 1) {
    const name = `${first}OrOthers${number === 1 ? '' : number}`
    if (isDeepStrictEqual(responses[name] ?? response, response)) return name
  }
}

function failureResponse(names: readonly FailureName[]): Json {
  return {
    description: names.map((name) => `\`${name}\`: ${contract.codes[name].en}.`).join(' '),
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/Failure' },
        examples: Object.fromEntries(names.map((name) => [name, exampleOf(name)])),
      },
    },
  }
}

function exampleOf(name: FailureName): Json {
  const { en, zh } = contract.codes[name]
  return {
    summary: `${en} · ${zh}`,
    value: contract.failureReply(name, 'en', { requestId: 'q3J8kZ1v-2' }),
  }
}

/** Our envelope, unless something else stands in its place. */
function sentBy({ data, content = [] }: AnyOperation): readonly string[] {
  const isEnveloped = data !== undefined || content.length === 0
  return isEnveloped ? ['application/json', ...content] : content
}

function accessOf({ access, isTutorial }: AnyOperation): Json {
  if (access === 'anybody') return { description: 'For anybody.', security: [] }
  const needs = access === 'callers' ? 'an access token' : `the permission \`${access}\``
  // One of two would do on most routes, and clients that are generated send both, which is refused.
  return {
    description: `Needs ${needs}.`,
    security: [isTutorial ? { zToken: [] } : { bearer: [] }],
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

const sorted = (of: Json): Json => Object.fromEntries(Object.entries(of).sort())

const isNullable = (schema: unknown): boolean => [Object(schema).type].flat().includes('null')

function idOf({ method, path, tag }: AnyOperation): string {
  const place = tag === 'tutorial' ? `/tutorial${path}` : path.replace(/^\/v1/, '')
  const words = place.match(/[a-z]+/gi) ?? []
  return [method.toLowerCase(), ...words.map(capital)].join('')
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
