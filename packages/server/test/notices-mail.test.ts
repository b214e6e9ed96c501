import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SMTPServerOptions } from 'smtp-server'
import { describe, expect, it } from 'vitest'
import { loadSettings } from '../src/config/load.ts'
import { smtpNotices } from '../src/server.ts'
import { type Mailbox, openMailbox } from './mailbox.ts'
import { link, notice } from './notice.ts'
import { secret, temporaryDirectory } from './open.ts'
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

describe('a mail of an operator’s own', () => {
  const written = (files: Record<string, string>) => {
    const folder = temporaryDirectory()
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder, name), content)
    }
    const { mail_templates: own } = loadSettings(
      { ZTOKEN_SECRET: secret, ZTOKEN_MAIL_TEMPLATES: folder },
      null,
      true,
    )
    return { template: own?.notice ?? {} }
  }
  const text =
    'Subject: 示例：{{what.zh-CN}}\n\n{{what.zh-CN}}，{{time.zh-CN}}\n设备 {{device}}\nIP {{address}}\n{{advice.zh-CN}}\n收回：{{link}}\n{{site}} 敬上\n'
  const html = '<p>{{what.en}} {{time.en}}</p>\n<p>{{device}}</p>\n<a href="{{link}}">not me</a>'

  it('takes the place of ours, part by part', async () => {
    const both = await mailed(
      {},
      { site, link, ...written({ 'notice.txt': text, 'notice.html': html }) },
    )
    expect(both.email.subject).toBe('示例：在新设备上登录')
    expect(both.email.text?.trim()).toBe(`在新设备上登录，2026-01-02 04:30
设备 Chrome 120.0 · Windows
IP 203.0.113.9
如果是你本人操作，无需理会。如果不是，请在 72 小时内打开下面的链接，收回账号：
收回：https://app.example/app/not-me#zn1.canary
app.example 敬上`)
    expect(both.email.html).toContain('<p>somebody signed in on a new device 2026-01-01 20:30</p>')
    expect(both.email.html).toContain('href="https://app.example/app/not-me#zn1.canary"')
    const textAlone = await mailed({}, { site, link, ...written({ 'notice.txt': text }) })
    expect(textAlone.email.html).toContain('IP address: 203.0.113.9')
  })

  it('has no line of what is not known, and no link of what cannot be undone', async () => {
    const own = written({ 'notice.txt': text, 'notice.html': html })
    const { email } = await mailed(
      { kind: 'banned', device: null, address: null },
      { site, link, ...own },
    )
    expect(email.text?.trim()).toBe(
      '账号已被封禁，2026-01-02 04:30\n如有疑问，请联系网站管理员。\napp.example 敬上',
    )
    expect(`${email.text}${email.html}`).not.toMatch(/http|canary|<a/)
  })

  it('A312 lets nobody write in it what they like', async () => {
    const own = written({ 'notice.txt': text, 'notice.html': html })
    const device = 'x\r\nBcc: b@evil.example <img src=x> {{link}} https://evil.example'
    const { to, email, raw } = await mailed({ device }, { site, link, ...own })
    expect(to).toEqual(['somebody@app.example'])
    expect(raw.split('\r\n\r\n')[0]).not.toContain('evil')
    expect(`${email.text}${email.html}`).not.toMatch(/<img|@evil|https:\/\/evil|evil\.example/)
    expect(email.text?.match(/zn1\.canary/g)).toHaveLength(1)
  })

  it.each([
    ['{{what.en}}', 'does not begin with a line Subject'],
    ['Subject: x\n\nsomething happened', 'has neither {{what.zh-CN}} nor {{what.en}}'],
    ['Subject: x\n\n{{what.en}} {{code}}', 'has a place that is none of'],
    ['Subject: {{device}}\n\n{{what.en}}', 'has a place in its subject that is none of'],
  ])('is refused at the start for what could not be sent: %j', (content, fault) => {
    expect(() => written({ 'notice.txt': content })).toThrow(`notice.txt ${fault}`)
  })
})
