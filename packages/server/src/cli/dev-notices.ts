import type { NoticeSenders } from '@ztoken/core'
import { openNotices } from '../config/open-notices.ts'
import { pageLink } from '../config/page-links.ts'
import type { Settings } from '../config/settings.ts'
import type { Inbox } from '../senders/inbox.ts'
import type { NoticeLink } from '../senders/notices/words.ts'
import { listensLocally } from './local.ts'

/**
 * Who tells people what was done to their account under `ztoken dev`: the inbox, and whoever is set
 * up. In: where the server listens, once that is known.
 */
export async function openDevNotices(
  settings: Settings,
  inbox: Inbox,
  listening: () => string | undefined,
): Promise<NoticeSenders> {
  const link = linkTo(settings, listening)
  const keep = inbox.notices(link)
  const kept = { on: { sms: keep, email: keep }, email: { email: keep }, off: {} }
  return { ...kept[settings.notices], ...(await openNotices(settings, link)) }
}

/** Who reads a message of `ztoken dev` sits at this machine. */
function linkTo(settings: Settings, listening: () => string | undefined): NoticeLink | null {
  const isReached = settings.public_url !== null || listensLocally(settings.host)
  if (!settings.pages || !isReached) return null
  return (token) => pageLink(settings, 'not-me', token, listening())
}
