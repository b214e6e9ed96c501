import { permissions } from '@ztoken/contract'
import { publicRingFormat } from '@ztoken/token'
import { describe, expect, it } from 'vitest'
import { addPerson, type Person, sender } from './client.ts'
import { open } from './open.ts'
import { administration, declaredRoutes, type Route, routes } from './routes.ts'

const nameOf = ({ method, path }: Route): string => `${method} ${path}`
const urlOf = ({ path }: Route, { id, sessionId }: Person, kid = 'A'.repeat(43)): string =>
  path
    .replace(':id', id)
    .replace(':session', sessionId)
    .replace(':name', 'some-role')
    .replace(':kid', kid)

describe('every route', () => {
  it('is in the table of who may ask it', async () => {
    const { app } = await open()
    await app.ready()
    expect(declaredRoutes(app).sort()).toEqual(routes.map(nameOf).sort())
  })

  it('that is not for anybody refuses strangers and tokens that do not hold', async () => {
    const { app, core } = await open()
    const send = sender(app)
    const target = await addPerson(core)
    for (const route of routes.filter(({ access }) => access !== 'anybody')) {
      for (const [token, reason] of [
        [undefined, 'token_missing'],
        ['x', 'token_invalid'],
      ] as const) {
        const reply = await send(route.method, urlOf(route, target), {
          ...(token !== undefined && { token }),
          body: route.body,
        })
        if (route.path === '/user/detail') expect(reply.code).toBe(4103)
        else expect([reply.status, reply.reason], nameOf(route)).toEqual([401, reason])
      }
    }
    expect(await core.findUser(target.id)).not.toBeNull()
  })
})

describe('what one may do', () => {
  it('is told to the caller, and differs at once when a role is taken', async () => {
    const { app, core } = await open()
    const send = sender(app)
    const { id, token } = await addPerson(core, ['user:read', 'audit:*'])
    const ask = async () => (await send('GET', '/v1/me/permissions', { token })).data.permissions
    expect((await ask()).sort()).toEqual(['audit:*', 'user:read'])
    await core.updateManagedUser(id, { roles: [] })
    expect(await ask()).toEqual([])
  })
})

describe('every administrative route', () => {
  it('asks for a permission that is written down, and each of those is asked for', () => {
    const asked = new Set([...administration.map(({ access }) => access), 'role:assign'])
    expect([...asked].sort()).toEqual(Object.keys(permissions).sort())
  })

  for (const route of administration) {
    it(`refuses callers without its permission and answers with it (${nameOf(route)})`, async () => {
      const { app, core } = await open({ acceptFormats: [publicRingFormat()] })
      const send = sender(app)
      const target = await addPerson(core)
      await core.putRole({ name: 'some-role', permissions: [] })
      const everythingElse = Object.keys(permissions).filter((name) => name !== route.access)
      const others = await addPerson(core, everythingElse)
      const holder = await addPerson(core, [route.access])
      // Who makes or deletes a role has it.
      const { roles = [] } = (await core.findUser(holder.id)) ?? {}
      await core.updateManagedUser(holder.id, { roles: [...roles, 'some-role'] })
      const nobody = await addPerson(core)
      const before = await core.listUsers({ after: null, limit: 100 })
      const ask = ({ token }: Person) =>
        send(route.method, urlOf(route, target, core.keys()[0]?.kid), { token, body: route.body })

      for (const person of [nobody, others]) {
        const reply = await ask(person)
        expect([reply.status, reply.code, reply.reason]).toEqual([403, 4109, 'permission_denied'])
        expect(reply.headers['www-authenticate']).toBeUndefined()
      }
      expect(await core.listUsers({ after: null, limit: 100 })).toEqual(before)
      expect((await core.roles()).map(({ name }) => name)).toContain('some-role')
      expect(await core.verifyToken(target.token)).not.toBeNull()

      const reply = await ask(holder)
      const isText = route.path === '/metrics'
      expect([reply.status, reply.code], reply.body).toEqual([200, isText ? undefined : 0])
      // The permission taken, the door is shut again, for the same token.
      await core.updateManagedUser(holder.id, { roles: [] })
      expect((await ask(holder)).reason).toBe('permission_denied')
    })
  }
})
