import { describe, expect, it } from 'vitest'
import { requireUserFieldsSchema, type UserFieldSchema } from '../src/index.ts'
import { open, password, phone } from './open.ts'

const of = (field: object, more: object = {}): object => ({
  type: 'object',
  properties: { one: field },
  ...more,
})
const text = { type: 'string' } as const

describe('a schema of own fields', () => {
  it.each<[string, unknown, RegExp]>([
    ['no object', [], /must be object/],
    ['no properties', { type: 'object' }, /must have required property 'properties'/],
    ['no field', { type: 'object', properties: {} }, /properties: must NOT have fewer than 1/],
    ['a reference', of({ $ref: 'https://a.example/x' }), /properties\/one: must have .* 'type'/],
    ['a reference beside a type', of({ ...text, $ref: '#' }), /"\$ref" is not known here/],
    ['a pattern', of({ ...text, pattern: '^(a+)+$' }), /one: "pattern" is not known here/],
    ['definitions', of(text, { $defs: {} }), /userFields: "\$defs" is not known here/],
    [
      'other fields',
      of(text, { additionalProperties: true }),
      /additionalProperties: must be equal/,
    ],
    ['a list', of({ type: 'array' }), /one\/type: .* string, integer, number, boolean/],
    ['a word that is misspelt', of({ ...text, maxlength: 3 }), /"maxlength" is not known here/],
    ['another format', of({ ...text, format: 'ipv4' }), /format: .* date, date-time, email, uri/],
    ['a text that is too long', of({ ...text, maxLength: 1001 }), /maxLength: must be <= 1000/],
    ['nobody of ours', of({ ...text, 'x-ztoken': { read: 'all' } }), /read: .* self, admin/],
    ['a length of a number', of({ type: 'integer', maxLength: 3 }), /one: .*"maxLength"/],
    ['a name that is none', { type: 'object', properties: { 'A b': text } }, /pattern/],
    [
      'a name that everything has',
      { type: 'object', properties: { constructor: text } },
      /another/,
    ],
    ['too many', many(33), /must NOT have more than 32/],
    ['a default of another kind', of({ ...text, default: 1 }), /one: 1 does not fit/],
    ['a list with another kind', of({ ...text, enum: ['a', 1] }), /one: 1 does not fit/],
    ['lengths the wrong way', of({ ...text, minLength: 9, maxLength: 3 }), /minLength is above/],
    ['bounds the wrong way', of({ type: 'number', minimum: 2, maximum: 1 }), /minimum is above/],
    ['required, and not there', of(text, { required: ['two'] }), /there is no field two/],
    ['required by a number', of(text, { required: [1] }), /required\/0: must be string/],
    ['required twice', of(text, { required: ['one', 'one'] }), /must NOT have duplicate items/],
    ['required of who may not', of(admin({}), { required: ['one'] }), /may not write it/],
    ['written unseen', of(admin({ read: 'admin', write: 'self' })), /be able to read it/],
  ])('with %s is refused at the start, by what is wrong', async (_what, schema, words) => {
    await expect(requireUserFieldsSchema(schema)).rejects.toThrow(words)
    await expect(requireUserFieldsSchema(schema)).rejects.toThrow(TypeError)
    await expect(open({ userFields: schema as never })).rejects.toThrow(words)
  })

  it('is told in one line what is wrong with it, and which values would be right', async () => {
    const said = async (schema: unknown) =>
      requireUserFieldsSchema(schema).catch((error) => error.message)
    expect(await said([])).toBe('userFields: must be object')
    expect(await said(of({ type: 'array' }))).toBe(
      'userFields: properties/one/type: must be equal to one of the allowed values string, integer, number, boolean',
    )
    expect(await said(of(text, { additionalProperties: true }))).toBe(
      'userFields: additionalProperties: must be equal to constant false',
    )
  })

  it('may have 32 fields of every kind, each with its bounds', async () => {
    await requireUserFieldsSchema(many(32))
    const properties: Record<string, UserFieldSchema> = {
      mail: { type: 'string', format: 'email' },
      site: { type: 'string', format: 'uri', maxLength: 12 },
      at: { type: 'string', format: 'date-time' },
      code: { type: 'string', minLength: 2 },
      rate: { type: 'number', minimum: 0, maximum: 1 },
      floor: { type: 'integer', enum: [1, 2] },
      long: { type: 'string', description: 'without a length of its own' },
    }
    const $schema = 'https://json-schema.org/draft/2020-12/schema'
    const { core } = await open({ userFields: { $schema, type: 'object', properties } })
    const user = await core.createUser({ phone, password })
    const right = {
      ...{ mail: 'a@b.example', site: 'https://a.cn', at: '2026-01-31T08:00:00+08:00' },
      ...{ code: 'ab', rate: 0.5, floor: 2, long: '😀'.repeat(256) },
    }
    expect((await core.updateManagedUser(user.id, { fields: right })).fields).toEqual(right)
    const wrong = {
      ...{ mail: 'a@', site: 'https://a.cn/x', at: '2026-01-31', code: 'a', rate: 1.1, floor: 3 },
      long: 'x'.repeat(257),
    }
    for (const [name, value] of Object.entries(wrong)) {
      const changing = core.updateManagedUser(user.id, { fields: { [name]: value } })
      await expect(changing, name).rejects.toMatchObject({ code: 'user_field_invalid' })
    }
    expect(core.userFields('self').map(({ max_length }) => max_length)).toEqual([
      ...[256, 12, 256, 256],
      ...[null, null, 256],
    ])
  })
})

function admin(rules: object): object {
  return { ...text, 'x-ztoken': { write: 'admin', ...rules } }
}

function many(count: number): object {
  const names = Array.from({ length: count }, (_, n) => [`field_${n}`, { type: 'boolean' }])
  return { type: 'object', properties: Object.fromEntries(names) }
}
