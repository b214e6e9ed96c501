import type { NoticeSender } from '@ztoken/core'
import { type HookPlace, signedPost } from '../signed-post.ts'
import { noticeMail } from './mail.ts'
import { noticeText } from './text.ts'
import { isFinal, linkOf, type NoticeSite } from './words.ts'

export interface HookNoticeOptions extends HookPlace, NoticeSite {}

/**
 * Hands notices to a program of one's own, as `notice.send`, signed in the form of Standard Webhooks
 * and, unlike a webhook, once. Any 2xx is taken for sent. Rejects with SendError.
 * Throws TypeError for a URL or a secret that cannot be used.
 */
export function hookNotices({
  site = null,
  link = null,
  ...place
}: HookNoticeOptions): NoticeSender {
  const post = signedPost(place)
  const where = { site, link }
  return (notice) =>
    post('notice.send', {
      channel: notice.channel,
      kind: notice.kind,
      to: notice.to,
      at: new Date(notice.at).toISOString(),
      // As the device itself has written it: a stranger's text.
      device: notice.device,
      address: notice.address,
      link: linkOf(notice, where),
      // For a link of one's own, to a page that sends it to `POST /v1/not-me`.
      token: isFinal(notice.kind) ? null : notice.token,
      site,
      text: notice.channel === 'sms' ? noticeText(notice, where) : noticeMail(notice, where).text,
    })
}
