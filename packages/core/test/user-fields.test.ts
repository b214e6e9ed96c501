import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import type { Core, CoreOptions, Store, UserFieldsSchema } from '../src/index.ts'
import { createInbox } from './inbox.ts'
import { inEveryOrder } from './interleaving.ts'
import { failsWith, imported, open, password, phone } from './open.ts'

const schema: UserFieldsSchema = {
  type: 'object',
  properties: {
    department: { type: 'string', maxLength: 5, title: 'Department' },
    birthday: { type: 'string', format: 'date' },
    newsletter: { type: 'boolean', default: false },
    size: { type: 'string', enum: ['S', 'M'] },
    employee: {
      type: 'integer',
      'x-ztoken': { write: 'admin', label: { en: 'Employee number', 'zh-CN': '工号' } },
    },
    note: { type: 'string', 'x-ztoken': { read: 'admin' } },
  },
  required: ['department'],
}

type Given = Record<string, never>
const fields = { department: 'R&D' }

async function somebody(options: Partial<CoreOptions> = {}) {
  const opened = await open({ userFields: schema, ...options })
  const { user, accessToken } = await opened.core.register({ phone, password, fields })
  const { core } = opened
  return { ...opened, user, accessToken, caller: core.authenticate(accessToken) }
}

/** Another process on the same store, under another schema. */
async function under(store: Store, userFields?: UserFieldsSchema): Promise<Core> {
  const { onChange: _, ...asked } = store
  const options = { store: { ...asked, onChange: () => () => undefined } }
  return (await open(userFields ? { ...options, userFields } : options)).core
}

