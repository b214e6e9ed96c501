import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '@ztoken/contract'
import type { CodeMessage } from '@ztoken/core'
import { escaped } from './html.ts'
import { type MailTemplate, type MailTemplates, ownTemplates } from './own-mail-templates.ts'
import { purposeWords } from './texts.ts'

const placeForm = /\{\{([^{}]*)\}\}/g

/** What stands in the places of a template. */
function valuesOf({ code, purpose, validMinutes, language, site }: CodeMessage) {
  const minutes = String(validMinutes)
  return { code, minutes, purpose: purposeWords[purpose][language], site: site ?? '' }
}
type Place = keyof ReturnType<typeof valuesOf>
const places: readonly Place[] = ['code', 'minutes', 'purpose', 'site']

/** The message as it is sent. Whatever a value holds, it begins no line of its own (attack A312). */
export function filledMail(templates: MailTemplates, message: CodeMessage): MailTemplate {
  const { subject, text, html } = templates[message.language]
  const values = valuesOf(message)
  const fill = (template: string, written: (value: string) => string): string =>
    template.replace(placeForm, (_, place: string) =>
      written(values[place.trim() as Place].replace(/\p{C}/gu, ' ')),
    )
  return {
    subject: fill(subject, String),
    text: fill(text, String),
    html: fill(html, escaped),
  }
}

/** The files that an operator may put in a folder. */
const names = ['code.zh-CN.txt', 'code.zh-CN.html', 'code.en.txt', 'code.en.html']

/**
 * The templates of a folder: texts whose first line is `Subject: …`, and HTML. Ours stand in for the
 * files that are not there. A text that comes back says what is wrong with one.
 */
export function readMailTemplates(folder: string): MailTemplates | string {
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
    const fault = faultIn(content, name.endsWith('.html'))
    if (fault !== null) return `names a folder in which ${name} ${fault}`
  }
  const templateIn = (language: Language): MailTemplate => ({
    ...ownTemplates[language],
    ...parted(found.get(`code.${language}.txt`)),
    html: found.get(`code.${language}.html`) ?? ownTemplates[language].html,
  })
  return { 'zh-CN': templateIn('zh-CN'), en: templateIn('en') }
}

const subjectLine = /^Subject: *(\S.*)\r?\n/

/** A text without its first line, which is the subject; nothing where there is no text. */
function parted(content: string | undefined): Partial<MailTemplate> {
  if (content === undefined) return {}
  const [line = '', subject = ''] = subjectLine.exec(content) ?? []
  return { subject: subject.trim(), text: content.slice(line.length).trimStart() }
}

function faultIn(content: string, isHtml: boolean): string | null {
  if (!isHtml && !subjectLine.test(content)) return 'does not begin with a line Subject: …'
  const used = [...content.matchAll(placeForm)].map(([, place = '']) => place.trim())
  const strange = used.some((place) => !(places as readonly string[]).includes(place))
  if (strange) return `has a place that is none of ${places.map((one) => `{{${one}}}`).join(', ')}`
  return used.includes('code') ? null : 'has no {{code}}'
}
