import { describe, expect, it } from 'vitest'
import { open } from './open.ts'

const phone = '13800138000'
const password = 'a long enough phrase'

interface RouteWithBody {
  readonly method: 'POST' | 'PATCH' | 'PUT'
  readonly body: Readonly<Record<string, unknown>>
  /** What a field takes besides texts. */
  readonly takes?: (field: string, value: unknown) => boolean
}

const isList = (_: string, value: unknown): boolean => Array.isArray(value)
const newPassword = 'some other long phrase'

/** Every route that reads a body, with one it would take. `USER` is somebody's id. */
const bodies = {
  '/v1/register': {
    method: 'POST',
    body: { phone: '13900000000', password, name: 'n', device: 'd', device_kind: 'web' },
  },
  '/v1/login': { method: 'POST', body: { phone, password, device: 'd', device_kind: 'app' } },
  '/v1/refresh': { method: 'POST', body: { refresh_token: 'zr1.x' } },
  '/v1/verify': { method: 'POST', body: { password } },
  '/v1/password-reset': {
    method: 'POST',
    body: { reset_token: 'zp1.x', new_password: newPassword },
  },
  '/v1/password-reset/check': { method: 'POST', body: { reset_token: 'zp1.x' } },
  '/v1/setup/check': { method: 'POST', body: { setup_token: 'zs2.x' } },
  '/v1/me': {
    method: 'PATCH',
    body: { name: 'n', intro: 'i' },
    // An empty intro is an intro.
    takes: (field, value) => field === 'intro' && (value === null || value === ''),
  },
  '/v1/me/password': { method: 'PUT', body: { password, new_password: newPassword } },
  '/v1/users': {
    method: 'POST',
    body: { phone: '13900000000', password, name: 'n', roles: ['admin'] },
    takes: isList,
  },
  '/v1/users/USER': {
    method: 'PATCH',
    body: { name: 'n', intro: 'i', level: 1, roles: [] },
    takes: (field, value) =>
      (field === 'intro' && (value === null || value === '')) ||
      (field === 'level' && (value === null || value === 0 || value === 1)) ||
      (field === 'roles' && Array.isArray(value)),
  },
  '/v1/users/USER/ban': {
    method: 'PUT',
    body: { until: '2030-01-01T00:00:00Z', reason: 'r' },
    takes: (field, value) => field === 'until' && value === null,
  },
  '/v1/roles/some': { method: 'PUT', body: { permissions: ['user:read'] }, takes: isList },
} as const satisfies Readonly<Record<string, RouteWithBody>>
type Route = keyof typeof bodies
const routeOf = (route: Route): RouteWithBody => bodies[route]

async function opened() {
  const { app, core } = await open({ failuresPerPhone: 10_000, failuresPerAddress: 10_000 })
  const { user } = await core.register({ phone, password, name: 'before' })
  await core.updateManagedUser(user.id, { roles: ['admin'] })
  const other = await core.createUser({ phone: '15900000000', password })
  const accessToken = await core.createToken(user.id)
  const urlOf = (route: string): string => route.replace('USER', other.id)
  const before = await core.listUsers({ after: null, limit: 100 })
  return {
    app,
    core,
    accessToken,
    urlOf,
    /** Sends a body as it is; every reply has to be a refusal in our words. */
    async refuses(
      route: Route | '/login',
      payload: string | Buffer | object,
      status: number | number[] = 400,
      type = 'application/json',
    ): Promise<void> {
      const reply = await app.inject({
        method: route === '/login' ? 'POST' : routeOf(route).method,
        url: urlOf(route),
        headers: { 'content-type': type, 'z-token': accessToken },
        payload,
      })
      const shown = `${route} ${String(JSON.stringify(payload)).slice(0, 120)} ${reply.body}`
      if (route === '/login') {
        expect(reply.statusCode, shown).toBe(200)
        expect(Math.floor(reply.json().code / 1000), shown).toBe(4)
      } else {
        expect([status].flat(), shown).toContain(reply.statusCode)
        expect(reply.json(), shown).toMatchObject({
          reason: expect.any(String),
          code: expect.any(Number),
          msg: expect.any(String),
          request_id: expect.any(String),
        })
      }
      expect(reply.body).not.toMatch(/at .*:\d+:\d+|node_modules|SQLITE|Error:|FST_/)
    },
    async nothingChanged(): Promise<void> {
      expect(await core.listUsers({ after: null, limit: 100 })).toEqual(before)
      expect(({} as Record<string, unknown>).isAdmin).toBeUndefined()
    },
  }
}

