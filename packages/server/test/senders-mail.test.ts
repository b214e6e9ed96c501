import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Email } from 'postal-mime'
import type { SMTPServerOptions } from 'smtp-server'
import { describe, expect, it } from 'vitest'
import { loadSettings } from '../src/config/load.ts'
import { readTemplateFolder } from '../src/senders/template-folder.ts'
import { smtpMail } from '../src/server.ts'
import { type Mailbox, openMailbox } from './mailbox.ts'
import { secret, temporaryDirectory } from './open.ts'
import { closedPort, failure, message } from './vendor.ts'

const canary = /somebody@|654321|canary/
const toSomebody = { ...message, to: 'somebody@app.example' }

const from = 'App <login@app.example>'

describe('e-mail by SMTP', () => {
  it('arrives once, as text and HTML, in both languages, and no subject holds the code', async () => {
    const { server, mails } = await openMailbox()
    const send = smtpMail({ server, from })
    await send(toSomebody)
    await send({ ...toSomebody, language: 'en', purpose: 'password_reset' })
    expect(mails.map(({ to }) => to)).toEqual([['somebody@app.example'], ['somebody@app.example']])
    const [chinese, english] = mails.map(({ email }) => email) as [Email, Email]
    expect(chinese).toMatchObject({
      subject: '你的验证码',
      to: [{ address: 'somebody@app.example' }],
    })
    expect(chinese.from).toMatchObject({ name: 'App', address: 'login@app.example' })
    expect(chinese.text).toContain('验证码：654321\n\n用于登录，5 分钟内有效。')
    expect(chinese.html).toContain('>654321</p>')
    expect(english.subject).toBe('Your code')
    expect(english.text).toContain('Use it to set a new password within 5 minutes.')
    for (const { email, raw } of mails) {
      expect(email.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe(
        'auto-generated',
      )
      expect(raw).not.toMatch(/https?:/)
    }
  })

  it.each([
    [{ onMailFrom: refuse(550) }, 'template'],
    [{ onRcptTo: refuse(550) }, 'number'],
    [{ onRcptTo: refuse(451) }, 'throttled'],
    [
      {
        onData: (stream, _session, done) => void stream.resume().on('end', () => done(answer(554))),
      },
      'refused',
    ],
    [{ onAuth: refuse(535) }, 'credentials'],
  ] satisfies [SMTPServerOptions, string][])(
    'that is not taken is told by kind and not tried again: %#',
    async (options, fault) => {
      const { server, mails } = await openMailbox(options)
      const [found, said] = await failure(smtpMail({ server, from })(toSomebody))
      expect([found, mails]).toEqual([fault, []])
      expect(said).not.toMatch(canary)
    },
  )

  it('A306 a server that is not there, or says nothing, is given up in time', async () => {
    const nowhere = { host: '127.0.0.1', isSecure: false, user: null, password: null }
    const gone = smtpMail({ server: { ...nowhere, port: await closedPort() }, from })
    expect((await failure(gone(toSomebody)))[0]).toBe('unreachable')
    const { server } = await openMailbox({ onConnect: () => undefined })
    const [fault, said] = await failure(
      smtpMail({ server, from, timeoutMilliseconds: 300 })(toSomebody),
    )
    expect(fault).toBe('unreachable')
    expect(said).not.toMatch(canary)
  })

  it('asks a server on this machine for no TLS, and takes elsewhere no certificate that nobody signed', async () => {
    const { server, mails } = await openMailbox({ disabledCommands: [] })
    await smtpMail({ server, from })(toSomebody)
    expect(mails).toHaveLength(1)
    const elsewhere = { ...server, host: '0.0.0.0' }
    expect((await failure(smtpMail({ server: elsewhere, from })(toSomebody)))[0]).toBe(
      'unreachable',
    )
    expect(mails).toHaveLength(1)
  })

  it('shows no password to a server elsewhere that has no TLS', async () => {
    const { server, mails } = await openMailbox()
    // The same machine by a name that does not say so.
    const elsewhere = { ...server, host: '0.0.0.0' }
    expect((await failure(smtpMail({ server: elsewhere, from })(toSomebody)))[0]).toBe(
      'unreachable',
    )
    expect(mails).toEqual([])
  })
})

describe('A312 nobody writes a header or a recipient of their own', () => {
  it('by what they say their address is', async () => {
    const { server, mails } = await openMailbox()
    const send = smtpMail({ server, from })
    for (const to of [
      'a@app.example\r\nBcc: b@evil.example',
      'a@app.example, b@evil.example',
      '<a@app.example> b@evil.example',
      'a@app.example;b@evil.example',
      '"a b"@app.example',
      'a@b@app.example',
      'a',
    ]) {
      expect((await failure(send({ ...toSomebody, to })))[0], to).toBe('number')
    }
    expect(mails).toEqual([])
  })

  it('by a site or a code in a template', async () => {
    const { server, mails } = await openMailbox()
    const folder = temporaryDirectory()
    writeFileSync(join(folder, 'code.en.txt'), 'Subject: {{site}} {{code}}\n\n{{site}}')
    writeFileSync(join(folder, 'code.en.html'), '<p>{{site}} {{ code }}</p>')
    const own = readTemplateFolder(folder)
    if (typeof own === 'string') throw new Error(own)
    const { codes: templates } = own
    const site = 'a\r\nBcc: b@evil.example\r\n<script>'
    await smtpMail({ server, from, templates })({ ...toSomebody, language: 'en', site })
    const [{ email, to }] = mails as [Mailbox['mails'][number]]
    expect(to).toEqual(['somebody@app.example'])
    expect(email.headers.map(({ key }) => key)).not.toContain('bcc')
    expect(email.html).not.toContain('<script>')
  })
})

describe('templates of an operator', () => {
  const load = (folder: string) =>
    loadSettings({ ZTOKEN_SECRET: secret, ZTOKEN_MAIL_TEMPLATES: folder }, null, true)
      .mail_templates?.codes ?? null

  it('replace ours, file by file', async () => {
    const { server, mails } = await openMailbox()
    const folder = temporaryDirectory()
    writeFileSync(
      join(folder, 'code.zh-CN.txt'),
      '\ufeffSubject: 示例登录\r\n\r\n{{purpose}} {{code}} {{minutes}} {{site}}',
    )
    const templates = load(folder)
    await smtpMail({ server, from, templates })(toSomebody)
    await smtpMail({ server, from, templates })({ ...toSomebody, language: 'en' })
    expect(mails[0]?.email).toMatchObject({
      subject: '示例登录',
      text: expect.stringMatching(/^登录 654321 5 app\.example/),
      html: expect.stringContaining('你的验证码'),
    })
    expect(mails[1]?.email.subject).toBe('Your code')
  })

  it('are refused at the start for what could not be sent', () => {
    const folder = temporaryDirectory()
    expect(() => load(join(folder, 'nowhere'))).toThrow('names a folder that cannot be read')
    expect(() => load(folder)).toThrow('names a folder without any of code.zh-CN.txt')
    for (const [content, fault] of [
      ['{{code}}', 'does not begin with a line Subject'],
      ['Subject: x\n\nyour code', 'has no {{code}}'],
      ['Subject: x\n\n{{code}} {{password}}', 'has a place that is none of'],
    ] as const) {
      writeFileSync(join(folder, 'code.en.txt'), content)
      expect(() => load(folder)).toThrow(`code.en.txt ${fault}`)
    }
    mkdirSync(join(folder, 'code.en.html'))
    expect(() => load(folder)).toThrow('ZTOKEN_MAIL_TEMPLATES names a folder')
  })
})

function answer(responseCode: number): Error {
  return Object.assign(new Error('canary'), { responseCode })
}

function refuse(responseCode: number) {
  return (_given: unknown, _session: unknown, done: (error: Error) => void): void =>
    done(answer(responseCode))
}
