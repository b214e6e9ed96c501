import type { CodeMessage } from '@ztoken/core'
import { filledHtml, filledText, type Values } from './filled.ts'
import type { MailTemplate, MailTemplates } from './own-mail-templates.ts'
import { purposeWords } from './texts.ts'

type CodePlace = 'code' | 'minutes' | 'purpose' | 'site'
export const codePlaces: readonly CodePlace[] = ['code', 'minutes', 'purpose', 'site']

/** What stands in the places of a template. */
function valuesOf({ code, purpose, validMinutes, language, site }: CodeMessage): Values<CodePlace> {
  const minutes = String(validMinutes)
  return { code, minutes, purpose: purposeWords[purpose][language], site: site ?? '' }
}

/** The message as it is sent. */
export function filledMail(templates: MailTemplates, message: CodeMessage): MailTemplate {
  const { subject, text, html } = templates[message.language]
  const values = valuesOf(message)
  return {
    subject: filledText(subject, values),
    text: filledText(text, values),
    html: filledHtml(html, values),
  }
}
