import type { CoreOptions } from '@ztoken/core'
import { authenticatorOf } from '../../core/test/authenticator.ts'
import { createInbox } from '../../core/test/inbox.ts'
import { url } from '../../core/test/passkey-scene.ts'
import { type Answer, password, sender } from './client.ts'
import { open } from './open.ts'

export const phone = '13900139000'

/** Somebody with a phone that they proved, a password, and an authenticator; and sessions from before. */
export async function scene(options: Partial<CoreOptions> = {}) {
  const inbox = createInbox()
  const common = { senders: inbox.senders, failuresPerPhone: 100, passkeys: { url } }
  const opened = await open({ ...common, ...options })
  const { app, clock } = opened
  const send = sender(app)
  const ask = async (purpose: string, token?: string) => {
    clock.advance(60)
    const sending = { body: { purpose, phone }, ...(token !== undefined && { token }) }
    const { data } = await send('POST', '/v1/codes', sending)
    return { phone, challenge_id: String(data.challenge_id), code: await inbox.code() }
  }
  const first = await send('POST', '/v1/login/code', { body: await ask('login') })
  const body = { ...(await ask('password_reset')), new_password: password }
  await send('POST', '/v1/password-reset', { body })
  const before = await send('POST', '/v1/login', { body: { phone, password } })
  const token = String(before.data.access_token)
  const begun = await send('POST', '/v1/me/factors', { token, body: { kind: 'totp' } })
  const authenticator = authenticatorOf(begun.data.secret, clock.now)
  const confirm = { enrolment: begun.data.enrolment, code: authenticator.code() }
  const path = '/v1/me/factors/totp/confirm'
  const confirmed = await send('POST', path, { token, body: confirm })
  clock.advance(30)
  const userId = String(first.data.user.id)
  return { ...opened, send, ask, before: before.data, confirmed, authenticator, userId }
}

export type Scene = Awaited<ReturnType<typeof scene>>
/** The first step. */
export const login = ({ send }: Scene, word = password): Promise<Answer> =>
  send('POST', '/v1/login', { body: { phone, password: word } })
