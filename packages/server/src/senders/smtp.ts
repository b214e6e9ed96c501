import { isLoopback } from '@ztoken/contract'
import { SendError } from '@ztoken/core'
import type { NodemailerError, SMTPTransportOptions } from 'nodemailer'
import { deadlineMilliseconds, type FaultTable, refusal } from './one-request.ts'

/** A server that takes mail. */
export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** True: TLS from the first byte; else STARTTLS, which a server that is shown a password has to offer. */
  readonly isSecure: boolean
  readonly user: string | null
  readonly password: string | null
}

/** By which server mail goes out, and as whose. */
export interface SmtpPlace {
  readonly server: SmtpServer
  /** Whom it is from: an address, or `Name <address>`. */
  readonly from: string
  /** 10,000 unless given. */
  readonly timeoutMilliseconds?: number
}

/** What somebody is written. */
export interface Mail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** An address is one word with an @: nothing that ends a line, a list or brackets (attack A312). */
const address = /^[^\s<>,;:"\\()[\]@\p{C}]+@[^\s<>,;:"\\()[\]@\p{C}]+$/u

/** By the answer of the server (RFC 5321 §4.2.3), or by what nodemailer calls it. */
const faults: FaultTable = [
  [/^(?:530|534|535|538|EAUTH|ENOAUTH)$/, 'credentials'],
  [/^(?:550|551|553|556)$/, 'number'],
  [/^(?:421|450|451|452|454)$/, 'throttled'],
  [/^(?:ECONNECTION|ETIMEDOUT|ESOCKET|EDNS|ETLS|EABORT|EPROTOCOL)$/, 'unreachable'],
]

/** Sends one mail to one address, once, over a connection of its own. Rejects with SendError. */
export async function sendMail(place: SmtpPlace, to: string, mail: Mail): Promise<void> {
  const { server, from, timeoutMilliseconds = deadlineMilliseconds } = place
  if (!address.test(to)) throw new SendError('number', 'address')
  const { createTransport } = await import('nodemailer')
  const transport = createTransport(transportOptions(server, timeoutMilliseconds))
  try {
    await transport.sendMail({
      ...mail,
      from,
      to: { name: '', address: to },
      // RFC 3834: nobody is to answer it by themselves.
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal: AbortSignal.timeout(timeoutMilliseconds),
    })
  } catch (error) {
    throw refusalOf(error as NodemailerError)
  } finally {
    transport.close()
  }
}

function refusalOf({ code = '', responseCode, command }: NodemailerError): SendError {
  const said = code === 'ETLS' ? code : String(responseCode ?? code)
  // The server does not let us be who we say we are; it has not seen yet whom it is for.
  const isAboutUs = command === 'MAIL FROM' && /^5/.test(said) && !/^53/.test(said)
  return isAboutUs ? new SendError('template', said) : refusal(faults, said)
}

function transportOptions(
  { host, port, isSecure, user, password }: SmtpServer,
  timeoutMilliseconds: number,
): SMTPTransportOptions {
  const hasPassword = user !== null && password !== null
  const isNear = isLoopback(host.includes(':') ? `[${host}]` : host)
  return {
    host,
    port,
    secure: isSecure,
    ...(hasPassword && { auth: { user, pass: password } }),
    requireTLS: hasPassword && !isSecure && !isNear,
    // A server on this machine has as a rule a certificate that nobody signed.
    ignoreTLS: isNear,
    connectionTimeout: timeoutMilliseconds,
    greetingTimeout: timeoutMilliseconds,
    socketTimeout: timeoutMilliseconds,
    dnsTimeout: timeoutMilliseconds,
    // A template is text: it names no file and no URL that would be sent along.
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}
