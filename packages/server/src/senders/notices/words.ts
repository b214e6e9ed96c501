import { isIP } from 'node:net'
import type { Language, NoticeKind } from '@ztoken/contract'
import type { Notice } from '@ztoken/core'
import { hostOrNull } from '../texts.ts'

/** The address of the page on which somebody says that it was not them, with this token behind `#`. */
export type NoticeLink = (token: string) => string

/** Of what site a notice speaks. */
export interface NoticeSite {
  /** The host people know it by, e.g. `app.example`; in no notice unless given. */
  readonly site?: string | null
  /** Unless given, notices have no link. */
  readonly link?: NoticeLink | null
}

/** A notice in one language, in parts that a mail and a text put together. */
export interface NoticeWords {
  /** What happened, in one sentence without its end. */
  readonly what: string
  /** When, by what device, from where; each a line. */
  readonly facts: readonly string[]
  /** What somebody does who did not do it, by a link or without one. */
  readonly advice: string
}

type Words = Readonly<Record<Language, string>>

/** What happened, as it stands behind a colon. */
export const kindWords: Readonly<Record<NoticeKind, Words>> = {
  password_changed: { 'zh-CN': '密码已修改', en: 'the password was changed' },
  identity_added: { 'zh-CN': '添加了一种登录方式', en: 'a way to sign in was added' },
  identity_removed: { 'zh-CN': '移除了一种登录方式', en: 'a way to sign in was removed' },
  banned: { 'zh-CN': '账号已被封禁', en: 'the account was banned' },
  refresh_token_reused: {
    'zh-CN': '令牌被重复使用，会话已结束',
    en: 'a session ended, because its token was used twice',
  },
  factor_added: { 'zh-CN': '开启了二次验证', en: 'a second factor was added' },
  factor_removed: { 'zh-CN': '关闭了二次验证', en: 'a second factor was removed' },
  factor_guessed: {
    'zh-CN': '有人通过了第一步登录，但多次输错二次验证码',
    en: 'somebody got past the first step of signing in and entered several wrong codes at the second',
  },
  recovery_code_used: { 'zh-CN': '使用了一个恢复码', en: 'a recovery code was used' },
  factor_recovery: {
    'zh-CN': '有人通过了第一步登录，称二次验证已丢失，申请等待期满后将其关闭',
    en: 'somebody got past the first step of signing in, said that the second factor is lost, and asked to have it removed after a wait',
  },
  new_device: { 'zh-CN': '在新设备上登录', en: 'somebody signed in on a new device' },
  merged: {
    'zh-CN': '管理员把另一个账号并入了此账号，它的登录方式现在也能登录',
    en: 'an administrator merged another account into it, whose ways to sign in open it now',
  },
  merged_away: {
    'zh-CN': '管理员把此账号并入了另一个账号，请重新登录',
    en: 'an administrator merged it into another account; sign in again',
  },
}

/** What whoever is told cannot undo: a ban, and the end of an account that is another's by now. */
const final: ReadonlySet<NoticeKind> = new Set(['banned', 'merged_away'])

export function isFinal(kind: NoticeKind): boolean {
  return final.has(kind)
}

/** The link of a notice; null where there is none, and for what cannot be undone by one. */
export function linkOf({ kind, token }: Notice, { link }: NoticeSite): string | null {
  return isFinal(kind) || !link ? null : link(token)
}

export function wordsOf(notice: Notice, language: Language, where: NoticeSite): NoticeWords {
  const { kind, at } = notice
  const site = hostOrNull(where.site ?? null)
  const [device, address] = [deviceName(notice.device), ipOf(notice.address)]
  const advice = adviceOn(kind, linkOf(notice, where) !== null)[language]
  const what = kindWords[kind][language]
  if (language === 'en') {
    return {
      what: `Your account${site === null ? '' : ` at ${site}`}: ${what}`,
      facts: [
        `Time: ${minute(at)} (UTC)`,
        ...(device === null ? [] : [`Device: ${device}`]),
        ...(address === null ? [] : [`IP address: ${address}`]),
      ],
      advice,
    }
  }
  return {
    what: `你${site === null ? '' : `在 ${site} `}的账号：${what}`,
    facts: [
      `时间：${beijingMinute(at)}（北京时间）`,
      ...(device === null ? [] : [`设备：${device}`]),
      ...(address === null ? [] : [`IP 地址：${address}`]),
    ],
    advice,
  }
}

export const finalAdvice: Words = {
  'zh-CN': '如有疑问，请联系网站管理员。',
  en: 'If you have questions, ask whoever runs the site.',
}
const linkAdvice: Words = {
  'zh-CN': '如果是你本人操作，无需理会。如果不是，请在 72 小时内打开下面的链接，收回账号：',
  en: 'If this was you, there is nothing to do. If it was not, open this link within 72 hours to take your account back:',
}
const plainAdvice: Words = {
  'zh-CN': '如果是你本人操作，无需理会。如果不是，请立即设置新密码，并联系网站管理员。',
  en: 'If this was you, there is nothing to do. If it was not, set a new password now and tell whoever runs the site.',
}

export function adviceOn(kind: NoticeKind, hasLink: boolean): Words {
  if (isFinal(kind)) return finalAdvice
  return hasLink ? linkAdvice : plainAdvice
}

const mostOfName = 40

/**
 * What a device calls itself is a stranger's text in a mail of ours: it is a short name of letters
 * and digits, and no mail program finds an address in it that it could make a link of (attack A312).
 */
export function deviceName(device: string | null): string | null {
  const name = (device ?? '')
    .normalize('NFKC')
    .replace(/[^\p{L}\p{M}\p{Nd} .()+_·-]|\.(?!\p{Nd})/gu, ' ')
    .replace(/ +/g, ' ')
    .trim()
  return name === '' ? null : [...name].slice(0, mostOfName).join('')
}

export function ipOf(address: string | null): string | null {
  return address !== null && isIP(address) !== 0 ? address : null
}

/** `2026-01-01 00:00`, in UTC. */
export function minute(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ')
}

/** The same as clocks in China have it, which know no summer time. */
export function beijingMinute(at: number): string {
  return minute(at + 8 * 3_600_000)
}
