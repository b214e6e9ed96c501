import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { cheapHashes } from '../../core/test/cheap-hashes.ts'
import type { AppOptions } from '../src/server.ts'
import { addPerson, password, sender } from './client.ts'
import { createClock, open } from './open.ts'
import { sendRaw } from './wire.ts'

const phone = '13800138000'

async function opened(options: object = {}, appOptions: AppOptions = {}) {
  const { app, core, clock } = await open(options, appOptions)
  await core.register({ phone, password })
  const send = sender(app)
  /** The status of a login; the path, the address and headers as given. */
  const login = async (
    with_: string,
    { path = '/v1/login', who = phone, from = '10.0.0.1', headers = {} } = {},
  ) => (await send('POST', path, { body: { phone: who, password: with_ }, from, headers })).status
  const wrong = (more: object = {}) => login('a wrong phrase', more)
  return { app, core, clock, send, login, wrong }
}

const repeat = <Result>(times: number, run: (n: number) => Promise<Result>): Promise<Result[]> =>
  Array.from({ length: times }).reduce<Promise<Result[]>>(
    async (before, _, n) => [...(await before), await run(n)],
    Promise.resolve([]),
  )

describe('guessing (attacks A060 to A079)', () => {
  it('A060 A061 A077 S07 after ten failures whoever tries waits, longer each time', async () => {
    const { clock, login, wrong, send } = await opened()
    expect(await repeat(10, () => wrong())).toEqual(new Array(10).fill(401))
    const reply = await send('POST', '/v1/login', { body: { phone, password }, from: '10.0.0.1' })
    expect([reply.status, reply.code, reply.reason]).toEqual([429, 4290, 'too_many_requests'])
    expect(reply.headers).toMatchObject({ 'retry-after': '15', ratelimit: '"failures";r=0;t=15' })
    clock.advance(14)
    expect(await login(password)).toBe(429)
    clock.advance(1)
    expect(await wrong()).toBe(401)
    expect([await login(password), await wrong()]).toEqual([429, 429])
    clock.advance(15)
    expect(await login(password)).toBe(200)
  })

  it('A062 two hundred wrong guesses at once are as many as ten', async () => {
    const { wrong, login } = await opened({ passwords: { ...cheapHashes, queueLimit: 1000 } })
    const statuses = await Promise.all(Array.from({ length: 200 }, () => wrong()))
    expect(statuses.filter((status) => status === 401)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(190)
    expect(await login(password)).toBe(429)
  })

  it('A063 one’s own success does not make room for guesses at others', async () => {
    const { core, wrong, login } = await opened({ failuresPerPhone: 100, failuresPerAddress: 5 })
    const own = await addPerson(core)
    for (let n = 0; n < 5; n += 1) {
      expect(await wrong()).toBe(401)
      // S07: nor do the guesses of others keep out who is signed in from there.
      expect(await login(password, { who: own.phone })).toBe(200)
    }
    expect(await wrong()).toBe(429)
  })

  it('A064 A065 A076 no other route, spelling of the phone or of the path counts anew', async () => {
    const { wrong } = await opened({ failuresPerPhone: 4 })
    expect(await wrong({ who: '+86 138-0013-8000' })).toBe(401)
    expect(await wrong({ who: '１３８００１３８０００' })).toBe(401)
    expect(await wrong({ path: '/login' })).toBe(200)
    expect(await wrong({ path: '/v1/login?x=1' })).toBe(401)
    expect(await wrong({ who: '008613800138000' })).toBe(429)
    expect(await wrong()).toBe(429)
    for (const path of ['//v1/login', '/v1/login/', '/V1/LOGIN', '/v1/login;x', '/v1/x/../login']) {
      expect([404, 429], path).toContain(await wrong({ path }))
    }
    for (const path of ['/v1/%6cogin', '/v1%2flogin', '/v1/./login', '/v1/login%00']) {
      expect([400, 404, 429], path).toContain(await wrong({ path }))
    }
  })

  it('A066 a stranger’s guesses lock out neither the signed-in device nor the owner’s address', async () => {
    const { send, login, wrong } = await opened()
    const owner = '10.8.8.8'
    const { data } = await send('POST', '/v1/login', { body: { phone, password }, from: owner })
    await repeat(30, () => wrong({ from: '203.0.113.9' }))
    expect(await wrong({ from: '198.51.100.1' })).toBe(429)
    const { access_token: token, refresh_token } = data
    expect((await send('GET', '/v1/me', { token, from: owner })).status).toBe(200)
    const refreshed = await send('POST', '/v1/refresh', { body: { refresh_token }, from: owner })
    expect(refreshed.status).toBe(200)
    expect(await login(password, { from: owner })).toBe(200)
    expect(await login(password, { from: '203.0.113.9' })).toBe(429)
    // Nor is the owner's address a way to guess without end.
    const statuses = await repeat(12, () => wrong({ from: owner }))
    expect(statuses.filter((status) => status === 401)).toHaveLength(10)
  })

  it('A067 A068 many phones and one password, or many passwords, from one address: a hundred', async () => {
    const { wrong } = await opened({ failuresPerAddress: 100 })
    const statuses = await repeat(130, (n) =>
      wrong({ who: `139${String(n).padStart(8, '0')}`, from: '10.7.7.7' }),
    )
    expect(statuses.slice(0, 100)).toEqual(new Array(100).fill(401))
    expect(new Set(statuses.slice(100))).toEqual(new Set([429]))
    expect(await wrong({ from: '10.7.7.8' })).toBe(401)
  }, 60_000)

  it('A073 an IPv6 customer is one address, however it is written', async () => {
    const { wrong } = await opened({ failuresPerAddress: 3, failuresPerPhone: 100 })
    const same = ['2001:db8:1:2::1', '2001:DB8:1:2:ffff::9', '2001:0db8:0001:0002:0:0:0:3']
    for (const from of same) expect(await wrong({ from })).toBe(401)
    expect(await wrong({ from: '2001:db8:1:2:a:b:c:d' })).toBe(429)
    expect(await wrong({ from: '2001:db8:1:3::1' })).toBe(401)
    for (const from of ['::ffff:192.0.2.1', '192.0.2.1', '::FFFF:c000:201']) {
      expect(await wrong({ from })).toBe(401)
    }
    expect(await wrong({ from: '192.0.2.1' })).toBe(429)
  })

  it('A074 A075 a forwarded address that is none, and a token of one’s own, are no new key', async () => {
    const options = { failuresPerAddress: 3, failuresPerPhone: 100 }
    const { wrong } = await opened(options, { trustedProxies: ['10.0.0.0/8'] })
    const junk = [
      'unknown',
      '',
      'x'.repeat(8000),
      '1.2.3.4:80',
      '0x7f.1',
      '017700000001',
      '2130706433',
    ]
    const statuses = []
    for (const list of junk) statuses.push(await wrong({ headers: { 'x-forwarded-for': list } }))
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(6)
    expect(statuses.at(-1)).toBe(429)
    const { core: other, wrong: guess } = await opened({ failuresPerAddress: 2 })
    const guesses = await repeat(4, async (n) => {
      const { id } = await other.createUser({ phone: `1370000000${n}`, password })
      const headers = { 'z-token': await other.createToken(id) }
      return guess({ who: `1390000000${n}`, headers })
    })
    expect(guesses).toEqual([401, 401, 429, 429])
  })

  it('A078 a jump of the wall clock frees nobody and locks nobody', async () => {
    const wall = createClock()
    const steady = createClock()
    const { wrong } = await opened({
      failuresPerPhone: 2,
      clock: wall.now,
      monotonic: steady.now,
      whenStale: 'serve',
    })
    expect(await repeat(3, () => wrong())).toEqual([401, 401, 429])
    wall.advance(3600)
    expect(await wrong()).toBe(429)
    wall.advance(-7200)
    expect(await wrong()).toBe(429)
    steady.advance(900)
    expect(await wrong()).toBe(401)
  })

  it('registrations of one address are counted, too', async () => {
    const { send } = await opened({ failuresPerAddress: 2 })
    const register = async (who: string) =>
      (await send('POST', '/v1/register', { body: { phone: who, password }, from: '10.6.6.6' }))
        .status
    expect(await repeat(3, (n) => register(`1390000000${n}`))).toEqual([200, 200, 429])
  })
})

describe('S07 on the wire', () => {
  it('a device token lets its owner in at once while a stranger guesses', async () => {
    const { send, wrong } = await opened()
    const login = (more: object = {}) =>
      send('POST', '/v1/login', { body: { phone, password, ...more }, from: '192.0.2.7' })
    const { data } = await login()
    const { access_token: token, device_token } = data
    await send('POST', '/v1/logout', { token, body: {} })
    await repeat(30, (n) => wrong({ from: `203.0.113.${n}` }))
    expect((await login()).status).toBe(429)
    const again = await login({ device_token })
    expect(again.status).toBe(200)
    expect(again.data.device_token).not.toBe(device_token)
    expect((await login({ device_token: 'zd1.none' })).status).toBe(200)
    const { refresh_token } = again.data
    const refreshed = await send('POST', '/v1/refresh', { body: { refresh_token } })
    expect(refreshed.data).not.toHaveProperty('device_token')
  })

  it('a password change ends what devices were known by', async () => {
    const { send, wrong, core } = await opened()
    const body = { phone, password }
    const { data } = await send('POST', '/v1/login', { body, from: '192.0.2.7' })
    const { access_token: token, device_token } = data
    await repeat(10, (n) => wrong({ from: `203.0.113.${n}` }))
    const next = 'another long phrase'
    const change = { password, new_password: next }
    expect((await send('PUT', '/v1/me/password', { token, body: change })).status).toBe(200)
    await core.kickOut(data.user.id)
    const late = await send('POST', '/v1/login', { body: { phone, password: next, device_token } })
    expect(late.status).toBe(429)
  })

  it('the address of a peer that is no trusted proxy is warned of, once', async () => {
    const lines: string[] = []
    const stream = { write: (text: string) => void lines.push(text) }
    const logger = { level: 'warn' as const, stream }
    const { app } = await open({}, { trustedProxies: ['10.0.0.0/8'], logger })
    const send = sender(app)
    const headers = { 'x-forwarded-for': '192.0.2.1' }
    await send('GET', '/v1/about', { from: '10.0.0.1', headers })
    await send('GET', '/v1/about', { from: '172.16.0.1' })
    expect(lines).toEqual([])
    for (let n = 0; n < 5; n += 1) await send('GET', '/v1/about', { from: '172.16.0.1', headers })
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ peer: '172.16.0.1' })
    expect(lines[0]).toContain('ZTOKEN_TRUSTED_PROXIES')
  })
})

