import type { NoticeSender } from '@ztoken/core'
import { type SmtpPlace, sendMail } from '../smtp.ts'
import { noticeMail } from './mail.ts'
import type { NoticeSite } from './words.ts'

export interface SmtpNoticeOptions extends SmtpPlace, NoticeSite {}

/** Notices by e-mail, text and HTML, in Chinese and English. Rejects with SendError. */
export function smtpNotices({
  site = null,
  link = null,
  ...place
}: SmtpNoticeOptions): NoticeSender {
  return (notice) => sendMail(place, notice.to, noticeMail(notice, { site, link }))
}