describe('every field of every route', () => {
  for (const route of Object.keys(bodies) as Route[]) {
    const { method, body, takes = () => false } = routeOf(route)
    const fields = Object.keys(body)

    it(`A017 A021 A022 A028 takes no other type, nothing empty, nothing coerced (${route})`, async () => {
      const { refuses, nothingChanged } = await opened()
      const wrong = [0, 1, 1.38e10, 13_800_138_000, true, false, [], ['x'], {}, { $ne: null }]
      for (const field of fields) {
        for (const value of [...wrong, '', null]) {
          if (!takes(field, value)) await refuses(route, { ...body, [field]: value })
        }
      }
      await nothingChanged()
    })

    it(`A018 A019 A029 A030 takes no field it does not know (${route})`, async () => {
      const { refuses, nothingChanged } = await opened()
      const extra = ['role', 'id', 'verified', 'password_hash', 'epoch', 'constructor', 'prototype']
      for (const name of [...extra, 'toJSON', 'hasOwnProperty', 'user_id', 'sid']) {
        await refuses(route, { ...body, [name]: 1 })
        await refuses(route, { ...body, [name]: { prototype: { isAdmin: true } } })
      }
      await refuses(route, JSON.stringify(body).replace('{', '{"__proto__":{"isAdmin":true},'))
      await refuses(route, JSON.stringify(body).replace('{', '{"\\u005f_proto__":{},'))
      await nothingChanged()
    })

    it(`A023 A024 A025 A026 takes one JSON object with one reading (${route})`, async () => {
      const { refuses, nothingChanged } = await opened()
      const text = JSON.stringify(body)
      const [field] = fields as [string]
      const texts = ['[]', `[${text}]`, '"x"', '1', 'null', 'true', '', '{', `${text}x`, `${text},`]
      const odd = [
        `\ufeff\ufeff${text}`,
        `{\ufeff${text.slice(1)}`,
        `${text}\ufeff`,
        `/**/${text}`,
        text.replaceAll('"', "'"),
        '{"a":NaN}',
        `${text}\0`,
      ]
      const twice = [text.replace('{', `{"${field}":"A",`), text.replace('}', `,"${field}":"A"}`)]
      for (const payload of [...texts, ...odd, ...twice]) await refuses(route, payload)
      await refuses(route, '['.repeat(7000) + ']'.repeat(7000))
      await refuses(route, `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`)
      await refuses(route, Buffer.concat([Buffer.from(text), Buffer.from([0xff])]))
      await refuses(route, Buffer.from(text, 'utf16le'))
      await nothingChanged()
    })

    it(`A027 A091 takes no other media type and nothing large (${route})`, async () => {
      const { refuses, app, urlOf, accessToken, nothingChanged } = await opened()
      const text = JSON.stringify(body)
      const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']
      for (const type of [...types, 'text/html', 'application/jsonx', 'application/xml']) {
        await refuses(route, text, [400, 415], type)
      }
      await refuses(route, `${text.slice(0, -1)},"x":"${'x'.repeat(17_000)}"}`, 413)
      const zipped = await app.inject({
        method,
        url: urlOf(route),
        headers: {
          'content-type': 'application/json',
          'content-encoding': 'gzip',
          'z-token': accessToken,
        },
        payload: Buffer.from('1f8b080000000000000303000000000000000000', 'hex'),
      })
      expect([400, 401, 415]).toContain(zipped.statusCode)
      await nothingChanged()
    })

    it(`A038 A114 A191 texts of every kind are kept exactly or refused, never a failure (${route})`, async () => {
      const { app, accessToken, urlOf } = await opened()
      for (const field of fields) {
        for (const text of naughty) {
          const reply = await app.inject({
            method,
            url: urlOf(route),
            headers: { 'z-token': accessToken },
            payload: { ...body, [field]: Array.isArray(body[field]) ? [text] : text },
          })
          const shown = `${field} ${JSON.stringify(text).slice(0, 80)} ${reply.body}`
          expect(reply.statusCode, shown).toBeLessThan(500)
          if (route === '/v1/me' && reply.statusCode === 200) {
            expect(reply.json().data[field], shown).toBe(text)
          }
          expect(reply.body, shown).not.toMatch(/SQLITE|syntax|UNIQUE/)
        }
      }
    }, 120_000)
  }
})