describe('odd requests', () => {
  it('A119 an old version, a whole URL and another host change nothing of the answer', async () => {
    const { app, core } = await open({}, {})
    const { token } = await addPerson(core)
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const line = `z-token: ${token}\r\nConnection: close\r\n\r\n`
    const answers = []
    for (const head of [
      'GET /v1/me HTTP/1.0\r\n',
      'GET http://evil.example/v1/me HTTP/1.1\r\nHost: evil.example\r\n',
      'GET /v1/me HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n',
    ]) {
      const text = await sendRaw(port, `${head}${line}`)
      expect(text).not.toContain('evil')
      answers.push(Number(text.split(' ')[1]))
    }
    expect([answers[0], answers[2]]).toEqual([200, 200])
    expect([200, 404]).toContain(answers[1])
    const withoutHost = await sendRaw(port, `GET /v1/me HTTP/1.1\r\n${line}`)
    expect(withoutHost).toMatch(/^HTTP\/1.1 400 /)
  })

  it('A185 what still arrives while the server stops is answered in our form', async () => {
    const { app, core } = await open()
    await core.register({ phone, password })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const body = JSON.stringify({ phone, password })
    const login = `POST /v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    const socket = connect(port, '127.0.0.1')
    const arrived = once(app.server, 'request')
    socket.write(login)
    await arrived
    const closed = app.close()
    socket.write('GET /v1/me HTTP/1.1\r\nHost: x\r\n\r\n')
    let text = ''
    for await (const piece of socket) text += piece
    await closed
    const [first, second] = text.split(/(?=HTTP\/1\.1 )/)
    expect(first).toMatch(/^HTTP\/1\.1 200 .*"access_token"/s)
    expect(second).toMatch(/^HTTP\/1\.1 401 .*"token_missing"/s)
  })

  it('A199 what one request was answered does not change what the next one is', async () => {
    const { app, core } = await open()
    const send = sender(app)
    const { token } = await addPerson(core)
    const shape = async (headers: Record<string, string>) => {
      const { body, headers: sent } = await send('GET', '/v1/me', { headers })
      const { date: _, 'content-length': __, 'x-request-id': ___, ...rest } = sent
      return JSON.stringify([rest, { ...JSON.parse(body), request_id: '' }])
    }
    const asked: Record<string, string>[] = [
      {},
      { 'z-token': 'x' },
      { 'z-token': token },
      { 'z-token': token, authorization: 'Bearer x' },
      { 'accept-language': 'en' },
    ]
    const alone = []
    for (const headers of asked) alone.push(await shape(headers))
    const mixed = await Promise.all(
      Array.from({ length: 200 }, (_, n) => shape(asked[n % asked.length] as object as never)),
    )
    for (const [n, answer] of mixed.entries()) expect(answer).toBe(alone[n % asked.length])
  })
})
