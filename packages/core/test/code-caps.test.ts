import { memoryStore } from '@ztoken/stores'
import { describe, expect, it } from 'vitest'
import { SendError, unavailable } from '../src/index.ts'
import { createInbox } from './inbox.ts'
import { failsWith, open, phone, start } from './open.ts'

const login = { purpose: 'login', phone } as const
const phoneOf = (n: number): string => `138${String(n).padStart(8, '0')}`
const codeOf = ({ code }: { readonly code?: unknown }): unknown => code ?? 'sent'

describe('how many codes are sent', () => {
  it('A159 one a minute, five in any hour and ten in any day to one person', async () => {
    const inbox = createInbox()
    const { core, advance } = await open({ senders: inbox.senders })
    const sentAt: number[] = []
    for (let minute = 0; minute < 3 * 24 * 60; minute += 1) {
      const address = `192.0.2.${minute % 250}`
      if (codeOf(await core.requestCode(login, address).catch((error) => error)) === 'sent') {
        sentAt.push(minute)
      }
      advance(60)
    }
    const within = (span: number): number =>
      Math.max(...sentAt.map((at) => sentAt.filter((one) => one >= at && one < at + span).length))
    expect([within(1), within(60), within(24 * 60)]).toEqual([1, 5, 10])
    // And no fewer: whoever comes back the next day is sent as many again.
    expect(sentAt.length).toBe(30)
  })

  it('A302 a phone has one count, however it is written', async () => {
    const inbox = createInbox()
    const { core } = await open({ senders: inbox.senders })
    const written = ['+8613800138000', '008613800138000', '138-0013-8000', '１３８００１３８０００']
    await core.requestCode(login)
    for (const one of [...written, '\u202a+86 138 0013 8000\u202c', '86-138-0013-8000']) {
      await expect(core.requestCode({ ...login, phone: one })).rejects.toMatchObject({
        code: 'too_many_requests',
        retryAfterSeconds: 60,
      })
    }
    expect(await inbox.messages()).toHaveLength(1)
  })

  it('A303 twenty an hour to an address, an IPv6 /64 being one', async () => {
    const inbox = createInbox()
    const { core, advance } = await open({ senders: inbox.senders })
    const all = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        core
          .requestCode({ ...login, phone: phoneOf(n) }, `2001:db8::${n.toString(16)}`)
          .catch((error) => error),
      ),
    )
    expect(all.map(codeOf).filter((outcome) => outcome === 'sent')).toHaveLength(20)
    expect(await inbox.messages()).toHaveLength(20)
    advance(3600)
    await core.requestCode({ ...login, phone: phoneOf(1) }, '2001:db8::1')
  })

  it('A303 as many a day as the installation may, then it is closed until midnight and said once', async () => {
    const inbox = createInbox()
    const { core, advance } = await open({ senders: inbox.senders, codesPerDay: 30 })
    const told: unknown[] = []
    core.on('code_sending_closed', ({ detail }) => told.push(detail))
    const ask = (n: number) =>
      core
        .requestCode({ ...login, phone: phoneOf(n) }, `192.0.2.${n % 250}`)
        .catch((error) => error)
    const all = await Promise.all(Array.from({ length: 100 }, (_, n) => ask(n)))
    expect(all.map(codeOf).filter((outcome) => outcome === 'sent')).toHaveLength(30)
    advance(3600)
    const refused = await ask(1)
    expect(refused).toMatchObject({ code: 'sending_closed', retryAfterSeconds: 23 * 3600 })
    expect(await inbox.messages()).toHaveLength(30)
    expect(told).toEqual([{ channel: 'sms' }])
    // The other channel goes on.
    await core.requestCode({ purpose: 'login', email: 'a@example.com' })
    advance(23 * 3600)
    expect(codeOf(await ask(1))).toBe('sent')
  })

  it('A303 an address hears when its first place is free again, from whichever server', async () => {
    const store = memoryStore()
    const { senders } = createInbox()
    const servers = [await open({ store, senders }), await open({ store, senders })] as const
    const ask = (server: 0 | 1, n: number) =>
      servers[server].core.requestCode({ ...login, phone: phoneOf(n) }, '192.0.2.1')
    const pass = (seconds: number) => servers.map(({ advance }) => advance(seconds))
    const waits = (retryAfterSeconds: number) => ({ code: 'too_many_requests', retryAfterSeconds })
    for (let n = 0; n < 20; n += 1) {
      await ask(0, n)
      pass(60)
    }
    for (const server of [0, 1] as const) {
      await expect(ask(server, 20)).rejects.toMatchObject(waits(2400))
    }
    pass(2399)
    for (const server of [1, 0] as const) {
      await expect(ask(server, 21)).rejects.toMatchObject(waits(1))
    }
    pass(1)
    await ask(1, 22)
    for (const server of [0, 1] as const) {
      await expect(ask(server, 23)).rejects.toMatchObject(waits(60))
    }
  })

  it('A301 a thousand at once for one number on three servers are one text', async () => {
    const store = memoryStore()
    const inbox = createInbox()
    const servers = await Promise.all(
      Array.from({ length: 3 }, () => open({ store, senders: inbox.senders })),
    )
    const all = await Promise.all(
      Array.from({ length: 1000 }, (_, n) =>
        servers[n % 3]?.core.requestCode(login, `192.0.2.${n % 250}`).catch((error) => error),
      ),
    )
    expect(all.map((one) => codeOf(one ?? {})).filter((one) => one === 'sent')).toHaveLength(1)
    expect(await inbox.messages()).toHaveLength(1)
  })

  it('A305 nothing is sent where the count cannot be kept, and what was counted is given back', async () => {
    const inner = memoryStore()
    let failing = 0
    const store = {
      ...inner,
      takeAttempt: async (...given: Parameters<typeof inner.takeAttempt>) => {
        failing -= 1
        if (failing === 0) throw unavailable(new Error('down'))
        return inner.takeAttempt(...given)
      },
    }
    const inbox = createInbox()
    const { core } = await open({ store, senders: inbox.senders })
    for (failing of [1, 2, 3, 4, 5]) {
      await expect(core.requestCode(login)).rejects.toMatchObject(failsWith('unavailable'))
    }
    expect(await inbox.messages()).toEqual([])
    failing = 0
    await core.requestCode(login)
    expect(await inbox.messages()).toHaveLength(1)
  })
})

