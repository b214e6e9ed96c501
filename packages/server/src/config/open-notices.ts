import type { NoticeSender, NoticeSenders } from '@ztoken/core'
import type { NoticeLink, NoticeSite } from '../senders/notices/words.ts'
import { given, twilioOf } from './open-senders.ts'
import { pageLink } from './page-links.ts'
import type { Settings } from './settings.ts'

/**
 * Who tells people what was done to their account, by channel: whoever sends codes, where that takes
 * texts that no vendor has approved. Only what is chosen is loaded.
 * In: how the link of a notice is made, where that is known better than from the settings.
 * Throws ConfigError for what a sender lacks.
 */
export async function openNotices(
  settings: Settings,
  link: NoticeLink | null = publicLink(settings),
): Promise<NoticeSenders> {
  if (settings.notices === 'off') return {}
  const { public_url: url } = settings
  const where = { site: url === null ? null : new URL(url).hostname, link }
  const [sms, email] = await Promise.all([openTexts(settings, where), openMail(settings, where)])
  return { ...(sms !== null && { sms }), ...(email !== null && { email }) }
}

/** An address that nobody has given us leads the people who are mailed it to their own machine. */
function publicLink(settings: Settings): NoticeLink | null {
  if (settings.public_url === null || !settings.pages) return null
  return (token) => pageLink(settings, 'not-me', token)
}

async function openTexts(settings: Settings, where: NoticeSite): Promise<NoticeSender | null> {
  const { sms_sender: place, notices } = settings
  if (notices === 'email') return null
  if (place?.kind === 'hook') return openHook(settings, place.url, where)
  if (place?.kind !== 'twilio') return null
  const { twilioNotices } = await import('../senders/notices/twilio.ts')
  return twilioNotices({ ...twilioOf(settings), site: where.site ?? null })
}

async function openMail(settings: Settings, where: NoticeSite): Promise<NoticeSender | null> {
  const { mail_sender: place } = settings
  if (place === null) return null
  if (place.kind === 'hook') return openHook(settings, place.url, where)
  const from = given(settings, 'mail_from')
  return (await import('../senders/notices/smtp.ts')).smtpNotices({ server: place, from, ...where })
}

async function openHook(
  { code_hook_secret: secret }: Settings,
  url: string,
  where: NoticeSite,
): Promise<NoticeSender> {
  return (await import('../senders/notices/hook.ts')).hookNotices({ url, secret, ...where })
}
