import type { Language } from '@ztoken/contract'
import type { Notice } from '@ztoken/core'
import { escaped } from '../html.ts'
import type { Mail } from '../smtp.ts'
import { filledNotice, type NoticeTemplate } from './template.ts'
import { kindWords, linkOf, type NoticeSite, type NoticeWords, wordsOf } from './words.ts'

/** Nobody knows what language somebody reads who has not asked for anything: a notice has both. */
const languages = ['zh-CN', 'en'] as const satisfies readonly Language[]

/**
 * A notice as it is mailed: Chinese, and English below it. The subject holds words of ours alone.
 * What an operator has written takes the place of ours.
 */
export function noticeMail(notice: Notice, where: NoticeSite, template: NoticeTemplate = {}): Mail {
  return { ...ownMail(notice, where), ...filledNotice(template, notice, where) }
}

function ownMail(notice: Notice, where: NoticeSite): Mail {
  const link = linkOf(notice, where)
  const parts = languages.map((language) => ({ language, words: wordsOf(notice, language, where) }))
  const { 'zh-CN': chinese, en: english } = kindWords[notice.kind]
  const subject = `账号通知：${chinese} / Account notice: ${english}`
  return {
    subject,
    text: `${parts.map(({ words }) => textPart(words, link)).join('\n\n----\n\n')}\n`,
    html: `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>${escaped(subject)}</title></head>
<body style="font: 16px/1.6 system-ui, sans-serif; max-width: 32rem; margin: 2rem auto; padding: 0 1rem">
${parts.map(({ language, words }) => htmlPart(language, words, link)).join('\n<hr>\n')}
</body>
</html>
`,
  }
}

function textPart({ what, facts, advice }: NoticeWords, link: string | null): string {
  const lines = [what, '', ...facts, '', advice]
  return [...lines, ...(link === null ? [] : [link])].join('\n')
}

const linkWords: Readonly<Record<Language, string>> = {
  'zh-CN': '这不是我操作的',
  en: 'This was not me',
}

function htmlPart(language: Language, words: NoticeWords, link: string | null): string {
  const { what, facts, advice } = words
  const way = link === null ? '' : `\n<p><a href="${escaped(link)}">${linkWords[language]}</a></p>`
  return `<div lang="${language}">
<p style="font-weight: 600">${escaped(what)}</p>
<p>${facts.map(escaped).join('<br>')}</p>
<p>${escaped(advice)}</p>${way}
</div>`
}
