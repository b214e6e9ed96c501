import { describe, expect, it } from 'vitest'
import { loadSettings } from '../src/config/load.ts'
import { addPerson } from './client.ts'
import { open, secret } from './open.ts'

const paths = ['/v1/me', '/v1/me/sessions']

describe('a token beside the credentials of somebody else (F20)', () => {
  it('a proxy’s scheme is passed over, and two tokens of ours stay refused', async () => {
    const { app, core } = await open()
    const { token } = await addPerson(core)
    const status = async (url: string, headers: Record<string, string>): Promise<number> =>
      (await app.inject({ url, headers })).statusCode
    for (const url of paths) {
      expect(await status(url, { 'z-token': token, authorization: 'Basic eDp5' })).toBe(200)
      expect(await status(url, { authorization: 'Basic eDp5' })).toBe(401)
      expect(await status(url, { 'z-token': token, authorization: `Bearer ${token}` })).toBe(400)
    }
  })

  it('with z-token named a platform’s own Bearer is passed over as well', async () => {
    const { app, core } = await open({}, { tokenHeader: 'z-token' })
    const { token } = await addPerson(core)
    for (const url of [...paths, '/user/detail']) {
      const headers = { 'z-token': token, authorization: 'Bearer of.a.platform' }
      expect((await app.inject({ url, headers })).statusCode, url).toBe(200)
    }
    const headers = { authorization: `Bearer ${token}` }
    expect((await app.inject({ url: '/v1/me', headers })).json().reason).toBe('token_missing')
  })

  it('ZTOKEN_TOKEN_HEADER names it, and nothing else is taken', async () => {
    const load = (variables: Record<string, string>) =>
      loadSettings({ ZTOKEN_SECRET: secret, ...variables }, null, true)
    expect(load({}).token_header).toBe('any')
    expect(load({ ZTOKEN_TOKEN_HEADER: 'z-token' }).token_header).toBe('z-token')
    expect(() => load({ ZTOKEN_TOKEN_HEADER: 'cookie' })).toThrow(/TOKEN_HEADER/)
    await expect(open({}, { tokenHeader: 'cookie' as 'any' })).rejects.toThrow(TypeError)
  })
})
