import { describe, expect, it } from 'vitest'
import { password } from './client.ts'
import { open } from './open.ts'

const phone = '13800138000'
const refusal = { code: 'trial_over', zh: '试用期已结束', en: 'The trial is over' }

describe('a rule of the application’s own', () => {
  async function opened() {
    let isOver = false
    const { core, app } = await open({ beforeLogin: () => (isOver ? refusal : null) })
    await core.register({ phone, password })
    isOver = true
    return (url: string, language: string) =>
      app.inject({
        method: 'POST',
        url,
        headers: { 'accept-language': language },
        payload: { phone, password },
      })
  }

  it('is answered 403 refused, by its code and in the language of whoever asks', async () => {
    const ask = await opened()
    for (const [language, msg] of [
      ['zh-CN', refusal.zh],
      ['en', refusal.en],
    ] as const) {
      const reply = await ask('/v1/login', language)
      expect(reply.statusCode).toBe(403)
      expect(reply.json()).toEqual({
        code: 4113,
        msg,
        reason: 'refused',
        request_id: expect.any(String),
        data: { code: 'trial_over' },
      })
    }
  })

  it('is answered in the tutorial’s form on the tutorial’s route', async () => {
    const ask = await opened()
    const reply = await ask('/login', 'en')
    expect([reply.statusCode, reply.json()]).toEqual([200, { code: 4113, msg: refusal.zh }])
  })
})
