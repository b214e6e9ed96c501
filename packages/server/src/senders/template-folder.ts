import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '@ztoken/contract'
import { placesIn } from './filled.ts'
import { codePlaces } from './mail-templates.ts'
import { subjectPlaces } from './notices/facts.ts'
import { type NoticeTemplate, noticePlaces } from './notices/template.ts'
import { type MailTemplate, type MailTemplates, ownTemplates } from './own-mail-templates.ts'

/** The mails that an operator has written; ours stand in for what is not there. */
export interface OperatorMails {
  readonly codes: MailTemplates
  readonly notice: NoticeTemplate
}

/** The files that an operator may put in a folder. */
const codeNames = ['code.zh-CN.txt', 'code.zh-CN.html', 'code.en.txt', 'code.en.html']
const noticeNames = ['notice.txt', 'notice.html']
const names = [...codeNames, ...noticeNames]

/**
 * The templates of a folder: texts whose first line is `Subject: …`, and HTML. A text that comes back
 * says what is wrong with one.
 */
export function readTemplateFolder(folder: string): OperatorMails | string {
  const found = new Map<string, string>()
  try {
    const there = readdirSync(folder)
    for (const name of names.filter((one) => there.includes(one))) {
      found.set(name, readFileSync(join(folder, name), 'utf8').replace(/^\ufeff/, ''))
    }
  } catch {
    return 'names a folder that cannot be read'
  }
  if (found.size === 0) return `names a folder without any of ${names.join(', ')}`
  for (const [name, content] of found) {
    const fault = faultIn(name, content)
    if (fault !== null) return `names a folder in which ${name} ${fault}`
  }
  const templateIn = (language: Language): MailTemplate => ({
    ...ownTemplates[language],
    ...parted(found.get(`code.${language}.txt`)),
    ...htmlIn(found.get(`code.${language}.html`)),
  })
  return {
    codes: { 'zh-CN': templateIn('zh-CN'), en: templateIn('en') },
    notice: { ...parted(found.get('notice.txt')), ...htmlIn(found.get('notice.html')) },
  }
}

const subjectLine = /^Subject: *(\S.*)\r?\n/

/** A text without its first line, which is the subject; nothing where there is no text. */
function parted(content: string | undefined): Partial<MailTemplate> {
  if (content === undefined) return {}
  const [line = '', subject = ''] = subjectLine.exec(content) ?? []
  return { subject: subject.trim(), text: content.slice(line.length).trimStart() }
}

function htmlIn(html: string | undefined): Partial<MailTemplate> {
  return html === undefined ? {} : { html }
}

function faultIn(name: string, content: string): string | null {
  const isText = name.endsWith('.txt')
  if (isText && !subjectLine.test(content)) return 'does not begin with a line Subject: …'
  const used = placesIn(content)
  if (codeNames.includes(name)) {
    return strange(used, codePlaces) ?? (used.includes('code') ? null : 'has no {{code}}')
  }
  const { subject = '' } = isText ? parted(content) : {}
  const isSaid = used.some((place) => place.startsWith('what.'))
  return (
    strange(used, noticePlaces) ??
    // Who reads a list of mails, or a log of subjects, sees words of ours and of the operator's.
    strange(placesIn(subject), subjectPlaces, 'in its subject') ??
    (isSaid ? null : 'has neither {{what.zh-CN}} nor {{what.en}}')
  )
}

function strange(used: readonly string[], known: readonly string[], where = ''): string | null {
  if (used.every((place) => known.includes(place))) return null
  const list = known.map((one) => `{{${one}}}`).join(', ')
  return `has a place ${where === '' ? '' : `${where} `}that is none of ${list}`
}
