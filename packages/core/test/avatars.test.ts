import { describe, expect, it } from 'vitest'
import { failsWith, open, password, phone } from './open.ts'

describe('a head portrait', () => {
  it('is set and taken away, and whoever keeps pictures is told of each that is dropped', async () => {
    const { core } = await open()
    const { user } = await core.register({ phone, password })
    const dropped: string[] = []
    const stop = core.onAvatarDropped((url) => dropped.push(url))
    const caller = { userId: user.id }
    const first = await core.setAvatar(caller, '/1.webp')
    expect(first).toEqual({ ...user, avatar: '/1.webp' })
    expect(await core.findUser(user.id)).toEqual(first)
    await core.setAvatar(caller, '/1.webp')
    expect(dropped).toEqual([])
    await core.setAvatar(caller, '/2.webp')
    expect((await core.setAvatar(caller, null)).avatar).toBeNull()
    await core.setAvatar(caller, null)
    expect(dropped).toEqual(['/1.webp', '/2.webp'])
    stop()
    await core.setAvatar(caller, '/3.webp')
    await core.setAvatar(caller, '/4.webp')
    expect(dropped).toHaveLength(2)
  })

  it('A132 is dropped with its account, and an account without one drops nothing', async () => {
    const { core } = await open()
    const { user } = await core.register({ phone, password })
    const other = await core.register({ phone: '13900000001', password })
    const dropped: string[] = []
    core.onAvatarDropped((url) => dropped.push(url))
    await core.setAvatar({ userId: user.id }, '/1.webp')
    await core.deleteAccount(other.user.id)
    expect(dropped).toEqual([])
    await core.deleteAccount(user.id)
    expect(dropped).toEqual(['/1.webp'])
    const late = core.setAvatar({ userId: user.id }, '/2.webp')
    await expect(late).rejects.toMatchObject(failsWith('token_invalid'))
    expect(dropped).toHaveLength(1)
  })

  it('of many at once each but the last is dropped, once', async () => {
    const { core } = await open()
    const { user } = await core.register({ phone, password })
    const dropped: string[] = []
    core.onAvatarDropped((url) => dropped.push(url))
    const urls = Array.from({ length: 20 }, (_, n) => `/${n}.webp`)
    await Promise.all(urls.map((url) => core.setAvatar({ userId: user.id }, url)))
    const last = (await core.findUser(user.id))?.avatar
    expect([...dropped, last].sort()).toEqual([...urls].sort())
  })

  it('a listener that throws is reported, and disturbs neither the change nor the others', async () => {
    const reports: unknown[] = []
    const { core } = await open({ report: (error) => reports.push(error) })
    const { user } = await core.register({ phone, password })
    const dropped: string[] = []
    core.onAvatarDropped(() => {
      throw new Error('of a listener')
    })
    core.onAvatarDropped((url) => dropped.push(url))
    for (const url of ['/1.webp', null]) await core.setAvatar({ userId: user.id }, url)
    expect(dropped).toEqual(['/1.webp'])
    expect(reports).toMatchObject([{ message: 'of a listener' }])
  })
})
