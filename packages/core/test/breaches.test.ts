import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { open, password, phone } from './open.ts'

it('a password that leaked is refused, known by its SHA-1 in capitals', async () => {
  const asked: string[] = []
  const sha1 = createHash('sha1').update(password).digest('hex').toUpperCase()
  const isBreached = async (text: string) => {
    asked.push(text)
    return text === sha1
  }
  const { core } = await open({ isBreached })
  await expect(core.register({ phone, password })).rejects.toMatchObject({
    code: 'password_breached',
    field: '/password',
  })
  expect(asked).toEqual([sha1])
  await core.register({ phone, password: `${password}!` })
})

it('where nobody can say, a password is accepted or, where that was chosen, refused for now; and it is reported', async () => {
  const reports: unknown[] = []
  const down = new Error('down')
  const given = {
    isBreached: () => Promise.reject(down),
    report: (error: unknown) => reports.push(error),
  }
  const accepting = await open(given)
  await accepting.core.register({ phone, password })
  const refusing = await open({ ...given, whenBreachesUnavailable: 'refuse' })
  await expect(refusing.core.register({ phone, password })).rejects.toMatchObject({
    code: 'unavailable',
    retryAfterSeconds: 5,
    cause: down,
  })
  expect(reports).toEqual([down, down])
})
