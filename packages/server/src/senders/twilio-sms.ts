import type { CodeSender } from '@ztoken/core'
import { smsText } from './texts.ts'
import { type TwilioOptions, twilioTexts } from './twilio.ts'

/** One-time codes by Twilio, with a text of ours. Rejects with SendError. */
export function twilioSms(options: TwilioOptions): CodeSender {
  const send = twilioTexts(options)
  return (message) => send(message.to, smsText(message))
}
