import { describe, expect, it } from 'vitest'
import { type Notice, SendError } from '../src/index.ts'
import { enrol, ticketOf } from './authenticator.ts'
import { createInbox } from './inbox.ts'
import { failsWith, open, password, phone } from './open.ts'

const email = 'san.zhang@example.com'
const newPassword = 'another long phrase'

/** Somebody with a proven phone and a proven address, and what they are told. */
async function scene() {
  const inbox = createInbox()
  const notices: Notice[] = []
  const keep = async (notice: Notice): Promise<void> => void notices.push(notice)
  const notify = { email: keep, sms: keep }
  const lasting = { accessTokenSeconds: 86_400, stepUpSeconds: 86_400 }
  const opened = await open({ ...lasting, senders: inbox.senders, notify })
  const { core, advance } = opened
  const ask = async (purpose: 'login' | 'password_reset' | 'verify', whom: object = { phone }) => {
    advance(60)
    const { challengeId } = await core.requestCode({ purpose, ...whom })
    return { ...whom, challengeId, code: await inbox.code() }
  }
  const told = async (): Promise<readonly Notice[]> => {
    await inbox.messages()
    return notices.splice(0)
  }
  const first = await core.loginWithCode(await ask('login'))
  await core.addIdentity(core.authenticate(first.accessToken), await ask('verify', { email }))
  await core.resetPasswordWithCode({ ...(await ask('password_reset')), newPassword: password })
  advance(3600)
  const owner = await core.login({ phone, password }, { address: '192.0.2.1' })
  await told()
  advance(3600)
  return { ...opened, ask, told, owner, caller: core.authenticate(owner.accessToken) }
}

const shown = (notices: readonly Notice[]) => notices.map(({ kind, to }) => [kind, to]).sort()

describe('what people are told of their account', () => {
  it('goes to every channel that was theirs before', async () => {
    const { core, ask, told, caller, owner, advance } = await scene()
    const both = (kind: string) => [
      [kind, `+86${phone}`],
      [kind, email],
    ]
    await core.changePassword(caller, { password, newPassword })
    expect(shown(await told())).toEqual(both('password_changed'))
    const again = await core.login({ phone, password: newPassword })
    await told()
    const now = core.authenticate(again.accessToken)
    await core.addIdentity(now, await ask('verify', { phone: '13900139000' }))
    expect(shown(await told())).toEqual(both('identity_added'))
    advance(1)
    const [own] = (await core.identities(now)).identities
    await core.removeIdentity(now, own?.id ?? '')
    expect(shown(await told())).toEqual([
      ['identity_removed', `+86${phone}`],
      ['identity_removed', '+8613900139000'],
      ['identity_removed', email],
    ])
    await core.ban(owner.user.id)
    expect((await told()).map(({ kind }) => kind)).toEqual(['banned', 'banned'])
  })

  it('of a sign-in from elsewhere is told by e-mail alone, and not of a known device or address', async () => {
    const { core, told, owner } = await scene()
    const { deviceToken } = owner
    await core.login({ phone, password, deviceToken }, { address: '198.51.100.1' })
    await core.login({ phone, password }, { address: '192.0.2.1' })
    expect(await told()).toEqual([])
    await core.login({ phone, password }, { address: '203.0.113.9', device: 'iPhone' })
    expect(await told()).toMatchObject([
      { kind: 'new_device', to: email, address: '203.0.113.9', device: 'iPhone', channel: 'email' },
    ])
  })

  it('of a sign-in with two factors is told where a password was the first, and not a code', async () => {
    const all = await scene()
    const { core, ask, told, advance } = all
    const { app } = await enrol(all, await core.login({ phone, password }))
    const origin = { address: '203.0.113.9', device: 'iPhone' }
    for (const [first, kinds] of [
      [async () => core.loginWithCode(await ask('login'), origin), []],
      [async () => core.login({ phone, password }, origin), ['new_device']],
    ] as const) {
      advance(3600)
      await told()
      const ticket = await ticketOf(first())
      await core.loginWithFactor({ ticket, kind: 'totp', code: app.code() })
      expect((await told()).map(({ kind }) => kind)).toEqual(kinds)
      await core.kickOut(all.owner.user.id)
    }
  })

  it('A324 is told once an hour of each kind', async () => {
    const { core, told, advance } = await scene()
    for (let n = 0; n < 20; n += 1) {
      await core.login({ phone, password }, { address: `203.0.113.${n}` })
    }
    expect(await told()).toHaveLength(1)
    advance(3600)
    await core.login({ phone, password }, { address: '203.0.113.99' })
    expect(await told()).toHaveLength(1)
  })

  it('A324 is texted to a phone ten times a day, whatever happens', async () => {
    const { core, told, owner, advance } = await scene()
    const texts = []
    advance(86_400)
    for (let n = 0; n < 12; n += 1) {
      await core.setPassword(owner.user.id, `${newPassword} ${n}`)
      texts.push(...(await told()).filter(({ channel }) => channel === 'sms'))
      advance(3600)
    }
    expect(texts).toHaveLength(10)
    advance(86_400)
    await core.setPassword(owner.user.id, newPassword)
    expect(shown(await told())).toHaveLength(2)
  })

  it('that cannot be delivered disturbs nobody, and is reported without saying for whom', async () => {
    const reports: unknown[] = []
    const inbox = createInbox()
    const faults = [new Error(`to ${email}`), new SendError('throttled')]
    const sender = async (): Promise<void> => {
      throw faults.shift()
    }
    const { core, advance } = await open({
      senders: inbox.senders,
      notify: { email: sender },
      report: (error) => reports.push(error),
    })
    const { challengeId } = await core.requestCode({ purpose: 'login', email })
    const { user } = await core.loginWithCode({ email, challengeId, code: await inbox.code() })
    for (let n = 0; n < 2; n += 1) {
      advance(3600)
      await core.setPassword(user.id, n === 0 ? password : newPassword)
      await inbox.messages()
    }
    expect(reports.map(String)).toEqual([
      'SendError: a message was not sent: refused',
      'SendError: a message was not sent: throttled',
    ])
  })

  it('reaches nobody by what was never proven to be theirs', async () => {
    const { core, told, caller, advance } = await scene()
    const { user } = await core.register({ phone: '13700137000', password })
    advance(1)
    await core.setPassword(user.id, newPassword)
    await core.changePassword(caller, { password, newPassword })
    const reached = (await told()).map(({ to }) => to).sort()
    expect(reached).toEqual([`+86${phone}`, email])
  })
})

