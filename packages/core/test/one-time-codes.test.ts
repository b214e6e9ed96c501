import { describe, expect, it } from 'vitest'
import { createInbox, otherThan } from './inbox.ts'
import { failsWith, open, password, phone } from './open.ts'

const email = 'san.zhang@example.com'
const address = '192.0.2.7'

async function scene(options: Parameters<typeof open>[0] = {}) {
  const inbox = createInbox()
  const opened = await open({ senders: inbox.senders, ...options })
  const { core, advance } = opened
  const ask = async (purpose: 'login' | 'password_reset' | 'verify', whom: object = { phone }) => {
    const { challengeId } = await core.requestCode({ purpose, ...whom }, address)
    const code = await inbox.code()
    return { ...whom, challengeId, code }
  }
  return { ...opened, ...inbox, ask, again: () => advance(60) }
}

describe('signing in by a code', () => {
  it('registers whoever is new, who is known by a proven phone and has no password', async () => {
    const { core, store, ask, again } = await scene()
    const grant = await core.loginWithCode({ ...(await ask('login')), name: '张三' }, { address })
    expect(grant.user).toMatchObject({ phone: `+86${phone}`, name: '张三' })
    const account = await store.findAccount(grant.user.id)
    expect(account?.credentials).toEqual([])
    expect(account?.identities[0]?.verifiedAt).not.toBeNull()
    again()
    const second = await core.loginWithCode(await ask('login'))
    expect(second.user.id).toBe(grant.user.id)
    const [session] = await store.listSessions(grant.user.id, { after: null, limit: 1 })
    expect(session?.amr).toEqual(['sms'])
  })

  it('works by e-mail as well', async () => {
    const { core, ask, messages } = await scene()
    const { user } = await core.loginWithCode(
      await ask('login', { email: 'San.Zhang@Example.com' }),
    )
    expect(user).toMatchObject({ email, phone: null })
    expect((await messages())[0]).toMatchObject({ to: email, validMinutes: 5, purpose: 'login' })
  })

  it('A309 one code opens one session, however many show it at once', async () => {
    const { core, ask } = await scene()
    const shown = await ask('login')
    const all = await Promise.allSettled(
      Array.from({ length: 50 }, () => core.loginWithCode(shown)),
    )
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('A310 a code is read as people type it, and is a text', async () => {
    const { core, ask, again } = await scene()
    for (const typed of [
      (code: string) => ` ${code.slice(0, 3)} ${code.slice(3)}\u200b`,
      (code: string) => `${code.slice(0, 3)}-${code.slice(3)}`,
      (code: string) => code.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
    ]) {
      const shown = await ask('login')
      await core.loginWithCode({ ...shown, code: typed(shown.code) })
      again()
    }
    const shown = await ask('login')
    for (const code of [
      '',
      ' '.repeat(65),
      123456 as never,
      '12345',
      `${shown.code}0`,
      'abcdef',
      `0x${shown.code.slice(2)}`,
    ]) {
      await expect(core.loginWithCode({ ...shown, code })).rejects.toMatchObject(
        failsWith('code_wrong'),
      )
    }
    // None of these was a guess.
    await core.loginWithCode(shown)
  })

  it('A326 a ban, closed registration and the bound of sessions hold', async () => {
    const { core, ask, again } = await scene({ sessionsPerUser: 1, whenSessionsFull: 'refuse' })
    const closed = { ...(await ask('login')), mayRegister: false }
    await expect(core.loginWithCode(closed)).rejects.toMatchObject(failsWith('registration_closed'))
    again()
    const { user } = await core.loginWithCode(await ask('login'))
    again()
    await expect(core.loginWithCode(await ask('login'))).rejects.toMatchObject(
      failsWith('too_many_sessions'),
    )
    await core.ban(user.id, { reason: 'spam' })
    again()
    await expect(core.loginWithCode(await ask('login'))).rejects.toMatchObject({
      code: 'user_banned',
      data: { until: null, reason: 'spam' },
    })
  })
})

describe('a code that is not right', () => {
  it('A157 may be guessed at five times, and says how many are left', async () => {
    const { core, ask } = await scene()
    const shown = await ask('login')
    for (const left of ['4', '3', '2', '1', '0']) {
      const wrong = { ...shown, code: otherThan(shown.code, Number(left) + 1) }
      await expect(core.loginWithCode(wrong)).rejects.toMatchObject({
        code: 'code_wrong',
        data: { tries_left: left },
      })
    }
    await expect(core.loginWithCode(shown)).rejects.toMatchObject(failsWith('code_expired'))
  })

  it('A158 A307 is one of another purpose, person or question, used, or over to the second', async () => {
    const { core, ask, again, advance } = await scene()
    const fails = async (shown: object, code: string) =>
      expect(core.loginWithCode(shown as never)).rejects.toMatchObject(failsWith(code))
    const other = await ask('verify')
    await fails(other, 'code_expired')
    again()
    const shown = await ask('login')
    await fails({ ...shown, phone: '13800138001' }, 'code_expired')
    await fails({ ...shown, challengeId: other.challengeId }, 'code_expired')
    await fails({ ...shown, challengeId: 'x' }, 'code_expired')
    await fails({ ...shown, challengeId: `${shown.challengeId}x` }, 'code_expired')
    await core.loginWithCode(shown)
    await fails(shown, 'code_expired')
    again()
    const late = await ask('login')
    advance(299)
    await fails({ ...late, code: otherThan(late.code) }, 'code_wrong')
    advance(1)
    await fails(late, 'code_expired')
  })

  it('is not wrong but over where a newer one was sent, and costs the newer no guess', async () => {
    const { core, ask, again } = await scene()
    const older = await ask('login')
    again()
    const newer = await ask('login')
    // Of a million pairs one is twice the same.
    if (older.code === newer.code) return
    for (let n = 0; n < 20; n += 1) {
      await expect(core.loginWithCode({ ...newer, code: older.code })).rejects.toMatchObject(
        failsWith('code_expired'),
      )
    }
    await core.loginWithCode(newer)
  })

  it('A308 is guessed at ten times an hour, over however many codes', async () => {
    const { core, ask, again, advance } = await scene()
    const outcomes: string[] = []
    let shown = await ask('login')
    for (let n = 0; n < 12; n += 1) {
      if (n === 5 || n === 10) {
        again()
        shown = await ask('login')
      }
      const wrong = { ...shown, code: otherThan(shown.code, n + 1) }
      outcomes.push(await core.loginWithCode(wrong).catch(({ code }) => code))
    }
    expect(outcomes).toEqual([
      ...Array.from({ length: 10 }, () => 'code_wrong'),
      ...Array.from({ length: 2 }, () => 'too_many_requests'),
    ])
    advance(3600)
    await core.loginWithCode(await ask('login'))
  })

  it('is on the record, masked', async () => {
    const { core, ask } = await scene()
    const shown = await ask('login')
    await core.loginWithCode({ ...shown, code: otherThan(shown.code) }).catch(() => undefined)
    const { items } = await core.searchAudit({ event: 'code_failed' })
    expect(items[0]?.detail).toEqual({ phone: '+86138****8000', purpose: 'login' })
    expect(JSON.stringify(items)).not.toContain(shown.code)
  })
})

describe('what is answered to who asks for a code', () => {
  it('A009 A010 A300 is the same for the known, strangers and the banned', async () => {
    const { core, messages } = await scene()
    await core.register({ phone: '13800138001', password })
    const { user } = await core.register({ phone: '13800138002', password })
    await core.ban(user.id)
    const asked = []
    for (const purpose of ['login', 'password_reset', 'verify'] as const) {
      for (const known of ['13800138000', '13800138001', '13800138002']) {
        const input = { purpose, phone: known, mayRegister: false }
        const { challengeId, ...rest } = await core.requestCode(input).catch((error) => error)
        asked.push(rest.code ?? rest)
      }
    }
    // One a minute for each of them, whatever for.
    expect(asked).toEqual([
      ...Array.from({ length: 3 }, () => ({ expiresInSeconds: 300, resendInSeconds: 60 })),
      ...Array.from({ length: 6 }, () => 'too_many_requests'),
    ])
    // Registration is closed, so a stranger is sent nothing.
    expect((await messages()).map(({ to }) => to)).toEqual(['+8613800138001', '+8613800138002'])
  })

  it('says that there is no sender, and counts nothing by it', async () => {
    const inbox = createInbox()
    const { core } = await open({ senders: inbox.emailAlone })
    for (let n = 0; n < 3; n += 1) {
      await expect(core.requestCode({ purpose: 'login', phone })).rejects.toMatchObject(
        failsWith('channel_unavailable'),
      )
    }
  })

  it('A304 phones of other countries, and numbers that are charged for, are refused', async () => {
    const { core, messages } = await scene({ codeRegions: ['CN', 'US', 'GB'] })
    const ask = (one: string) =>
      core.requestCode({ purpose: 'login', phone: one }).catch(({ code }) => code)
    expect(await ask('+33612345678')).toBe('region_unsupported')
    // A premium number and one of a fixed line.
    expect(await ask('+449011234567')).toBe('region_unsupported')
    expect(await ask('+442071838750')).toBe('region_unsupported')
    expect(await ask('+8613800ABCDEF')).toBe('phone_invalid')
    expect(await ask('+447400123456')).toMatchObject({ resendInSeconds: 60 })
    expect(await messages()).toHaveLength(1)
  })

  it('A320 an e-mail address has one form, or is refused', async () => {
    const { core, messages, advance } = await scene()
    const ask = (one: string) =>
      core.requestCode({ purpose: 'login', email: one }).catch(({ code }) => code)
    for (const refused of [
      ...['a@b@example.com', '"a b"@example.com', 'a(comment)@example.com', 'a@[192.0.2.1]'],
      ...['a@example', `${'x'.repeat(65)}@example.com`, `a@${'x.'.repeat(126)}com`, 'a@b\r\nc.com'],
    ]) {
      expect(await ask(refused)).toBe('email_invalid')
    }
    const written = [
      'San+Zhang@Exämple.com',
      'san+zhang@xn--exmple-cua.com',
      ' SAN+ZHANG@EXÄMPLE.COM ',
    ]
    await ask(written[0] ?? '')
    for (const same of written) expect(await ask(same)).toBe('too_many_requests')
    advance(60)
    // A letter that looks alike is another mailbox, and so is what stands behind a plus.
    for (const other of ['s\u0430n+zhang@exämple.com', 'san@exämple.com']) {
      expect(await ask(other)).toMatchObject({ resendInSeconds: 60 })
    }
    expect(new Set((await messages()).map(({ to }) => to)).size).toBe(3)
  })

  it('A313 a test phone has its code until its end, and nothing is sent to it', async () => {
    const until = Date.UTC(2026, 0, 1, 1)
    const test = { phone: `+86${phone}`, code: '012345', until }
    const { core, ask, messages, advance } = await scene({ testPhones: [test] })
    const { challengeId } = await core.requestCode({ purpose: 'login', phone })
    await core.loginWithCode({ phone, challengeId, code: '012345' })
    expect(await messages()).toEqual([])
    advance(3600)
    const shown = await ask('login')
    expect(await messages()).toHaveLength(1)
    if (shown.code !== '012345') {
      const wrong = { ...shown, code: '012345' }
      await expect(core.loginWithCode(wrong)).rejects.toMatchObject(failsWith('code_wrong'))
    }
  })

  it.each([
    { codeRegions: ['XX'] },
    { codesPerDay: -1 },
    { testPhones: [{ phone, code: '123456', until: 0 }] },
    { testPhones: [{ phone: `+86${phone}`, code: '12345', until: 0 }] },
    { testPhones: [{ phone: `+86${phone}`, code: '123456', until: Number.NaN }] },
  ])('options that cannot be meant are refused: %j', async (options) => {
    await expect(open(options)).rejects.toThrow(TypeError)
  })
})
