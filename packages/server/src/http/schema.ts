import type { AnyOperation } from '@ztoken/contract'

const code = { type: 'integer' } as const
const msg = { type: 'string' } as const

/** The schema of what an operation answers; null where it is not in our envelope, or is not described. */
export function replySchema({ data, content, isTutorial }: AnyOperation): object | null {
  if (isTutorial)
    return data === undefined ? null : { type: 'object', properties: { code, data, msg } }
  if (data === undefined && content !== undefined) return null
  return { type: 'object', properties: { code, msg, ...(data && { data }) } }
}

const schemas = new WeakMap<AnyOperation, object>()

/**
 * What of a request is checked, and how a reply is written, as Fastify takes it. The same object each
 * time, by which what is compiled of it is found again.
 */
export function schemaOf(operation: AnyOperation): object {
  const schema = schemas.get(operation) ?? makeSchema(operation)
  schemas.set(operation, schema)
  return schema
}

function makeSchema(operation: AnyOperation): object {
  const { params, query, body, status = 200 } = operation
  const reply = replySchema(operation)
  return {
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(body && { body }),
    ...(reply && { response: { [status]: reply } }),
  }
}
