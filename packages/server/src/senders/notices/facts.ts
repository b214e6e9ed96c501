import type { Notice } from '@ztoken/core'
import type { Values } from '../filled.ts'
import { hostOrNull } from '../texts.ts'
import {
  adviceOn,
  beijingMinute,
  deviceName,
  ipOf,
  kindWords,
  linkOf,
  minute,
  type NoticeSite,
} from './words.ts'

/** Words of ours, and nothing that a stranger wrote. */
type OwnWords = 'what.zh-CN' | 'what.en' | 'time.zh-CN' | 'time.en' | 'site'
export type NoticeFact = OwnWords | 'advice.zh-CN' | 'advice.en' | 'device' | 'address' | 'link'

/** What may stand in the subject of a mail. */
export const subjectPlaces: readonly OwnWords[] = [
  'what.zh-CN',
  'what.en',
  'time.zh-CN',
  'time.en',
  'site',
]

/** What is known of a notice, by the names of the places in a template; empty where nothing is. */
export function noticeFacts(notice: Notice, where: NoticeSite): Values<NoticeFact> {
  const { kind, at } = notice
  const link = linkOf(notice, where)
  const { 'zh-CN': chinese, en: english } = kindWords[kind]
  const advice = adviceOn(kind, link !== null)
  return {
    'what.zh-CN': chinese,
    'what.en': english,
    'time.zh-CN': beijingMinute(at),
    'time.en': minute(at),
    'advice.zh-CN': advice['zh-CN'],
    'advice.en': advice.en,
    device: deviceName(notice.device) ?? '',
    address: ipOf(notice.address) ?? '',
    link: link ?? '',
    site: hostOrNull(where.site ?? null) ?? '',
  }
}