describe('“this was not me” (attack A325)', () => {
  it('gives the account back to whoever was told: password, sessions and what was added end', async () => {
    const { core, ask, told, owner, caller } = await scene()
    await core.addIdentity(caller, await ask('verify', { phone: '13900139000' }))
    await told()
    const [own] = (await core.identities(caller)).identities
    await core.removeIdentity(caller, own?.id ?? '')
    const notice = (await told()).find(({ to }) => to === `+86${phone}`)
    const { resetToken } = await core.denyNotice(notice?.token ?? '')
    await expect(core.refresh(owner.refreshToken)).rejects.toMatchObject(
      failsWith('password_changed'),
    )
    await expect(core.login({ email, password })).rejects.toMatchObject(
      failsWith('credentials_wrong'),
    )
    await core.resetPassword(resetToken, newPassword)
    const { user, accessToken } = await core.login({ phone, password: newPassword })
    expect(user.id).toBe(owner.user.id)
    const { identities } = await core.identities(core.authenticate(accessToken))
    expect(identities.map(({ subject }) => subject)).not.toContain('+8613900139000')
  })

  it('gives nobody what they had added themselves, when it is taken away again', async () => {
    const { core, ask, told, caller, advance } = await scene()
    const theirs = { phone: '13900139000' }
    const added = await core.addIdentity(caller, await ask('verify', theirs))
    advance(80 * 3600)
    const { accessToken } = await core.login({ phone, password })
    const owner = core.authenticate(accessToken)
    await told()
    await core.changePassword(owner, { password, newPassword })
    const notice = (await told()).find(({ to }) => to === '+8613900139000')
    const again = await core.login({ phone, password: newPassword })
    await core.removeIdentity(core.authenticate(again.accessToken), added.id)
    await expect(core.denyNotice(notice?.token ?? '')).rejects.toMatchObject(
      failsWith('notice_token_invalid'),
    )
    const thief = await core.loginWithCode({
      ...(await ask('login', theirs)),
      resolve: 'take_back',
    })
    expect(thief.user.id).not.toBe(owner.userId)
    await core.login({ phone, password: newPassword })
  })

  it('holds once, for 72 hours, and is not guessed', async () => {
    const { core, told, caller, advance } = await scene()
    await core.changePassword(caller, { password, newPassword })
    const [first, second] = await told()
    await core.denyNotice(first?.token ?? '')
    for (const token of [first?.token ?? '', '', 'x', `${second?.token}x`]) {
      await expect(core.denyNotice(token)).rejects.toMatchObject(failsWith('notice_token_invalid'))
    }
    advance(72 * 3600)
    await expect(core.denyNotice(second?.token ?? '')).rejects.toMatchObject(
      failsWith('notice_token_invalid'),
    )
  })
})
