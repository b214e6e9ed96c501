import type { NoticeSender } from '@ztoken/core'
import { type TwilioOptions, twilioTexts } from '../twilio.ts'
import { noticeText } from './text.ts'
import type { NoticeSite } from './words.ts'

export interface TwilioNoticeOptions extends TwilioOptions, Pick<NoticeSite, 'site'> {}

/** Notices as text messages by Twilio, without a link. Rejects with SendError. */
export function twilioNotices({ site = null, ...options }: TwilioNoticeOptions): NoticeSender {
  const send = twilioTexts(options)
  return (notice) => send(notice.to, noticeText(notice, { site }))
}
