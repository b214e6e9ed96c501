import type { Notice } from '@ztoken/core'
import { filledHtml, filledText, withoutEmptyLines } from '../filled.ts'
import type { Mail } from '../smtp.ts'
import { type NoticeFact, noticeFacts, subjectPlaces } from './facts.ts'
import type { NoticeSite } from './words.ts'

/** A mail that an operator has written for notices, or parts of it. */
export type NoticeTemplate = Partial<Mail>

/** What may stand in a text. */
export const noticePlaces: readonly NoticeFact[] = [
  ...subjectPlaces,
  'advice.zh-CN',
  'advice.en',
  'device',
  'address',
  'link',
]

/** The parts that are there, filled. A line whose places are all empty is left out. */
export function filledNotice(
  { subject, text, html }: NoticeTemplate,
  notice: Notice,
  where: NoticeSite,
): NoticeTemplate {
  const values = noticeFacts(notice, where)
  return {
    ...(subject !== undefined && { subject: filledText(subject, values) }),
    ...(text !== undefined && { text: filledText(withoutEmptyLines(text, values), values) }),
    ...(html !== undefined && { html: filledHtml(withoutEmptyLines(html, values), values) }),
  }
}
