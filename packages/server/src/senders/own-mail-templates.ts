import type { Language } from '@ztoken/contract'

/** A message with places `{{code}}`, `{{minutes}}`, `{{purpose}}` and `{{site}}`. */
export interface MailTemplate {
  readonly subject: string
  readonly text: string
  readonly html: string
}

export type MailTemplates = Readonly<Record<Language, MailTemplate>>

/** Ours. The code stands in no subject: whoever hands mail on writes subjects into logs. */
export const ownTemplates: MailTemplates = {
  'zh-CN': {
    subject: '你的验证码',
    text: `验证码：{{code}}

用于{{purpose}}，{{minutes}} 分钟内有效。请勿告诉任何人。
如果不是你本人操作，请忽略这封邮件。
`,
    html: html(
      'zh-CN',
      '你的验证码',
      '用于{{purpose}}，{{minutes}} 分钟内有效。请勿告诉任何人。',
      '如果不是你本人操作，请忽略这封邮件。',
    ),
  },
  en: {
    subject: 'Your code',
    text: `Your code: {{code}}

Use it {{purpose}} within {{minutes}} minutes. Do not share it with anyone.
If you did not ask for it, ignore this message.
`,
    html: html(
      'en',
      'Your code',
      'Use it {{purpose}} within {{minutes}} minutes. Do not share it with anyone.',
      'If you did not ask for it, ignore this message.',
    ),
  },
}

function html(language: Language, title: string, about: string, otherwise: string): string {
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>${title}</title></head>
<body style="font: 16px/1.6 system-ui, sans-serif; max-width: 32rem; margin: 2rem auto; padding: 0 1rem">
<p>${title}</p>
<p style="font-size: 2rem; font-weight: 600; letter-spacing: 0.2em; margin: 1rem 0">{{code}}</p>
<p>${about}</p>
<p style="color: #767676">${otherwise}</p>
</body>
</html>
`
}
