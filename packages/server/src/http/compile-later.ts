import AjvCompiler from '@fastify/ajv-compiler'
import SerializerSelector from '@fastify/fast-json-stringify-compiler'
import type { FastifyInstance, FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify'

type Validator = ReturnType<FastifySchemaCompiler<unknown>>
type Serializer = ReturnType<FastifySerializerCompiler<unknown>>

// A coerced or silently dropped field is a request understood differently from how it was sent.
const customOptions = {
  coerceTypes: false,
  removeAdditional: false,
  allErrors: false,
  // A value of an application's own field is one of several kinds.
  allowUnionTypes: true,
}

// One of each in a process: all its applications have the same schemas, and Ajv keeps what it compiled.
const validators = onceAsked(
  () => AjvCompiler()({}, { customOptions }) as FastifySchemaCompiler<unknown>,
)
const serializers = onceAsked(() => SerializerSelector()() as FastifySerializerCompiler<unknown>)
const serializerOf = new WeakMap<object, () => Serializer>()

/**
 * Gives the application Fastify's own compilers of schemas, each asked when a request first needs it:
 * by itself Fastify compiles every schema of every route before it listens, a quarter of the start,
 * and most processes see few of the routes.
 */
export function compileLater(app: FastifyInstance): void {
  app.setValidatorCompiler((part) => {
    const compiled = onceAsked(() => validators()(part))
    const validate: Validator = (value) => {
      const accepts = compiled()
      const result = accepts(value)
      validate.errors = accepts.errors ?? null
      return result
    }
    return validate
  })
  app.setSerializerCompiler((reply) => {
    const schema = reply.schema as object
    const compiled = serializerOf.get(schema) ?? onceAsked(() => serializers()(reply))
    serializerOf.set(schema, compiled)
    return (value) => compiled()(value)
  })
}

function onceAsked<Value extends object>(make: () => Value): () => Value {
  let made: Value | null = null
  return () => {
    made ??= make()
    return made
  }
}
