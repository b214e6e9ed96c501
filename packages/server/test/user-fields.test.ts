import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import type { UserFieldsSchema } from '@ztoken/core'
import { describe, expect, it } from 'vitest'
import { addPerson, password, sender } from './client.ts'
import { open } from './open.ts'
import { place } from './place.ts'

const userFields: UserFieldsSchema = {
  type: 'object',
  properties: {
    department: { type: 'string', maxLength: 40 },
    birthday: { type: 'string', format: 'date' },
    newsletter: { type: 'boolean', default: false },
    age: { type: 'integer', minimum: 0 },
    employee: { type: 'integer', 'x-ztoken': { write: 'admin' } },
    note: { type: 'string', maxLength: 1000, 'x-ztoken': { read: 'admin' } },
  },
}
const hash = `pbkdf2:sha256:260000$abcdefgh$${'0'.repeat(64)}`

async function scene(schema: UserFieldsSchema = userFields) {
  const { app, core } = await open({ userFields: schema })
  const send = sender(app)
  const person = await addPerson(core)
  const admin = await addPerson(core, ['user:read', 'user:edit', 'user:create'])
  const mine = (fields: unknown) =>
    send('PATCH', '/v1/me', { token: person.token, body: { fields } })
  const theirs = (fields: unknown) =>
    send('PATCH', `/v1/users/${person.id}`, { token: admin.token, body: { fields } })
  return { app, core, send, person, admin, mine, theirs }
}