it('A305 however often a count could not be kept, nothing of it is held against anybody', async () => {
  const inner = memoryStore()
  const kinds = new Set<string>()
  let down = ''
  const store = {
    ...inner,
    takeAttempt: async (...given: Parameters<typeof inner.takeAttempt>) => {
      const kind = given[0].split(' ')[0] ?? ''
      kinds.add(kind)
      if (kind === down) throw unavailable(new Error('down'))
      return inner.takeAttempt(...given)
    },
  }
  const { core, advance } = await open({ store, senders: createInbox().senders })
  const ask = (): Promise<unknown> => core.requestCode(login, '192.0.2.1')
  await ask()
  expect(kinds.size).toBe(5)
  for (down of [...kinds]) {
    advance(3600)
    for (let n = 0; n < 60; n += 1) {
      await expect(ask()).rejects.toMatchObject(failsWith('unavailable'))
    }
    down = ''
    await ask()
  }
})

describe('a sender that fails', () => {
  it('A306 is asked once, told of by kind, and nothing of it reaches the person', async () => {
    const reports: unknown[] = []
    const faults = [
      new SendError('balance', 'isv.AMOUNT NOT\nENOUGH'),
      new Error('13800138000 got 123456'),
    ]
    let asked = 0
    const sms = async (): Promise<void> => {
      asked += 1
      throw faults.shift()
    }
    const { core, advance } = await open({
      senders: { sms },
      report: (error) => reports.push(error),
    })
    const first = await core.requestCode(login)
    advance(60)
    const second = await core.requestCode(login)
    await core.close()
    expect([first.resendInSeconds, second.resendInSeconds, asked]).toEqual([60, 60, 2])
    expect(core.work().codes.sms).toMatchObject({ sent: 0, balance: 1, refused: 1 })
    expect(reports.map(String)).toEqual([
      'SendError: a message was not sent: balance (isv.AMOUNTNOTENOUGH)',
      'SendError: a message was not sent: refused',
    ])
  })

  it('that is slow is waited for when the server stops', async () => {
    let finish = (): void => undefined
    const sms = (): Promise<void> => new Promise((resolve) => (finish = resolve))
    const { core } = await open({ senders: { sms }, clock: () => start })
    await core.requestCode(login)
    const closing = core.close()
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate)
    expect(core.work().codes.sms.sent).toBe(0)
    finish()
    await closing
    expect(core.work().codes.sms.sent).toBe(1)
  })
})
