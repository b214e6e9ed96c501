import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderStorage } from '../src/server.ts'
import { addPerson } from './client.ts'
import { hosting, hosts } from './hosts.ts'
import { open, temporaryDirectory } from './open.ts'
import { corners, cornersOf, quartersAs } from './pictures.ts'

describe('the application mounted', () => {
  for (const name of Object.keys(hosts)) {
    it(`in ${name} takes pictures and shows them, at the address that browsers see`, async () => {
      const { core } = await open()
      const { token } = await addPerson(core)
      const host = await hosting(name, core, {
        prefix: '/auth',
        publicUrl: 'https://app.example/auth',
        avatars: folderStorage(join(temporaryDirectory(), 'avatars')),
      })
      const authorization = `Bearer ${token}`
      const put = async (body: Buffer) =>
        fetch(`${host.url}/auth/v1/me/avatar`, {
          method: 'PUT',
          headers: { authorization, 'content-type': 'image/webp' },
          body: new Uint8Array(body),
        })
      const reply = await put(await quartersAs('webp', 600))
      expect(reply.status).toBe(200)
      const { data } = (await reply.json()) as { data: { head_portrait: string } }
      const [, path = ''] = data.head_portrait.split('https://app.example')
      expect(path).toMatch(/^\/auth\/v1\/avatars\/[\w-]{22}\/256\.webp$/)
      const shown = await fetch(host.url + path)
      expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/webp'])
      expect(shown.headers.get('cache-control')).toContain('immutable')
      expect(await cornersOf(Buffer.from(await shown.arrayBuffer()))).toEqual(corners)
      const head = await fetch(host.url + path, { method: 'HEAD' })
      expect([head.status, await head.text()]).toEqual([200, ''])
      expect((await put(Buffer.from('x'))).status).toBe(400)
      const unknown = await fetch(host.url + path.replace('256', '300'))
      expect([unknown.status, unknown.headers.get('cache-control')]).toEqual([404, 'no-store'])
    })
  }
})
