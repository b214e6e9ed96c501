import type { UserFieldView } from '@ztoken/contract'

type Json = Record<string, unknown>

/**
 * The schemas of the document that hold an application's own fields, as this server's are. The
 * document is for anybody: what administrators alone see is not in it.
 */
export function userFieldSchemas(
  schemas: Readonly<Record<string, Json>>,
  fields: readonly UserFieldView[],
): Json {
  const mine = fields.filter(({ write }) => write === 'self')
  const required = mine.filter((field) => field.required && field.default === null)
  const nullable = (schema: Json): Json => ({ anyOf: [schema, { type: 'null' }] })
  return {
    ...schemas,
    UserFieldsView: { ...schemas.UserFieldsView, properties: properties(fields) },
    UserFieldsBody: { ...schemas.UserFieldsBody, properties: properties(fields, nullable) },
    NewUserFieldsBody: {
      ...schemas.NewUserFieldsBody,
      properties: properties(fields),
      ...(required.length > 0 && { required: required.map(({ name }) => name) }),
    },
  }
}

function properties(
  fields: readonly UserFieldView[],
  as: (schema: Json) => Json = (schema) => schema,
): Json {
  return Object.fromEntries(fields.map((field) => [field.name, as(schemaOf(field))]))
}

function schemaOf(field: UserFieldView): Json {
  const { type, label, write, format, enum: values, min_length, max_length } = field
  const { minimum, maximum, default: usual } = field
  const all = {
    type,
    title: label.en,
    ...(write === 'admin' && { description: 'Administrators alone change it.' }),
    ...{ format, enum: values, minLength: min_length, maxLength: max_length },
    ...{ minimum, maximum, default: usual },
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))
}
