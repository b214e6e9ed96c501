import {
  encryptedFormat,
  type Format,
  importSecrets,
  itsdangerousFormat,
  publicRingFormat,
  signedFormat,
} from '@ztoken/token'
import { describe, expect, it } from 'vitest'
import type { Core } from '../src/index.ts'
import { causeOf, holds, place, publishedBy } from './key-servers.ts'
import { password, phone } from './open.ts'

describe('rotation of the secret', () => {
  const [old, fresh] = [
    'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-older',
    'wQ7eR9tY2uI4oP6aS8dF1gH3jK5lZ0xC-newer',
  ]
  const phases = [[old], [old, fresh], [fresh, old], [fresh]]
  const formats: Record<string, (list: string[]) => Format> = {
    encrypted: (list) => encryptedFormat(importSecrets(list)),
    signed: (list) => signedFormat(importSecrets(list)),
    public: () => publicRingFormat(),
    itsdangerous: (list) => itsdangerousFormat({ secrets: list }),
  }

  it.each(Object.entries(formats))(
    '%s: each step logs nobody out, with servers before and after it side by side',
    async (name, formatOf) => {
      const { server, advance, store } = place()
      const under = (list: string[]): Promise<Core> =>
        server({ secrets: importSecrets(list), issueFormat: formatOf(list) })
      let before = await under(phases[0] as string[])
      let { accessToken, refreshToken } = await before.register({ phone, password })
      const { userId } = before.authenticate(accessToken)
      for (const list of phases.slice(1)) {
        advance(30 * 60)
        const after = await under(list)
        // Of a step, what one server issues the other takes, in both directions.
        for (const [one, two] of [
          [before, after],
          [after, before],
        ] as const) {
          expect([holds(one, accessToken), holds(two, accessToken)]).toEqual([true, true])
          const grant = await one.refresh(refreshToken)
          expect(holds(two, grant.accessToken)).toBe(true)
          advance(11)
          const next = await two.refresh(grant.refreshToken)
          expect(holds(one, next.accessToken)).toBe(true)
          accessToken = next.accessToken
          refreshToken = next.refreshToken
          advance(11)
        }
        const last = await after.refresh(refreshToken)
        accessToken = last.accessToken
        refreshToken = last.refreshToken
        before = after
      }
      expect(await before.sessions(userId)).toHaveLength(1)
      if (name !== 'public') return
      expect(before.keys()).toHaveLength(1)
      await expect(under([old])).rejects.toMatchObject(causeOf('key_unreadable'))
      expect((await store.readKeyRing()).version).toBe(2)
    },
  )

  it('a key made on either side of a step opens on the other', async () => {
    const { server, advance } = place()
    const steps = phases.slice(1).map((list, index) => [phases[index] as string[], list] as const)
    for (const [one, two] of steps) {
      const cores: Core[] = []
      for (const list of [one, two]) cores.push(await server({ secrets: importSecrets(list) }))
      for (const core of cores) {
        advance(60)
        await core.rotateKeys({ immediately: true })
        for (const each of cores) await each.syncKeys()
        expect(new Set(cores.map((each) => publishedBy(each).join())).size).toBe(1)
      }
    }
  })

  it('a server that does not know the new secret yet goes on with the keys it has', async () => {
    const { server, advance } = place()
    const behind = await server({ secrets: importSecrets(old) })
    const { accessToken, user } = await behind.register({ phone, password })
    const ahead = await server({ secrets: importSecrets([fresh, old]) })
    await behind.syncKeys()
    expect(holds(ahead, await behind.createToken(user.id))).toBe(true)
    advance(60)
    await ahead.rotateKeys()
    await expect(behind.syncKeys()).rejects.toMatchObject(causeOf('key_unreadable'))
    expect(holds(behind, accessToken)).toBe(true)
    expect(holds(ahead, await behind.createToken(user.id))).toBe(true)
  })

  it('two servers that seal anew at the same moment do it once', async () => {
    const { server, store } = place()
    await server({ secrets: importSecrets(old) })
    const newest = importSecrets([fresh, old])
    await Promise.all(Array.from({ length: 4 }, () => server({ secrets: newest })))
    expect((await store.readKeyRing()).version).toBe(2)
    await server({ secrets: importSecrets(fresh) })
  })
})
