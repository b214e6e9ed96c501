import type { NoticeSender, NoticeSenders } from '@ztoken/core'
import type { NoticeParam, NoticeTemplates } from '../senders/notices/approved.ts'
import type { NoticeLink, NoticeSite } from '../senders/notices/words.ts'
import { aliyunOf, given, tencentOf, twilioOf } from './open-senders.ts'
import { pageLink } from './page-links.ts'
import type { Settings } from './settings.ts'

/**
 * Who tells people what was done to their account, by channel: whoever sends codes, where that takes
 * texts that no vendor has approved, or has approved one for notices. Only what is chosen is loaded.
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
  const site = where.site ?? null
  const templates = templatesOf(settings)
  if (place?.kind === 'hook') return openHook(settings, place.url, where)
  if (place?.kind === 'twilio') {
    const { twilioNotices } = await import('../senders/notices/twilio.ts')
    return twilioNotices({ ...twilioOf(settings), site })
  }
  if (place?.kind === 'aliyun' && templates !== null) {
    const { aliyunNotices } = await import('../senders/notices/aliyun.ts')
    return aliyunNotices({ ...aliyunOf(settings), templates, site })
  }
  if (place?.kind === 'tencent' && templates !== null) {
    const { tencentNotices } = await import('../senders/notices/tencent.ts')
    return tencentNotices({ ...tencentOf(settings), templates, site })
  }
  return null
}

const usualParams: readonly NoticeParam[] = [
  { name: 'what', value: 'what' },
  { name: 'time', value: 'time' },
]

/** What a vendor of approved texts may send, where the operator has said by which template. */
function templatesOf(settings: Settings): NoticeTemplates | null {
  const { sms_notice_templates: ids, sms_notice_template_params: params } = settings
  return ids === null ? null : { ...ids, params: params ?? usualParams }
}

async function openMail(settings: Settings, where: NoticeSite): Promise<NoticeSender | null> {
  const { mail_sender: place } = settings
  if (place === null) return null
  if (place.kind === 'hook') return openHook(settings, place.url, where)
  const from = given(settings, 'mail_from')
  const template = settings.mail_templates?.notice ?? {}
  const { smtpNotices } = await import('../senders/notices/smtp.ts')
  return smtpNotices({ server: place, from, template, ...where })
}

async function openHook(
  { code_hook_secret: secret }: Settings,
  url: string,
  where: NoticeSite,
): Promise<NoticeSender> {
  return (await import('../senders/notices/hook.ts')).hookNotices({ url, secret, ...where })
}

/**
 * What an operator is told at the start of notices that could have a link and have none: by it
 * people take their account back. Null where there is nothing to say.
 */
export function linklessNotices(settings: Settings): string | null {
  const { notices, mail_sender: mail, sms_sender: sms, pages } = settings
  const hooks = [mail, notices === 'on' ? sms : null].filter((place) => place?.kind === 'hook')
  // A hook gets the token as well, and may link to a page of its own where ours are off.
  const mayLink = mail?.kind === 'smtp' || (hooks.length > 0 && pages)
  if (notices === 'off' || !mayLink || publicLink(settings) !== null) return null
  const cause = pages ? 'ZTOKEN_PUBLIC_URL is not set' : 'the pages are off (ZTOKEN_PAGES)'
  return `${cause}: notices have no link with which people take their account back (ZTOKEN_NOTICES=off sends none)`
}
