import type { NoticeSender } from '@ztoken/core'
import { type TencentPlace, tencentText } from '../tencent-sms.ts'
import { type NoticeTemplates, noticeTemplateOf } from './approved.ts'

export interface TencentNoticeOptions extends TencentPlace {
  readonly templates: NoticeTemplates
  /** The host people know the site by; empty unless given. */
  readonly site?: string | null
}

/**
 * Notices as text messages by Tencent Cloud SMS, of kinds for which there is an approved template.
 * Rejects with SendError.
 */
export function tencentNotices({
  templates,
  site = null,
  ...place
}: TencentNoticeOptions): NoticeSender {
  return async (notice) => {
    const text = noticeTemplateOf(templates, notice, site)
    if (text === null) return false
    return tencentText(place, notice.to, text)
  }
}
