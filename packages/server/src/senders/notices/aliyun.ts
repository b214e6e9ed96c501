import type { NoticeSender } from '@ztoken/core'
import type { AliyunKey } from '../aliyun.ts'
import { aliyunText } from '../aliyun-sms.ts'
import { type NoticeTemplates, noticeTemplateOf } from './approved.ts'

export interface AliyunNoticeOptions extends AliyunKey {
  readonly templates: NoticeTemplates
  /** The host people know the site by; empty unless given. */
  readonly site?: string | null
}

/**
 * Notices as text messages by Alibaba Cloud SMS, of kinds for which there is an approved template.
 * Rejects with SendError.
 */
export function aliyunNotices({
  templates,
  site = null,
  ...options
}: AliyunNoticeOptions): NoticeSender {
  return async (notice) => {
    const text = noticeTemplateOf(templates, notice, site)
    if (text === null) return false
    return aliyunText(options, notice.to, text)
  }
}
