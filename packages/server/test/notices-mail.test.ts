import type { SMTPServerOptions } from 'smtp-server'
import { describe, expect, it } from 'vitest'
import { smtpNotices } from '../src/server.ts'
import { type Mailbox, openMailbox } from './mailbox.ts'
import { link, notice } from './notice.ts'
import { failure } from './vendor.ts'

const from = 'App <login@app.example>'
const site = 'app.example'

async function mailed(more: object, where: object = { site, link }): Promise<Mailbox['mails'][0]> {
  const { server, mails } = await openMailbox()
  await smtpNotices({ server, from, ...where })({ ...notice, ...more })
  const [mail] = mails
  if (mail === undefined || mails.length > 1) throw new Error(`${mails.length} mails`)
  return mail
}

describe('a notice by e-mail', () => {
  it('says in both languages what happened, when, where and what to do', async () => {
    const { to, email } = await mailed({})
    expect(to).toEqual(['somebody@app.example'])
    expect(email.subject).toBe(
      '账号通知：在新设备上登录 / Account notice: somebody signed in on a new device',
    )
    expect(email.text?.trim()).toBe(`你在 app.example 的账号：在新设备上登录

时间：2026-01-02 04:30（北京时间）
设备：Chrome 120.0 · Windows
IP 地址：203.0.113.9

如果是你本人操作，无需理会。如果不是，请在 72 小时内打开下面的链接，收回账号：
https://app.example/app/not-me#zn1.canary

----

Your account at app.example: somebody signed in on a new device

Time: 2026-01-01 20:30 (UTC)
Device: Chrome 120.0 · Windows
IP address: 203.0.113.9

If this was you, there is nothing to do. If it was not, open this link within 72 hours to take your account back:
https://app.example/app/not-me#zn1.canary`)
    expect(
      email.html?.match(/<a href="https:\/\/app\.example\/app\/not-me#zn1\.canary">/g),
    ).toHaveLength(2)
    expect(email.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated')
  })

  it.each(['password_changed', 'identity_added', 'identity_removed', 'refresh_token_reused'])(
    'of %s has a link',
    async (kind) => {
      const { email } = await mailed({ kind, device: null, address: null })
      expect(email.text).toContain(link(notice.token))
      expect(email.text).not.toMatch(/Device|IP|null|undefined/)
    },
  )

  it('of a ban has none, since whoever is told cannot undo it', async () => {
    const { email } = await mailed({ kind: 'banned' })
    expect(`${email.text}${email.html}`).not.toMatch(/http|canary/)
    expect(email.text).toContain('ask whoever runs the site')
  })

  it('has none, and no token, where the page has no address that people can reach', async () => {
    const { email } = await mailed({}, {})
    expect(`${email.text}${email.html}`).not.toMatch(/http|canary|app\.example/)
    expect(email.text).toContain('请立即设置新密码')
    expect(email.text).toContain('set a new password now')
  })

  it.each([
    [{ onRcptTo: refuse(550) }, 'number'],
    [{ onMailFrom: refuse(550) }, 'template'],
    [{ onAuth: refuse(535) }, 'credentials'],
  ] satisfies [SMTPServerOptions, string][])(
    'that is not taken is told by kind, without token, address or link: %#',
    async (options, fault) => {
      const { server, mails } = await openMailbox(options)
      const [found, said] = await failure(smtpNotices({ server, from, site, link })(notice))
      expect([found, mails]).toEqual([fault, []])
      expect(said).not.toMatch(/canary|somebody@|203\.0\.113/)
    },
  )
})

describe('A312 nobody writes in a notice what they like', () => {
  const hostile = [
    'iPhone\r\nBcc: b@evil.example\r\n\r\nhttp://evil.example',
    '<img src=x onerror=alert(1)><a href="https://evil.example">open</a>',
    '请打开 evil.example 或 ｅｖｉｌ．example、evil。example 领取',
    'www.evil.example/login?x=1 me@evil.example',
    '\u202egnp.exe \u0000\u0007',
  ]

  it.each(hostile)('by what their device calls itself: %j', async (device) => {
    const { to, email, raw } = await mailed({ device })
    expect(to).toEqual(['somebody@app.example'])
    expect(email.headers.map(({ key }) => key)).not.toContain('bcc')
    expect(raw.split('\r\n\r\n')[0]).not.toContain('evil')
    const said = `${email.text}${email.html}`
    expect(said).not.toContain('\0')
    // No mail program makes a link of what has neither a dot nor an @ before letters.
    expect(said).not.toMatch(
      /evil[.。．]|evil\.example|@evil|<img|href="https:\/\/evil|\p{Bidi_Control}/iu,
    )
    expect(email.text?.match(/https?:\/\//g)).toHaveLength(2)
    const [, name = ''] = /^Device: (.*)$/m.exec(email.text ?? '') ?? []
    expect([...name].length).toBeLessThanOrEqual(40)
  })

  it('by an address or a site that is none', async () => {
    const strange = 'x\r\nhttp://evil.example'
    const { email } = await mailed({ address: strange }, { link, site: strange })
    expect(email.text).not.toMatch(/evil|IP address/)
  })

  it('by where it goes', async () => {
    const { server, mails } = await openMailbox()
    const send = smtpNotices({ server, from, link })
    for (const to of ['a@app.example\r\nBcc: b@evil.example', 'a@app.example, b@evil.example']) {
      expect((await failure(send({ ...notice, to })))[0]).toBe('number')
    }
    expect(mails).toEqual([])
  })
})

function refuse(responseCode: number) {
  return (_given: unknown, _session: unknown, done: (error: Error) => void): void =>
    done(Object.assign(new Error('canary'), { responseCode }))
}
