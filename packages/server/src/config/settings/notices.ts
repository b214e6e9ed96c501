import type { NoticeParam, NoticeTemplates } from '../../senders/notices/approved.ts'
import { noticeParams, noticeTemplateIds } from '../notice-readers.ts'
import { oneOf } from '../readers.ts'
import type { ReadingsOf } from './reading.ts'

/** Whether people are told what was done to their account. */
export interface NoticeSettings {
  readonly notices: 'on' | 'email' | 'off'
  readonly sms_notice_templates: Pick<NoticeTemplates, 'id' | 'ids'> | null
  readonly sms_notice_template_params: readonly NoticeParam[] | null
}

export const noticeReadings: ReadingsOf<NoticeSettings> = {
  notices: {
    fallback: 'on',
    about:
      'whether people are told what was done to their account: `on`, by every sender of codes that takes texts of ours (SMTP, Twilio, a hook) or has a template for notices; `email`, by e-mail alone; `off`',
    read: oneOf(['on', 'email', 'off']),
  },
  sms_notice_templates: {
    fallback: null,
    about:
      'the approved SMS template for notices, of Alibaba Cloud or Tencent Cloud, others for single kinds, or those alone: `SMS_200,banned=SMS_201`; without it no notice goes out by them',
    read: noticeTemplateIds,
  },
  sms_notice_template_params: {
    fallback: null,
    about:
      'what fills it, in its order: `what`, `time`, `site`, each maybe under the name that the template has for it: `event=what,time`; `none` for nothing, by default `what,time`',
    read: noticeParams,
  },
}