describe('own fields over HTTP', () => {
  it('stand in what everybody sees of themselves, and administrators of everybody', async () => {
    const { send, person, admin, mine, theirs } = await scene()
    const saved = await mine({ department: 'R&D', birthday: '1990-02-28', age: 35 })
    const seen = { department: 'R&D', birthday: '1990-02-28', newsletter: false, age: 35 }
    expect([saved.status, saved.data.fields]).toEqual([200, seen])
    const managed = await theirs({ note: 'late', employee: 4 })
    const all = { ...seen, employee: 4, note: 'late' }
    expect(managed.data.fields).toEqual(all)
    const { token, id } = person
    expect((await send('GET', '/v1/me', { token })).data.fields).toEqual({ ...seen, employee: 4 })
    const shown = await send('GET', `/v1/users/${id}`, { token: admin.token })
    expect(shown.data.fields).toEqual(all)
    const list = await send('GET', '/v1/users', { token: admin.token })
    const listed = (whose: string) =>
      list.data.users.find((user: { id: string }) => user.id === whose).fields
    expect([listed(id), listed(admin.id)]).toEqual([all, { newsletter: false }])
    const put = { token, body: { fields: { age: null } } }
    expect((await send('PUT', '/v1/me', put)).data.fields).not.toHaveProperty('age')
    const mineWhole = await send('GET', '/v1/me/export', { token })
    expect(mineWhole.data.user.fields).toMatchObject({ department: 'R&D', employee: 4 })
    expect(mineWhole.body).not.toContain('late')
    // The tutorial's reply has no more than ever.
    const detail = await send('GET', '/user/detail', { headers: { 'z-token': token } })
    const five = ['head_portrait', 'intro', 'level', 'name', 'phone']
    expect(Object.keys(detail.data)).toEqual(five)
  })

  it('begin with an account, its own owner and an administrator giving what they may', async () => {
    const { send, admin } = await scene()
    const body = { phone: '13900139000', password, fields: { department: 'R&D' } }
    const granted = await send('POST', '/v1/register', { body })
    expect(granted.data.user.fields).toEqual({ department: 'R&D', newsletter: false })
    const fields = { employee: 3, note: 'x' }
    const created = { phone: '13900139001', password, fields }
    const { data } = await send('POST', '/v1/users', { token: admin.token, body: created })
    expect(data.fields).toEqual({ newsletter: false, ...fields })
    const unseen = { phone: '13900139002', password, fields: { employee: 3 } }
    const refused = await send('POST', '/v1/register', { body: unseen })
    expect([refused.status, refused.reason]).toEqual([403, 'user_field_read_only'])
    const again = await send('POST', '/v1/login', { body: { phone: unseen.phone, password } })
    expect(again.status).toBe(401)
  })

  it('what is required is asked for at the registration, by its name', async () => {
    const { app } = await open({ userFields: { ...userFields, required: ['department'] } })
    const send = sender(app)
    const reply = await send('POST', '/v1/register', { body: { phone: '13900139000', password } })
    expect(reply).toMatchObject({ status: 400, code: 4103, reason: 'user_field_required' })
    expect(reply.data).toEqual({ field: 'department' })
  })

  const unknown = 'user_field_unknown'
  const invalid = 'user_field_invalid'
  it.each<[unknown, string, string?]>([
    [{ age: '35' }, invalid, 'age'],
    [{ age: 1.5 }, invalid, 'age'],
    [{ age: -1 }, invalid, 'age'],
    [{ age: 2 ** 53 }, 'invalid_request'],
    [{ department: 7 }, invalid, 'department'],
    [{ department: 'x'.repeat(41) }, invalid, 'department'],
    [{ department: 'a\u0000b' }, invalid, 'department'],
    [{ newsletter: 'true' }, invalid, 'newsletter'],
    [{ newsletter: 0 }, invalid, 'newsletter'],
    [{ birthday: '31.1.1990' }, invalid, 'birthday'],
    [{ unknown: 1 }, unknown],
    [{ constructor: 'x' }, unknown],
    [{ department: 'ok', hasOwnProperty: 'x' }, unknown],
    [{ note: 'x' }, unknown],
    [{ employee: 1 }, 'user_field_read_only', 'employee'],
    [{ department: {} }, 'invalid_request'],
    [{ department: ['x'] }, 'invalid_request'],
    [null, 'invalid_request'],
    [[], 'invalid_request'],
    ['department', 'invalid_request'],
  ])('A019 A031 %j is refused as %s and changes nothing', async (given, reason, field) => {
    const { send, person, mine } = await scene()
    const before = await send('GET', '/v1/me', { token: person.token })
    const reply = await mine(given)
    expect([reply.status >= 400 && reply.status < 500, reply.reason]).toEqual([true, reason])
    expect(reply.data).toEqual(field === undefined ? undefined : { field })
    expect((await send('GET', '/v1/me', { token: person.token })).data).toEqual(before.data)
  })

  it('A031 a key that would change every object is refused before it is read', async () => {
    const { send, person } = await scene()
    for (const fields of ['{"__proto__":"x"}', '{"constructor":{"prototype":{"a":1}}}']) {
      const headers = { 'content-type': 'application/json' }
      const body = `{"fields":${fields}}`
      const reply = await send('PATCH', '/v1/me', { token: person.token, body, headers })
      expect([reply.status, reply.reason]).toEqual([400, 'invalid_request'])
    }
    expect({}).not.toHaveProperty('a')
  })

  it('more than 4 kB together, or more than there can be, are refused', async () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const text = { type: 'string', maxLength: 1000 } as const
    const properties = Object.fromEntries(names.map((name) => [name, text]))
    const { mine } = await scene({ type: 'object', properties })
    const full = Object.fromEntries(names.map((name) => [name, 'x'.repeat(1000)]))
    expect((await mine(full)).reason).toBe('user_fields_too_large')
    const many = Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`f${n}`, null]))
    expect((await mine(many)).reason).toBe('invalid_request')
  })

  it('without a schema nothing is said of them, and a field is refused', async () => {
    const { app, core } = await open()
    const send = sender(app)
    const { token } = await addPerson(core)
    expect((await send('GET', '/v1/me', { token })).data).not.toHaveProperty('fields')
    const reply = await send('PATCH', '/v1/me', { token, body: { fields: { a: 1 } } })
    expect([reply.status, reply.reason]).toEqual([400, 'user_field_unknown'])
  })
})

describe('what own fields there are', () => {
  it('a page learns with their labels, and of all of them where somebody may see users', async () => {
    const { send, person, admin } = await scene()
    const about = (await send('GET', '/v1/about')).data.user_fields
    const names = (fields: { name: string }[]) => fields.map(({ name }) => name)
    const all = Object.keys(userFields.properties)
    expect(names(about)).toEqual(all.filter((name) => name !== 'note'))
    expect(about[0]).toEqual({
      ...{ name: 'department', type: 'string', required: false, read: 'self', write: 'self' },
      label: { en: 'department', 'zh-CN': 'department' },
      ...{ format: null, enum: null, default: null, min_length: null, max_length: 40 },
      ...{ minimum: null, maximum: null },
    })
    const reply = await send('GET', '/v1/user-fields', { token: admin.token })
    expect(names(reply.data.fields)).toEqual(all)
    const refused = await send('GET', '/v1/user-fields', { token: person.token })
    expect([refused.status, refused.reason]).toEqual([403, 'permission_denied'])
  })

  it('stand in the OpenAPI document, which stays one, without those of administrators', async () => {
    const { app } = await open({ userFields: { ...userFields, required: ['department'] } })
    const document = (await app.inject('/openapi.json')).json()
    const { valid, errors } = await new Validator().validate(document)
    expect([valid, errors]).toEqual([true, undefined])
    const { UserFieldsView, UserFieldsBody, NewUserFieldsBody } = document.components.schemas
    const names = Object.keys(userFields.properties).filter((name) => name !== 'note')
    for (const schema of [UserFieldsView, UserFieldsBody, NewUserFieldsBody]) {
      expect(Object.keys(schema.properties)).toEqual(names)
    }
    expect(UserFieldsView.properties.department).toEqual({
      ...{ type: 'string', title: 'department', maxLength: 40 },
    })
    expect(NewUserFieldsBody.required).toEqual(['department'])
    expect(UserFieldsBody).not.toHaveProperty('required')
  })
})

