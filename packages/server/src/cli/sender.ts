import { ZtokenError } from '@ztoken/contract'
import {
  type CodeChannel,
  canonicalEmail,
  createPhones,
  SendError,
  type SendFault,
} from '@ztoken/core'
import type { Command } from 'commander'
import { openSenders } from '../config/open-senders.ts'
import type { Settings } from '../config/settings.ts'
import { settingsOf } from './context.ts'
import { CommandError, type Terminal } from './terminal.ts'

export function addSender(program: Command, terminal: Terminal): void {
  program
    .command('sender')
    .description('try who sends one-time codes')
    .command('test')
    .description('send the code 000000, which opens nothing, as the settings say')
    .argument('<to>', 'a phone or an e-mail address')
    .option('--language <language>', 'zh-CN or en', 'zh-CN')
    .addHelpText(
      'after',
      `
A text message costs what it costs. Not sent is told by kind:

${Object.entries(advice)
  .map(([fault, words]) => `  ${fault.padEnd(12)} ${words}`)
  .join('\n')}

  ztoken sender test 13800138000
  ztoken sender test --language en somebody@app.example

Exit status: 0 the sender has taken it, 1 it has not.`,
    )
    .action(async (to: string, { language }: { readonly language: string }) => {
      if (language !== 'zh-CN' && language !== 'en') {
        throw new CommandError('--language has to be zh-CN or en')
      }
      const settings = settingsOf(terminal, program.opts(), { needsSecret: false })
      const { channel, address } = recipient(to, settings)
      const send = (await openSenders(settings))[channel]
      if (send === undefined) {
        throw new CommandError(`${variables[channel]} is not set: nothing is sent that way`)
      }
      try {
        await send({
          to: address,
          code: '000000',
          purpose: 'verify',
          validMinutes: 5,
          language,
          site: settings.public_url === null ? null : new URL(settings.public_url).hostname,
        })
      } catch (error) {
        if (error instanceof SendError)
          throw new CommandError(`${error.message}: ${advice[error.fault]}`)
        throw error
      }
      terminal.out('sent: the sender has taken the message')
    })
}

const variables: Readonly<Record<CodeChannel, string>> = {
  sms: 'ZTOKEN_SMS_SENDER',
  email: 'ZTOKEN_MAIL_SENDER',
}

/** What an operator does about it. */
const advice: Readonly<Record<SendFault, string>> = {
  balance: 'there is no money left: top the account up',
  template: 'the signature, the template or who it is from is not approved, or is filled otherwise',
  number: 'this number or address takes no messages, or not from here',
  throttled: 'too many at once for the sender: its console says the limits',
  credentials: 'the key is not right, may not send, or its account is not active',
  unreachable: 'no answer in time; whether it arrives all the same nobody knows',
  refused: 'what the sender calls it stands in brackets; its documentation says more',
}

function recipient(
  to: string,
  { default_region: region }: Settings,
): { readonly channel: CodeChannel; readonly address: string } {
  if (to.includes('@')) {
    const address = canonicalEmail(to)
    if (address === null) throw new ZtokenError('email_invalid')
    return { channel: 'email', address }
  }
  return { channel: 'sms', address: createPhones(region).requireCanonical(to) }
}
