import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'
import type { SmtpServer } from '../src/server.ts'

export interface Mailbox {
  readonly server: SmtpServer
  readonly mails: { readonly to: string[]; readonly email: Email; readonly raw: string }[]
}

/** A real SMTP server, not ours, that keeps what it takes. */
export async function openMailbox(options: SMTPServerOptions = {}): Promise<Mailbox> {
  const mails: Mailbox['mails'] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'me' && password === 'canary/p@ss'
        ? done(null, { user: username })
        : done(new Error('canary')),
    async onData(stream, { envelope }, done) {
      const pieces: Buffer[] = []
      for await (const piece of stream) pieces.push(piece as Buffer)
      const raw = Buffer.concat(pieces).toString('utf8')
      const to = envelope.rcptTo.map(({ address }) => address)
      mails.push({ to, raw, email: await PostalMime.parse(raw) })
      done()
    },
    ...options,
  })
  // What a client hangs up is no fault of the test.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const { port } = server.server.address() as AddressInfo
  return {
    mails,
    server: { host: '127.0.0.1', port, isSecure: false, user: 'me', password: 'canary/p@ss' },
  }
}