describe('own fields from the command line', () => {
  const settings = { ZTOKEN_USER_FIELDS: JSON.stringify(userFields) }

  it('come from another application by their names, and what cannot be read is said', async () => {
    const here = place(settings)
    const file = join(here.directory, 'people.csv')
    const header = 'id,phone,password_hash,fields.department,born,newsletter,age,level'
    const rows = [
      `1,13800000001,${hash},R&D,1958/3/4,Yes,35,0`,
      `2,13800000002,${hash},,,0,,0`,
      `3,13800000003,${hash},${'x'.repeat(41)},1990-02-31,maybe,old,0`,
    ]
    writeFileSync(file, [header, ...rows].join('\n'))
    const columns = 'fields.birthday=born,fields.newsletter=newsletter,fields.age=age'
    const words = ['import', file, '--from', 'csv', '--columns', columns]
    const { status, err } = await here.run(words)
    expect(status).toBe(2)
    const lost = ['newsletter', 'age', 'department', 'birthday'].map((name) => `fields.${name}`)
    expect(err).toContain(`id "3": not taken over, as it cannot be read: ${lost.join(', ')}`)
    const shown = async (id: string) => JSON.parse((await here.run(['user', 'show', id])).out)
    expect((await shown('1')).fields).toEqual({
      ...{ department: 'R&D', birthday: '1958-03-04', newsletter: true, age: 35 },
    })
    expect((await shown('2')).fields).toEqual({ newsletter: false })
    expect((await shown('3')).fields).toEqual({ newsletter: false })
  })

  it('go out with everything and come in again as they were', async () => {
    const here = place(settings)
    const file = join(here.directory, 'people.csv')
    const rows = [
      'id,phone,password_hash,fields.department,fields.note',
      `1,13800000001,${hash},R&D,n`,
    ]
    writeFileSync(file, rows.join('\n'))
    expect((await here.run(['import', file, '--from', 'csv'])).status).toBe(0)
    const out = join(here.directory, 'all.jsonl')
    expect((await here.run(['export', '--out', out])).status).toBe(0)
    const there = place(settings)
    expect((await there.run(['import', out, '--from', 'ztoken'])).status).toBe(0)
    const shown = JSON.parse((await there.run(['user', 'show', '1'])).out)
    expect(shown.fields).toEqual({ department: 'R&D', newsletter: false, note: 'n' })
  })

  it('a schema is a text, a file of many lines or an object in the file of settings', async () => {
    const here = place()
    const file = join(here.directory, 'fields.json')
    writeFileSync(file, JSON.stringify(userFields, null, 2))
    const config = join(here.directory, 'ztoken.json')
    writeFileSync(config, JSON.stringify({ user_fields: userFields }))
    for (const [variables, words] of [
      [settings, []],
      [{ ZTOKEN_USER_FIELDS_FILE: file }, []],
      [{}, ['--config', config]],
    ] as const) {
      const { run, directory } = place(variables)
      const people = join(directory, 'people.csv')
      writeFileSync(people, `id,phone,password_hash,fields.department\n1,13800000001,${hash},R&D`)
      const { status } = await run([...words, 'import', people, '--from', 'csv'])
      expect(status).toBe(0)
      const { out } = await run([...words, 'user', 'show', '1'])
      expect(JSON.parse(out).fields).toEqual({ department: 'R&D', newsletter: false })
    }
  })

  it.each([
    ['no JSON', 'a: b', 'ZTOKEN_USER_FIELDS has to be a JSON Schema'],
    ['a list', '[]', 'ZTOKEN_USER_FIELDS: must be object'],
    [
      'a pattern',
      '{"type":"object","properties":{"a":{"type":"string","pattern":"^(a+)+$"}}}',
      'ZTOKEN_USER_FIELDS: properties/a: "pattern" is not known here',
    ],
  ])('%s is refused at the start, by name', async (_what, text, words) => {
    const { run } = place({ ZTOKEN_USER_FIELDS: text })
    const { status, err } = await run(['user', 'show', '1'])
    expect(status).toBe(1)
    expect(err).toContain(words)
  })
})