describe("the application's own fields of a user", () => {
  it('are given at the registration, changed one by one, and null takes one away', async () => {
    const { core, caller, user } = await somebody()
    expect(user.fields).toEqual(fields)
    expect(core.views.user(user).fields).toEqual({ department: 'R&D', newsletter: false })
    await core.updateUser(caller, { fields: { newsletter: true, size: 'M' } })
    await core.updateUser(caller, { name: 'other' })
    const now = await core.updateUser(caller, { fields: { birthday: '1990-02-28', size: null } })
    const kept = { birthday: '1990-02-28', department: 'R&D', newsletter: true }
    expect(now.fields).toEqual(kept)
    expect((await core.findUser(user.id))?.fields).toEqual(kept)
    const { user: mine } = await core.exportAccount(caller)
    expect(mine.fields).toEqual(kept)
  })

  it('nobody who may not read one sees it, and who may not write it is refused', async () => {
    const { core, caller, user } = await somebody()
    const changes = { fields: { employee: 17, note: 'late' } }
    const changed = await core.updateManagedUser(user.id, changes)
    const seen = { department: 'R&D', newsletter: false, employee: 17 }
    expect(core.views.user(changed).fields).toEqual(seen)
    expect(core.views.managedUser(changed).fields).toEqual({ ...seen, note: 'late' })
    const writing = (given: object) => core.updateUser(caller, { fields: given as Given })
    await expect(writing({ employee: 1 })).rejects.toMatchObject({
      ...failsWith('user_field_read_only'),
      field: '/fields/employee',
      data: { field: 'employee' },
    })
    // That there is such a field is not said.
    const unknown = await writing({ note: 'x' }).catch((error: unknown) => error)
    expect(unknown).toEqual(await writing({ nothing: 'x' }).catch((error: unknown) => error))
    expect(unknown).toMatchObject({ ...failsWith('user_field_unknown'), field: '/fields' })
    const names = (by: 'self' | 'admin') => core.userFields(by).map(({ name }) => name)
    expect(names('admin')).toEqual(Object.keys(schema.properties))
    expect(names('self')).toEqual(names('admin').filter((name) => name !== 'note'))
    expect(core.userFields('self').at(-1)).toMatchObject({
      label: { en: 'Employee number', 'zh-CN': '工号' },
      write: 'admin',
    })
  })

  it.each([
    ['user_field_invalid', { department: 'sales and more' }],
    ['user_field_invalid', { department: 7 }],
    ['user_field_invalid', { department: 'a\u0000' }],
    ['user_field_invalid', { department: 'a\n' }],
    ['user_field_invalid', { department: '\ud83d' }],
    ['user_field_invalid', { department: ['R&D'] }],
    ['user_field_invalid', { department: undefined }],
    ['user_field_invalid', { newsletter: 'true' }],
    ['user_field_invalid', { newsletter: 1 }],
    ['user_field_invalid', { birthday: '2026-02-30' }],
    ['user_field_invalid', { birthday: '' }],
    ['user_field_invalid', { size: 'L' }],
    ['user_field_invalid', []],
    ['user_field_invalid', 'R&D'],
    ['user_field_unknown', { constructor: 'x' }],
    ['user_field_unknown', JSON.parse('{"__proto__":"x"}')],
    ['user_field_unknown', { Department: 'x' }],
    ['user_field_required', { department: null }],
  ])('A019 A031 %s: %j is refused and changes nothing', async (code, given) => {
    const { core, caller, user } = await somebody()
    const changing = core.updateUser(caller, { name: 'other', fields: given as Given })
    await expect(changing).rejects.toMatchObject(failsWith(code))
    expect(await core.findUser(user.id)).toEqual(user)
    // An administrator may leave it out.
    if (code === 'user_field_required') return
    const another = { phone: '13800138001', password, fields: given as Given }
    await expect(core.createUser(another)).rejects.toMatchObject(failsWith(code))
    expect(await core.findUser(another.phone)).toBeNull()
  })

  it('a number is kept as it was sent, or refused', async () => {
    const { core, user } = await somebody()
    for (const employee of [Number.MAX_SAFE_INTEGER, -1, 0]) {
      const changed = await core.updateManagedUser(user.id, { fields: { employee } })
      expect(changed.fields).toMatchObject({ employee })
    }
    for (const employee of [2 ** 53, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      const changing = core.updateManagedUser(user.id, { fields: { employee } })
      await expect(changing).rejects.toMatchObject(failsWith('user_field_invalid'))
    }
  })

  it('who registers gives what is required; an administrator may leave it for later', async () => {
    const { core } = await open({ userFields: schema })
    for (const given of [{}, { fields: {} }, { fields: { newsletter: true } }]) {
      const registering = core.register({ phone, password, ...given })
      await expect(registering).rejects.toMatchObject({
        ...failsWith('user_field_required'),
        data: { field: 'department' },
      })
    }
    const created = await core.createUser({ phone, password, fields: { note: 'new' } })
    expect(created.fields).toEqual({ note: 'new' })
    expect(await core.updateManagedUser(created.id, { fields: { note: null } })).not.toHaveProperty(
      'fields',
    )
    const setup = await core.requestSetup()
    const first = { phone: '13800138002', password, setupToken: setup?.setupToken ?? '' }
    await expect(core.setUp(first)).rejects.toMatchObject(failsWith('user_field_required'))
    expect((await core.setUp({ ...first, fields })).user.fields).toEqual(fields)
  })

  it('begin with a code as well; one that does not fit uses no code up, and changes nobody', async () => {
    const inbox = createInbox()
    const { core, advance } = await open({ userFields: schema, senders: inbox.senders })
    const shown = async () => {
      const { challengeId } = await core.requestCode({ purpose: 'login', phone })
      return { phone, challengeId, code: await inbox.code() }
    }
    const first = await shown()
    for (const [code, given] of [
      ['user_field_read_only', { employee: 1 }],
      ['user_field_invalid', { size: 'L' }],
    ] as const) {
      const coming = core.loginWithCode({ ...first, fields: given })
      await expect(coming).rejects.toMatchObject(failsWith(code))
    }
    // What is required is not asked for: who is asked more would know that they are new.
    const { user } = await core.loginWithCode({ ...first, fields: { size: 'M' } })
    expect(user.fields).toEqual({ size: 'M' })
    advance(60)
    const again = await core.loginWithCode({ ...(await shown()), fields: { size: 'S' } })
    expect([again.user.id, again.user.fields]).toEqual([user.id, { size: 'M' }])
  })

  it('are 4 kB of JSON together, and not more', async () => {
    const text = { type: 'string', maxLength: 1000 } as const
    const properties = { a: text, b: text, c: text, d: text, e: text }
    const { core } = await open({ userFields: { type: 'object', properties } })
    const { user } = await core.register({ phone, password })
    const full = 'x'.repeat(1000)
    // 4096 bytes with their names and quotes.
    const most = { a: full, b: full, c: full, d: full, e: 'x'.repeat(4096 - 4 * 1007 - 8) }
    expect(Buffer.byteLength(JSON.stringify(most))).toBe(4096)
    expect((await core.updateManagedUser(user.id, { fields: most })).fields).toEqual(most)
    const more = core.updateManagedUser(user.id, { fields: { e: `${most.e}x` } })
    await expect(more).rejects.toMatchObject(failsWith('user_fields_too_large'))
    const wide = core.updateManagedUser(user.id, { fields: { a: '张'.repeat(1000) } })
    await expect(wide).rejects.toMatchObject(failsWith('user_fields_too_large'))
  })

  it('without a schema there are none: a field is refused, and nothing is said of them', async () => {
    const { core } = await open()
    const { user, accessToken } = await core.register({ phone, password })
    const caller = core.authenticate(accessToken)
    await expect(core.updateUser(caller, { fields })).rejects.toMatchObject(
      failsWith('user_field_unknown'),
    )
    expect(core.views.user(user)).not.toHaveProperty('fields')
    expect(core.userFields('admin')).toEqual([])
    await expect(core.updateUser({ ...caller, userId: '0' }, { fields: {} })).rejects.toMatchObject(
      failsWith('token_invalid'),
    )
  })

  it('of two changes at once of two fields both are kept, in whatever order they come', async () => {
    const orders = await inEveryOrder({
      prepare: async () => {
        const bare = memoryStore()
        const store: Store = { ...bare, onChange: () => () => undefined }
        const { core, user, caller } = await somebody({ store })
        return { core, store, user, caller }
      },
      one: ({ core, caller }) => core.updateUser(caller, { fields: { newsletter: true } }),
      other: ({ core, user }) => core.updateManagedUser(user.id, { fields: { employee: 1 } }),
      async check({ core, user }, one, other) {
        expect([one.status, other.status]).toEqual(['fulfilled', 'fulfilled'])
        const kept = { department: 'R&D', newsletter: true, employee: 1 }
        expect((await core.findUser(user.id))?.fields).toEqual(kept)
      },
    })
    expect(orders).toBeGreaterThan(4)
  })

  it('where others change them all the time, a change ends with conflict', async () => {
    const store = memoryStore()
    const { core, user } = await somebody({ store })
    const { findUser } = store
    let n = 0
    store.findUser = async (id) => {
      const found = await findUser(id)
      n += 1
      await store.changeAccount(id, { fields: { employee: n } })
      return found
    }
    const changing = core.updateManagedUser(user.id, { fields: { newsletter: true } })
    await expect(changing).rejects.toMatchObject(failsWith('conflict'))
  })

  it('what one process changes another that knew the user shows, once it follows', async () => {
    const store = memoryStore()
    const { core, accessToken, user } = await somebody({ store })
    const other = await under(store, schema)
    const seen = async () => (await other.verifyToken(accessToken))?.fields
    expect(await seen()).toEqual(fields)
    await core.updateManagedUser(user.id, { fields: { department: 'Sales' } })
    await other.syncRevocations()
    expect(await seen()).toEqual({ department: 'Sales' })
  })
})

describe('when the schema changes', () => {
  const { department, ...others } = schema.properties
  const changed: UserFieldsSchema = {
    type: 'object',
    properties: { ...others, size: { type: 'string', enum: ['large'] } },
  }

  it('what it knows no more is not shown and not lost, and what does not fit is shown to administrators', async () => {
    const store = memoryStore()
    const { core, caller, accessToken, user } = await somebody({ store })
    await core.updateUser(caller, { fields: { size: 'M' } })
    const other = await under(store, changed)
    const found = await other.verifyToken(accessToken)
    expect(found && other.views.user(found).fields).toEqual({ newsletter: false })
    expect(found && other.views.managedUser(found).fields).toEqual({ newsletter: false, size: 'M' })
    await expect(other.login({ phone, password })).resolves.toBeDefined()
    await other.updateManagedUser(user.id, { fields: { note: 'x' } })
    const kept = { department: 'R&D', note: 'x', size: 'M' }
    expect((await core.findUser(user.id))?.fields).toEqual(kept)
    await other.updateUser(caller, { fields: { size: 'large' } })
    expect((await core.findUser(user.id))?.fields).toEqual({ ...kept, size: 'large' })
    const none = await under(store)
    expect((await none.updateUser(caller, { name: 'x' })).fields).toMatchObject({ note: 'x' })
  })
})

describe('the audit of own fields', () => {
  it('names what changed, and of what the schema lists how it was and is', async () => {
    const { core, caller, user } = await somebody()
    await core.updateUser(caller, {
      name: 'n',
      fields: { department: 'Sales', newsletter: true, size: 'S' },
    })
    await core.updateManagedUser(user.id, { fields: { size: null, note: 'secret', employee: 3 } })
    await core.updateManagedUser(user.id, { fields: { employee: 3 } })
    const { items } = await core.searchAudit({ event: 'user_updated' })
    expect(items.map(({ detail }) => detail)).toEqual([
      { fields: '' },
      {
        fields: 'fields.employee fields.note fields.size',
        'fields.size': '',
        'fields.size_before': 'S',
      },
      {
        fields: 'name fields.department fields.newsletter fields.size',
        name: 'n',
        name_before: '',
        'fields.newsletter': 'true',
        'fields.newsletter_before': '',
        'fields.size': 'S',
        'fields.size_before': '',
      },
    ])
    expect(JSON.stringify(items)).not.toMatch(/secret|Sales/)
    // Whose account it is learns of no field that they may not see.
    const { audit } = await core.exportAccount(caller)
    const told = audit.flatMap(({ event, detail }) =>
      event === 'user_updated' ? [detail?.fields] : [],
    )
    expect(told.slice(0, 2)).toEqual(['', 'fields.employee fields.size'])
  })
})

describe('own fields in an export and an import', () => {
  it('come back as they were, whatever the schema there says', async () => {
    const { core, user } = await somebody()
    await core.updateManagedUser(user.id, { fields: { note: 'x', employee: 1 } })
    const store = memoryStore()
    const { core: other } = await open({ store })
    for await (const record of core.exportEverything()) {
      if (record.type === 'account') expect(await other.importRecords([record])).toEqual(['added'])
    }
    expect(await store.findUser(user.id)).toEqual(await core.findUser(user.id))
  })

  it('come in with the users of another application, as far as they fit', async () => {
    const { core } = await open({ userFields: schema })
    const run = core.createImport({ dryRun: false })
    const there = { department: 'R&D', size: 'XL', unknown: 1, note: null, employee: 4 }
    const { fields: fitting, unfit } = run.fitFields(there)
    expect([fitting, unfit]).toEqual([{ department: 'R&D', employee: 4 }, ['size', 'unknown']])
    const row = { ...imported('7'), fields: fitting }
    expect(await run.add({ ...row, fields: { size: 'XL' } })).toBe('fields_invalid')
    expect(await core.findUser(row.id)).toBeNull()
    expect(await run.add(row)).toBe('added')
    expect((await core.findUser(row.id))?.fields).toEqual(fitting)
    const again = core.createImport({ dryRun: false, update: true })
    expect(await again.add(row)).toBe('already_there')
    expect(await again.add({ ...imported('7'), fields: { note: 'later' } })).toBe('updated')
    expect((await core.findUser(row.id))?.fields).toEqual({ ...fitting, note: 'later' })
  })

  it('an update from there that would make them too large leaves somebody as they are', async () => {
    const text = { type: 'string', maxLength: 1000 } as const
    const properties = { a: text, b: text, c: text, d: text, e: text }
    const { core } = await open({ userFields: { type: 'object', properties } })
    const full = 'x'.repeat(1000)
    const fields = { a: full, b: full, c: full, d: full }
    await core.createImport({ dryRun: false }).add({ ...imported('7'), fields })
    const run = core.createImport({ dryRun: false, update: true })
    expect(await run.add({ ...imported('7'), fields: { e: full } })).toBe('fields_invalid')
    expect((await core.findUser('7'))?.fields).toEqual(fields)
  })

  it('what no store could keep is left out by name', async () => {
    const { core } = await open()
    const account = {
      type: 'account',
      ...{ id: '7', name: 'n', head_portrait: null, intro: null, level: 0, roles: [], ban: null },
      ...{ created_at: 1, epoch: 0, identities: [], credentials: [] },
    } as const
    for (const value of ['\0', '\ud800', 'x'.repeat(4096)]) {
      const record = { ...account, identities: [], credentials: [], fields: { a: value } }
      expect(await core.importRecords([{ ...record, roles: [] }])).toEqual(['invalid'])
    }
    const empty = { ...account, roles: [], identities: [], credentials: [], fields: {} }
    expect(await core.importRecords([empty])).toEqual(['added'])
    expect(await core.findUser('7')).not.toHaveProperty('fields')
  })
})
