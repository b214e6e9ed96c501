import type { NoticeSender } from '@ztoken/core'
import { type SmtpPlace, sendMail } from '../smtp.ts'
import { noticeMail } from './mail.ts'
import type { NoticeTemplate } from './template.ts'
import type { NoticeSite } from './words.ts'

export interface SmtpNoticeOptions extends SmtpPlace, NoticeSite {
  /** Of your own, or parts of it; ours unless given. */
  readonly template?: NoticeTemplate
}

/** Notices by e-mail, text and HTML, in Chinese and English. Rejects with SendError. */
export function smtpNotices({
  site = null,
  link = null,
  template,
  ...place
}: SmtpNoticeOptions): NoticeSender {
  return (notice) => sendMail(place, notice.to, noticeMail(notice, { site, link }, template))
}
