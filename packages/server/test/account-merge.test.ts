import { describe, expect, it } from 'vitest'
import { addPerson, sender } from './client.ts'
import { open } from './open.ts'

async function opened(held: readonly string[]) {
  const { app, core } = await open()
  const send = sender(app)
  const admin = await addPerson(core, held)
  const [kept, gone] = [await addPerson(core), await addPerson(core)]
  const merge = (body: object, id = kept.id) =>
    send('POST', `/v1/users/${id}/merge`, { token: admin.token, body, from: '10.5.5.5' })
  return { core, send, admin, kept, gone, merge }
}

describe('merging two accounts', () => {
  it('says what would happen, then does that, and the tokens of the one that went are refused', async () => {
    const { core, send, kept, gone, merge } = await opened(['user:merge'])
    const promised = await merge({ from: gone.id, dry_run: true })
    expect(promised.data).toMatchObject({
      dry_run: true,
      kept_id: kept.id,
      gone_id: gone.id,
      moved: [{ kind: 'phone', subject: `+86${gone.phone}`, verified_at: null }],
      released: [],
      roles_gained: [],
      roles_lost: [],
      sessions_ended: 1,
    })
    expect(await core.findUser(gone.id)).not.toBeNull()
    const merged = await merge({ from: gone.id })
    // What is found since then is since then.
    const moved = expect.arrayContaining([expect.objectContaining({ kind: 'phone' })])
    expect(merged.data).toEqual({ ...promised.data, dry_run: false, moved })
    const refused = await send('GET', '/v1/me', { token: gone.token })
    expect([refused.status, refused.reason]).toEqual([401, 'session_ended'])
    expect((await send('GET', '/v1/me', { token: kept.token })).status).toBe(200)
    const { items } = await core.searchAudit({ userId: gone.id, event: 'user_merged' })
    expect(items).toMatchObject([{ address: '10.5.5.5', detail: { into: kept.id } }])
  })

  it('A319 is for whoever holds user:merge, and never for accounts that may do more', async () => {
    const other = await opened(['user:read', 'user:edit', 'user:delete', 'user:ban'])
    for (const dry_run of [true, false]) {
      const refused = await other.merge({ from: other.gone.id, dry_run })
      expect([refused.status, refused.reason]).toEqual([403, 'permission_denied'])
    }
    const { core, send, admin, kept, gone, merge } = await opened(['user:merge'])
    await core.updateManagedUser(gone.id, { roles: ['admin'] })
    expect((await merge({ from: gone.id })).reason).toBe('permission_denied')
    await core.updateManagedUser(gone.id, { roles: [] })
    expect((await merge({ from: admin.id })).reason).toBe('permission_denied')
    expect((await merge({ from: kept.id })).reason).toBe('merge_same_account')
    await core.ban(gone.id)
    const banned = await merge({ from: gone.id })
    expect([banned.status, banned.reason]).toEqual([409, 'merge_banned'])
    const nobody = await send('POST', `/v1/users/${kept.id}/merge`, { body: { from: gone.id } })
    expect(nobody.status).toBe(401)
  })

  it('bodies that say nothing, or too much, change nothing', async () => {
    const { core, gone, merge } = await opened(['user:merge'])
    for (const body of [
      {},
      { from: '' },
      { from: ['1'] },
      { from: 'x'.repeat(129) },
      { from: gone.id, dry_run: 'true' },
      { from: gone.id, with_roles: true },
    ]) {
      expect((await merge(body)).status, JSON.stringify(body)).toBe(400)
    }
    expect((await merge({ from: 'nobody' })).status).toBe(404)
    expect((await merge({ from: gone.id }, 'nobody')).status).toBe(404)
    expect(await core.findUser(gone.id)).not.toBeNull()
  })
})
