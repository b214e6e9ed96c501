import buildValidators from '@fastify/ajv-compiler'
import buildSerializers from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'

type Factory = NonNullable<
  NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']
>
type BuildSerializer = NonNullable<Factory['buildSerializer']>

/**
 * Fastify's own, kept by the process: compiling the schemas is most of what opening an application
 * costs, and every one has the same. Ajv keeps what it compiled by itself.
 */
export const compilersFactory: Factory = {
  buildValidator: buildValidators(),
  buildSerializer: keeping(buildSerializers() as BuildSerializer),
}

function keeping(build: BuildSerializer): BuildSerializer {
  const kept = new WeakMap<object, (data: unknown) => string>()
  return (schemas, options) => {
    const compile = build(schemas, options)
    return (definition) => {
      const schema = definition.schema as object
      const serializer = kept.get(schema) ?? compile(definition)
      kept.set(schema, serializer)
      return serializer
    }
  }
}
