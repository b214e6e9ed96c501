import { banUser, listUsers, putRole, readMe, rotateKeys, unbanUser } from '@ztoken/contract'
import { describe, expect, it } from 'vitest'
import { call } from '../src/call.ts'
import { open, password, phone } from './open.ts'

describe('a call of the contract', () => {
  it('goes where its path says, what it takes into path, query and body', async () => {
    const { auth, signedIn, wire } = await open()
    const user = await auth.findUser(phone)
    await auth.updateManagedUser(user?.id ?? '', { roles: ['admin'] })
    const client = await signedIn()
    const other = await auth.createUser({ phone: '13900000001', password })

    expect((await call(client, readMe)).id).toBe(user?.id)
    const { users } = await call(client, listUsers, { search: '139 & +86', limit: '2' })
    expect(users).toEqual([])
    const banned = await call(client, banUser, { id: other.id, reason: 'spam', until: undefined })
    expect(banned.ban).toMatchObject({ reason: 'spam', until: null })
    expect((await call(client, unbanUser, { id: other.id })).ban).toBeNull()
    expect(await call(client, putRole, { name: 'reader', permissions: ['user:read'] })).toEqual({
      name: 'reader',
      permissions: ['user:read'],
    })
    expect(wire.slice(1)).toEqual([
      'GET /v1/me',
      'GET /v1/users?search=139%20%26%20%2B86&limit=2',
      `PUT /v1/users/${other.id}/ban`,
      `DELETE /v1/users/${other.id}/ban`,
      'PUT /v1/roles/reader',
    ])
  })

  it('may be without what need not be given', async () => {
    const { auth, signedIn } = await open()
    const user = await auth.findUser(phone)
    await auth.updateManagedUser(user?.id ?? '', { roles: ['admin'] })
    const client = await signedIn()
    // This server has no ring of keys, and says so: what was sent is in order.
    await expect(call(client, rotateKeys)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('never becomes another, whatever stands in its path', async () => {
    const { signedIn, wire } = await open()
    const client = await signedIn()
    for (const id of ['..', '.', '']) {
      expect(() => call(client, unbanUser, { id }), id).toThrow(TypeError)
    }
    const before = wire.length
    await expect(call(client, unbanUser, { id: '../me?x=#' })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(wire.slice(before)).toEqual(['DELETE /v1/users/..%2Fme%3Fx%3D%23/ban'])
  })
})
