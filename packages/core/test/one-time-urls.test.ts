import { describe, expect, it } from 'vitest'
import { failsWith, open, password, phone } from './open.ts'

const path = '/files/7.pdf?page=2'
const used = failsWith('one_time_url_invalid')

async function opened() {
  const all = await open()
  const grant = await all.core.register({ phone, password })
  const caller = all.core.authenticate(grant.accessToken)
  const create = async (of = path) => (await all.core.createOneTimeUrl(caller, of)).url
  return { ...all, grant, caller, create }
}

describe('a one-time URL', () => {
  it('T150 says who made it, once, and is no token', async () => {
    const { core, caller, create } = await opened()
    const url = await create()
    expect(url).toMatch(/^\/files\/7\.pdf\?page=2&ticket=[\w-]{43}$/)
    const ticket = url.slice(url.indexOf('ticket=') + 7)
    expect(() => core.authenticate(ticket)).toThrow()
    expect(await core.redeemOneTimeUrl(url)).toEqual(caller)
    await expect(core.redeemOneTimeUrl(url)).rejects.toMatchObject(used)
  })

  it('is used by one of many at once', async () => {
    const { core, create } = await opened()
    const url = await create()
    const all = await Promise.allSettled(
      Array.from({ length: 20 }, () => core.redeemOneTimeUrl(url)),
    )
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('holds for 30 seconds', async () => {
    const { core, caller, create, advance } = await opened()
    const { expiresInSeconds } = await core.createOneTimeUrl(caller, path)
    expect(expiresInSeconds).toBe(30)
    const [early, late] = [await create(), await create()]
    advance(29.999)
    await core.redeemOneTimeUrl(early)
    advance(0.001)
    await expect(core.redeemOneTimeUrl(late)).rejects.toMatchObject(used)
  })

  it('is for its path alone; shown for another it is used up', async () => {
    const { core, create } = await opened()
    const url = await create('/files/7.pdf')
    const moved = url.replace('7.pdf', '8.pdf')
    await expect(core.redeemOneTimeUrl(moved)).rejects.toMatchObject(used)
    await expect(core.redeemOneTimeUrl(url)).rejects.toMatchObject(used)
  })

  it('is found in a whole URL, among parameters of others', async () => {
    const { core, caller, create } = await opened()
    const whole = new URL(`https://app.example${await create('/socket/')}`)
    whole.searchParams.set('transport', 'websocket')
    expect(await core.redeemOneTimeUrl(whole.href)).toEqual(caller)
  })

  it('is refused as whatever else was sent, in one way', async () => {
    const { core, create } = await opened()
    const url = await create()
    const [before, ticket = ''] = url.split('ticket=')
    for (const sent of [
      '',
      path,
      'http://',
      `${before}ticket=`,
      `${before}ticket=${ticket.slice(1)}`,
      `${before}ticket=${ticket}x`,
      `${before}ticket=${ticket}&ticket=${ticket}`,
      `${before}token=${ticket}`,
      null,
      7,
    ]) {
      await expect(core.redeemOneTimeUrl(sent as string), String(sent)).rejects.toMatchObject(used)
    }
    await core.redeemOneTimeUrl(url)
  })

  it('is not made for what is no path as a browser sends it', async () => {
    const { core, caller } = await opened()
    for (const wrong of [
      '',
      'files/7.pdf',
      '//elsewhere.example/7.pdf',
      '/\\elsewhere.example/7.pdf',
      'https://elsewhere.example/7.pdf',
      '/files/../7.pdf',
      '/files/7 8.pdf',
      '/files/7.pdf#page',
      '/files/中.pdf',
      '/files/7.pdf?ticket=x',
      `/${'x'.repeat(2048)}`,
      null,
    ]) {
      const made = core.createOneTimeUrl(caller, wrong as string)
      await expect(made, String(wrong)).rejects.toMatchObject(failsWith('invalid_request'))
    }
  })

  it('ends with the session and with the token that it was made with', async () => {
    for (const [end, code] of [
      ['logout', 'session_ended'],
      ['ban', 'user_banned'],
      ['time', 'token_expired'],
    ] as const) {
      const { core, caller, grant, create, advance, now } = await opened()
      if (end === 'time') advance((caller.expiresAt - now()) / 1000 - 10)
      const url = await create()
      if (end === 'time') advance(10)
      if (end === 'logout') await core.logout(grant.accessToken)
      if (end === 'ban') await core.ban(caller.userId)
      await expect(core.redeemOneTimeUrl(url), end).rejects.toMatchObject(failsWith(code))
    }
  })
})
