import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { addPerson, password, sender } from './client.ts'
import { open } from './open.ts'
import { parseRaw, sendRaw } from './wire.ts'

const stranger = '13900000000'
const origin = 'https://app.example'

/** Who is registered shows in nothing that can be compared: no byte, no header, no length. */
describe('a stranger and a wrong password (attacks A001 to A016)', () => {
  it('A014 have replies of one length with the same headers, however they are asked for', async () => {
    const { app, core } = await open({ failuresPerPhone: 100 }, { corsOrigins: [origin] })
    const { phone } = await addPerson(core)
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const ask = async (method: string, path: string, who: string, lines: readonly string[]) => {
      const body = method === 'POST' ? JSON.stringify({ phone: who, password: 'wrong one' }) : ''
      const head = [
        `${method} ${path} HTTP/1.1`,
        'Host: localhost',
        'Connection: close',
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        ...lines,
      ]
      const reply = parseRaw(await sendRaw(port, `${head.join('\r\n')}\r\n\r\n${body}`))
      expect(
        reply.headers.filter((line) => /^(etag|last-modified|set-cookie):/i.test(line)),
      ).toEqual([])
      const nameless = reply.body.replace(/"request_id":"[^"]+"/, '')
      return { ...reply, headers: reply.headers.map(withoutId), body: nameless }
    }
    const conditional = ['If-None-Match: *', 'If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT']
    const ways = [[], [`Origin: ${origin}`], ['Origin: https://evil.example'], conditional]
    for (const lines of [...ways, ['Accept-Encoding: gzip, br'], ['Accept-Language: zh-CN']]) {
      for (const path of ['/v1/login', '/login']) {
        const known = await ask('POST', path, phone, lines)
        expect(known.status).toBe(path === '/login' ? 200 : 401)
        expect(await ask('POST', path, stranger, lines)).toEqual(known)
      }
    }
    const preflight = [`Origin: ${origin}`, 'Access-Control-Request-Method: POST']
    expect((await ask('OPTIONS', '/v1/login', phone, preflight)).status).toBe(204)
  })

  it('A016 learn nothing of a password: whether a new one is the old one is said to its owner alone', async () => {
    const { app, core } = await open()
    const send = sender(app)
    const { token } = await addPerson(core)
    const change = (old: string, given: { token?: string }) =>
      send('PUT', '/v1/me/password', { ...given, body: { password: old, new_password: password } })
    expect(await change(password, {})).toMatchObject({ status: 401, reason: 'token_missing' })
    expect(await change('wrong one', { token })).toMatchObject({ reason: 'password_wrong' })
    expect(await change(password, { token })).toMatchObject({ reason: 'password_unchanged' })
  })
})

/** Ids count up, and so may be a sign longer in one of two replies. */
function withoutId(line: string): string {
  return line.replace(/^(x-request-id|request-id): .*/i, '$1: …')
}
