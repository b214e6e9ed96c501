import type { Language } from '@ztoken/contract'
import type { Notice } from '@ztoken/core'
import { hostOrNull } from '../texts.ts'
import { beijingMinute, finalAdvice, isFinal, kindWords, minute, type NoticeSite } from './words.ts'

/**
 * A notice as a text message: in Chinese to phones of mainland China, in English to others. It has no
 * link, which carriers filter and people are told to distrust, and nothing a stranger wrote; whoever
 * has the phone needs none, since a code sent to it opens the account.
 */
export function noticeText({ kind, to, at }: Notice, { site }: NoticeSite): string {
  const host = hostOrNull(site ?? null)
  const language = languageOfPhone(to)
  const what = kindWords[kind][language]
  const advice = (isFinal(kind) ? finalAdvice : codeAdvice)[language]
  return language === 'en'
    ? `${host ?? 'Your account'}: ${what} (${minute(at)} UTC). ${advice}`
    : `${host ?? '你的账号'}：${what}（${beijingMinute(at)}）。${advice}`
}

/** What whoever has a phone is taken to read. */
export function languageOfPhone(phone: string): Language {
  return phone.startsWith('+86') ? 'zh-CN' : 'en'
}

const codeAdvice: typeof finalAdvice = {
  'zh-CN': '如非本人操作，请在 72 小时内用本手机号的验证码登录，并设置新密码。',
  en: 'If this was not you, sign in with a code sent to this phone within 72 hours and set a new password.',
}
