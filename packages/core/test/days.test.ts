import { expect, it } from 'vitest'
import { open, password, phone } from './open.ts'

const day = 86_400

it('the figures of days that nobody counted are counted afterwards, five weeks back, and kept for 400 days', async () => {
  const { core, advance } = await open()
  const days = () => core.readDays({ days: 400 })
  expect(await days()).toEqual([])
  await core.register({ phone, password })
  await core.sweep()
  const first = await days()
  expect(first).toHaveLength(36)
  const today = first.at(-1)?.day ?? 0
  expect(first.at(0)?.day).toBe(today - 35)
  expect(first.at(-1)).toMatchObject({ users: 1, registrations: 1, active: 1 })
  expect(first.map(core.views.day).at(-1)).toEqual({
    ...{ date: '2026-01-01', registrations: 1, active: 1, failures: 0, users: 1 },
  })

  advance(3 * day)
  await core.register({ phone: '13900000000', password })
  await core.sweep()
  const later = await days()
  expect(later).toHaveLength(39)
  expect(later.slice(-4).map(({ registrations }) => registrations)).toEqual([1, 0, 0, 1])
  expect(await core.readDays({ days: 2 })).toEqual(later.slice(-2))
  expect(await core.readDays()).toEqual(later.slice(-28))

  advance(100 * day)
  await core.sweep()
  expect((await days()).slice(38, 40).map((one) => one.day)).toEqual([today + 3, today + 68])
  advance(401 * day)
  await core.sweep()
  expect(await days()).toHaveLength(36)
})
