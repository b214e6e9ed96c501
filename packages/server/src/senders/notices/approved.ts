import type { NoticeKind } from '@ztoken/contract'
import type { Notice } from '@ztoken/core'
import type { FilledTemplate } from '../templates.ts'
import { noticeFacts } from './facts.ts'
import { languageOfPhone } from './text.ts'

/** What a template for notices is filled with. */
export interface NoticeParam {
  /** What the template calls it; those that only count them have no use for it. */
  readonly name: string
  readonly value: 'what' | 'time' | 'site'
}

/** Texts that a vendor has approved for notices, by their ids. */
export interface NoticeTemplates {
  /** For every kind that has none of its own; null: such kinds are not told of. */
  readonly id: string | null
  readonly ids?: Readonly<Partial<Record<NoticeKind, string>>>
  /** In the order of the template. */
  readonly params: readonly NoticeParam[]
}

/** The template for a notice, filled; null where there is none. */
export function noticeTemplateOf(
  { id: common, ids = {}, params }: NoticeTemplates,
  notice: Notice,
  site: string | null,
): FilledTemplate | null {
  const id = ids[notice.kind] ?? common
  if (id === null) return null
  const language = languageOfPhone(notice.to)
  const facts = noticeFacts(notice, { site })
  const values = {
    what: facts[`what.${language}`],
    time: facts[`time.${language}`],
    site: facts.site,
  }
  return { id, filled: params.map(({ name, value }) => [name, values[value]] as const) }
}
