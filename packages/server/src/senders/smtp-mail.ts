import type { CodeSender } from '@ztoken/core'
import { filledMail } from './mail-templates.ts'
import { type MailTemplates, ownTemplates } from './own-mail-templates.ts'
import { type SmtpPlace, sendMail } from './smtp.ts'

export interface SmtpOptions extends SmtpPlace {
  /** Ours unless given. */
  readonly templates?: MailTemplates | null
}

/** One-time codes by e-mail, text and HTML, over one connection a message. Rejects with SendError. */
export function smtpMail({ templates, ...place }: SmtpOptions): CodeSender {
  return (message) => sendMail(place, message.to, filledMail(templates ?? ownTemplates, message))
}