const naughty = [
  "' OR 1=1 --",
  '"; DROP TABLE users; --',
  "1'1",
  '\\',
  '%00',
  'a\0b',
  '\0',
  'a\r\nSet-Cookie: x=1',
  '\u202etest',
  '\u200b',
  '\ufeff',
  '\uffff',
  '\ud83d',
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳',
  '👩‍👩‍👧‍👦🏳️‍🌈',
  'ﷺ',
  '社會科學院語學研究所',
  '<script>alert(1)</script>',
  '{{7*7}}<%= 7*7 %>',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  'NaN',
  '1e309',
  '-0',
  'true',
  '../../../etc/passwd',
  'C:\\NUL',
  'http://127.0.0.1:1/',
  '() { :; }; id',
  '$(id)`id`',
  '%s%s%n',
  '٠١٢٣',
  ' lead and trail ',
  'x'.repeat(64),
  'é'.repeat(64),
  '👍'.repeat(64),
  'x'.repeat(10_000),
]

describe('the tutorial’s route', () => {
  it('A017 A021 A022 A023 A024 A025 A026 A029 takes anything and answers in its words', async () => {
    const { refuses, nothingChanged } = await opened()
    const wrong = [
      0,
      1.38e10,
      true,
      false,
      [],
      ['x'],
      {},
      { $ne: null },
      null,
      '',
      '1',
      13_800_138_000,
    ]
    for (const value of wrong) {
      await refuses('/login', { phone: value, password })
      if (value !== password) await refuses('/login', { phone, password: value })
    }
    const texts = [
      '[]',
      '"x"',
      '1',
      'null',
      '',
      '{',
      `{"phone":"${phone}","phone":"2"}`,
      '\ufeff\ufeff{}',
    ]
    for (const text of texts) await refuses('/login', text)
    await refuses('/login', '['.repeat(7000))
    await refuses('/login', '{"__proto__":{"isAdmin":true}}')
    await refuses(
      '/login',
      `phone=${phone}&password=${password}`,
      200,
      'application/x-www-form-urlencoded',
    )
    await refuses('/login', JSON.stringify({ phone, password }), 200, 'text/plain')
    await nothingChanged()
  })

  it('A038 texts of every kind as phone and password are no failure', async () => {
    const { refuses } = await opened()
    for (const text of naughty) {
      await refuses('/login', { phone: text, password })
      await refuses('/login', { phone, password: text })
    }
  }, 60_000)

  it('A027 a body that is too large is refused', async () => {
    const { app } = await opened()
    const reply = await app.inject({
      method: 'POST',
      url: '/login',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({ phone, password: 'x'.repeat(20_000) }),
    })
    expect(reply.statusCode).toBe(200)
    expect(reply.json().code).not.toBe(0)
  })
})
