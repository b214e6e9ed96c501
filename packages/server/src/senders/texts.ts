import type { CodePurpose, Language } from '@ztoken/contract'
import type { CodeMessage } from '@ztoken/core'

type Words = Readonly<Record<Language, string>>

/** What a code is for, as it stands inside a sentence. */
export const purposeWords: Readonly<Record<CodePurpose, Words>> = {
  login: { 'zh-CN': '登录', en: 'to sign in' },
  password_reset: { 'zh-CN': '重置密码', en: 'to set a new password' },
  verify: { 'zh-CN': '确认是你本人', en: 'to confirm that this is you' },
}

const host = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/

/** The name of a site as a text may hold it. Whatever else it were, e.g. with a line break, nobody of us has written. */
export function hostOrNull(site: string | null): string | null {
  return site !== null && host.test(site) ? site : null
}

/**
 * The text message of a code, where the text is ours. It holds no link; where the site is known the
 * last line binds the code to it (origin-bound one-time codes), so that a browser fills it in there alone.
 */
export function smsText({ code, purpose, validMinutes, language, site }: CodeMessage): string {
  const what = purposeWords[purpose][language]
  const text =
    language === 'en'
      ? `${code} is your code ${what}. It is valid for ${validMinutes} minutes. Do not share it with anyone.`
      : `验证码 ${code}，用于${what}，${validMinutes} 分钟内有效。请勿告诉任何人。`
  const known = hostOrNull(site)
  return known === null ? text : `${text}\n\n@${known} #${code}`
}
