import type { UserFieldView } from '@ztoken/contract'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { metaSchema } from './meta-schema.ts'
import { type UserFieldSchema, type UserFieldsSchema, usualLength } from './schema.ts'

/** One field, ready to judge by. */
export interface UserField extends UserFieldView {
  /** True for a value of its kind. */
  accepts(value: unknown): boolean
}

/** Texts are kept as they are, so they hold neither control characters nor halves of characters. */
const plainText = '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$'

/**
 * The fields of a schema, in its order. Throws TypeError for a schema that is none of ours, with
 * what is wrong and where.
 */
export function compileUserFields(schema: UserFieldsSchema): readonly UserField[] {
  // Strict: a keyword that does not belong to its kind is a mistake and no ornament.
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, ownProperties: true })
  formats.default(ajv, ['date', 'date-time', 'email', 'uri'])
  const isOurs = ajv.compile(metaSchema)
  if (!isOurs(schema)) throw refused(faultIn(isOurs.errors))
  const { properties, required = [] } = schema as UserFieldsSchema
  for (const name of required) {
    if (!Object.hasOwn(properties, name)) throw refused(`required: there is no field ${name}`)
  }
  return Object.entries(properties).map(([name, given]) => {
    const view = viewOf(name, given, required.includes(name))
    const fault = faultBetween(view)
    if (fault !== null) throw refused(`properties/${name}: ${fault}`)
    const accepts = judgeOf(ajv, name, given)
    for (const value of [...(given.enum ?? []), ...(view.default === null ? [] : [view.default])]) {
      if (accepts(value)) continue
      throw refused(`properties/${name}: ${JSON.stringify(value)} does not fit the rest of it`)
    }
    return { ...view, accepts }
  })
}

function viewOf(name: string, given: UserFieldSchema, required: boolean): UserFieldView {
  const { title = name, 'x-ztoken': { read = 'self', write = read, label = {} } = {} } = given
  const isFree = given.type === 'string' && given.enum === undefined
  return {
    name,
    type: given.type,
    label: { en: label.en ?? title, 'zh-CN': label['zh-CN'] ?? title },
    ...{ required, read, write },
    format: given.format ?? null,
    enum: given.enum === undefined ? null : [...given.enum],
    default: given.default ?? null,
    min_length: given.minLength ?? null,
    max_length: isFree ? (given.maxLength ?? usualLength) : null,
    minimum: given.minimum ?? null,
    maximum: given.maximum ?? null,
  }
}

/** What each part of a field may be by itself and all together may not; null: nothing. */
function faultBetween(field: UserFieldView): string | null {
  const { name, read, write, required, min_length: shortest, max_length: longest } = field
  // Every object has one, which programs take for what was kept.
  if (name === 'constructor') return 'choose another name'
  if (read === 'admin' && write === 'self') return 'who may write it has to be able to read it'
  if (required && write === 'admin') return 'it is required of people who may not write it'
  if (shortest !== null && longest !== null && shortest > longest) {
    return 'minLength is above maxLength'
  }
  const { minimum, maximum } = field
  return minimum !== null && maximum !== null && minimum > maximum
    ? 'minimum is above maximum'
    : null
}

/** Judges values of one field. Throws TypeError for a keyword that belongs to another kind. */
function judgeOf(
  ajv: Ajv2020,
  name: string,
  { title: _, description: __, default: ___, 'x-ztoken': ____, ...given }: UserFieldSchema,
): (value: unknown) => boolean {
  const isText = given.type === 'string'
  const isWhole = given.type === 'integer'
  const bounded = {
    ...(isText && { maxLength: usualLength, pattern: plainText }),
    // Beyond these a number is not what was sent any more.
    ...(isWhole && { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
    ...given,
  }
  try {
    const validate = ajv.compile<unknown>(bounded)
    return (value) => validate(value)
  } catch (error) {
    throw refused(`properties/${name}: ${error instanceof Error ? error.message : ''}`)
  }
}

function faultIn(errors: readonly ErrorObject[] | null | undefined): string {
  const { instancePath = '', keyword = '', message = '', params = {} } = errors?.[0] ?? {}
  const place = instancePath === '' ? '' : `${instancePath.slice(1)}: `
  if (keyword === 'additionalProperties') {
    return `${place}"${params.additionalProperty}" is not known here`
  }
  const allowed = params.allowedValues ?? params.allowedValue
  return `${place}${message}${allowed === undefined ? '' : ` ${[allowed].flat().join(', ')}`}`
}

function refused(words: string): TypeError {
  return new TypeError(`userFields: ${words}`)
}
