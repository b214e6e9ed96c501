import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { hookSender } from '../src/server.ts'
import { type Asked, failure, message, openVendor } from './vendor.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const older = `whsec_${Buffer.alloc(32, 8).toString('base64')}`
const canary = /13800138000|654321|whsec|in-the-url/

describe('a hook of one’s own', () => {
  it('gets a message once, signed with every secret as Standard Webhooks has it', async () => {
    const vendor = await openVendor([204, undefined])
    const url = `${vendor.url}/send?key=in-the-url`
    await hookSender({ channel: 'sms', url, secret: [secret, older] })(message)
    const [{ body, headers, path }] = vendor.asked as [Asked]
    expect([path, vendor.asked.length]).toEqual(['/send?key=in-the-url', 1])
    for (const one of [secret, older]) {
      expect(new Webhook(one).verify(body, headers)).toMatchObject({
        type: 'code.send',
        data: {
          channel: 'sms',
          to: '+8613800138000',
          code: '654321',
          purpose: 'login',
          valid_minutes: 5,
          language: 'zh-CN',
          site: 'app.example',
          text: expect.stringMatching(/\n\n@app\.example #654321$/),
        },
      })
    }
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow()
  })

  it.each([
    [402, 'balance'],
    [401, 'credentials'],
    [422, 'number'],
    [429, 'throttled'],
    [500, 'refused'],
    [302, 'refused'],
    [410, 'refused'],
  ])('A306 that answers %i is not asked again, and %s told', async (status, fault) => {
    const vendor = await openVendor((response) => {
      response.writeHead(status, { location: '/elsewhere' }).end('canary')
    })
    const url = `${vendor.url}/?in-the-url`
    const [found, said] = await failure(hookSender({ channel: 'sms', url, secret })(message))
    expect([found, vendor.asked.length]).toEqual([fault, 1])
    expect(said).not.toMatch(canary)
  })

  it('A306 that answers and never closes has taken the message', async () => {
    const vendor = await openVendor((response) => void response.writeHead(200).write('x'))
    await hookSender({ channel: 'email', url: vendor.url, secret })(message)
    expect(vendor.asked).toHaveLength(1)
  })

  it('A306 that answers twice has taken the message once', async () => {
    const twice = 'HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 500 Internal Server Error\r\n\r\n'
    const vendor = await openVendor(({ socket }) => void socket?.write(twice))
    await hookSender({ channel: 'sms', url: vendor.url, secret })(message)
    expect(vendor.asked).toHaveLength(1)
  })

  it('A306 that never answers is given up in time', async () => {
    const vendor = await openVendor(() => undefined)
    const send = hookSender({ channel: 'sms', url: vendor.url, secret, timeoutMilliseconds: 200 })
    const [fault, said] = await failure(send(message))
    expect([fault, vendor.asked.length]).toEqual(['unreachable', 1])
    expect(said).not.toMatch(canary)
  })

  it('is refused where nobody could trust it: no TLS, no secret', () => {
    for (const url of ['http://hook.example/', 'https://me:pw@hook.example/', 'hook']) {
      expect(() => hookSender({ channel: 'sms', url, secret })).toThrow('hook: the URL')
    }
    for (const bad of ['', 'whsec_short', [], [secret, 'x']]) {
      expect(() => hookSender({ channel: 'sms', url: 'https://a.example', secret: bad })).toThrow(
        'hook: a secret',
      )
    }
  })
})
